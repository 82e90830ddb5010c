using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace CrmReadinessSync.Worker;

/// <summary>
/// Sends traces and metrics over OTLP where the settings name a receiver. The instrumentation packages are not needed: HTTP and the runtime have
/// meters and activities of their own in .NET.
/// </summary>
internal sealed class ServiceTelemetry(LiveSettings live) : IHostedService, IDisposable
{
    /// <summary>Traces of cycles; the requests within are <c>System.Net.Http</c>'s, whose addresses carry no query.</summary>
    public static readonly ActivitySource Cycles = new("CrmReadinessSync.Service");

    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var settings = live.Current.Telemetry;
        if (settings.Endpoint is not null)
        {
            var resource = ResourceBuilder.CreateEmpty().AddService(
                "crm-readiness-sync",
                serviceVersion: typeof(ServiceTelemetry).Assembly.GetName().Version?.ToString(3),
                serviceInstanceId: Environment.MachineName);
            _metrics = Sdk.CreateMeterProviderBuilder()
                .SetResourceBuilder(resource)
                .AddMeter("CrmReadinessSync.*", "System.Net.Http", "System.Runtime")
                .AddOtlpExporter((exporter, reader) =>
                {
                    Point(exporter, settings, "v1/metrics");
                    reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)settings.Every.TotalMilliseconds;
                })
                .Build();
            if (settings.SendsTraces)
            {
                _traces = Sdk.CreateTracerProviderBuilder()
                    .SetResourceBuilder(resource)
                    .AddSource("CrmReadinessSync.*", "System.Net.Http")
                    .AddOtlpExporter(exporter => Point(exporter, settings, "v1/traces"))
                    .Build();
            }
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
        (_traces, _metrics) = (null, null);
    }

    private static void Point(OtlpExporterOptions exporter, TelemetrySettings settings, string signal)
    {
        exporter.Protocol = settings.IsGrpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        exporter.Endpoint = settings.IsGrpc ? settings.Endpoint! : new Uri($"{settings.Endpoint!.ToString().TrimEnd('/')}/{signal}");
        exporter.Headers = settings.Headers;
    }
}
