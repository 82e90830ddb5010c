using System.Globalization;
using Microsoft.Extensions.Configuration;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Display;
using Serilog.Formatting.Json;

namespace CrmReadinessSync.Worker;

/// <summary>
/// The log: readable lines for a person, and JSON files that roll daily beside the journal. Every event of a cycle carries <c>Crm</c> and
/// <c>Run</c>. A <c>WriteTo</c> of the settings takes the place of the files.
/// </summary>
internal static class WorkerLog
{
    /// <summary>The folder of the files, beside the journal.</summary>
    public const string Folder = "logs";

    private const string Line = "{Timestamp:HH:mm:ss} {Level:u3} {Crm} {Run} {Message:l}{NewLine}{Exception}";

    /// <summary>A log for one command.</summary>
    /// <param name="settings">The settings in force.</param>
    /// <param name="lines">Takes the readable lines.</param>
    /// <param name="least">The least level of readable lines; files take what the settings say, information by default.</param>
    /// <param name="toFiles">Whether files are written at all.</param>
    public static Logger Create(WorkerSettings settings, TextWriter lines, LogEventLevel least, bool toFiles)
    {
        var log = new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("System.Net.Http", LogEventLevel.Warning)
            .MinimumLevel.Override("Quartz", LogEventLevel.Warning)
            // A host that does not start throws besides, and whoever started it tells it in our words.
            .MinimumLevel.Override("Microsoft.Extensions.Hosting.Internal.Host", LogEventLevel.Fatal)
            .Enrich.FromLogContext()
            .ReadFrom.Configuration(settings.Configuration)
            .WriteTo.Sink(new LineSink(lines, new MessageTemplateTextFormatter(Line, CultureInfo.InvariantCulture)), least);
        if (toFiles && !settings.Configuration.GetSection("Serilog:WriteTo").Exists())
        {
            log.WriteTo.Async(sinks => sinks.File(
                new JsonFormatter(renderMessage: true, formatProvider: CultureInfo.InvariantCulture),
                Path.Combine(settings.Journal.Place.Folder, Folder, "crm-readiness-sync-.json"),
                rollingInterval: RollingInterval.Day,
                rollOnFileSizeLimit: true,
                retainedFileCountLimit: 31));
        }

        return log.CreateLogger();
    }

    private sealed class LineSink(TextWriter lines, MessageTemplateTextFormatter formatter) : ILogEventSink
    {
        private readonly Lock _lock = new();

        public void Emit(LogEvent logEvent)
        {
            lock (_lock)
            {
                formatter.Format(logEvent, lines);
                lines.Flush();
            }
        }
    }
}
