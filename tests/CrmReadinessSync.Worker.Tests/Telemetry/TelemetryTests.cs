using System.Collections.Concurrent;
using System.Net;
using System.Text;
using CrmReadinessSync.Sandbox;

namespace CrmReadinessSync.Worker.Tests;

/// <summary>What an OTLP receiver gets of a running service.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public async Task Metrics_and_traces_arrive_under_their_documented_names_and_hold_no_secret()
    {
        await using var server = await SandboxServer.StartAsync(new SandboxOptions { Deals = 20 }, TimeProvider.System, TestContext.Current.CancellationToken);
        using var receiver = new Receiver();
        using var bench = new Bench();
        bench.ConnectTo(server);
        bench.Environment["CRS_Telemetry__Otlp__Endpoint"] = receiver.Address;
        using var stop = new CancellationTokenSource(Watched.NeverLonger);
        await using var output = new Watched("Cycle Completed", stop.Cancel);

        // Stopping sends what is left.
        (await CommandLine.RunAsync(["run"], bench.Surroundings(output, TextWriter.Null), stop.Token)).ShouldBe(0);

        var metrics = receiver.Got("/v1/metrics");
        var documented = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "monitoring.md"), TestContext.Current.CancellationToken);
        foreach (var name in new[] { "crs.health", "crs.settings.refused", "crs.cycles", "crs.cycle.duration", "crs.deals", "crs.requests", "crs.budget.spent", "crs.lag", "crs.crm.failing", "crs.lease", "crs.held.deals", "crs.held.flips" })
        {
            metrics.ShouldContain(name);
            documented.ShouldContain($"`{name}`");
        }

        receiver.Got("/v1/traces").ShouldContain("crs.cycle");
        metrics.ShouldContain("crm-readiness-sync");
        (metrics + receiver.Got("/v1/traces")).ShouldNotContain("pat-na1");
    }

    private sealed class Receiver : IDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly ConcurrentBag<(string Path, string Body)> _got = [];

        public Receiver()
        {
            using (var free = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0))
            {
                free.Start();
                Address = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}";
            }

            _listener.Prefixes.Add($"{Address}/");
            _listener.Start();
            _ = Task.Run(ListenAsync);
        }

        public string Address { get; }

        public string Got(string path) => string.Concat(_got.Where(one => one.Path == path).Select(one => one.Body));

        public void Dispose() => _listener.Close();

        private async Task ListenAsync()
        {
            try
            {
                while (true)
                {
                    var context = await _listener.GetContextAsync();
                    using var body = new MemoryStream();
                    await context.Request.InputStream.CopyToAsync(body);
                    _got.Add((context.Request.Url!.AbsolutePath, Encoding.Latin1.GetString(body.ToArray())));
                    context.Response.Close();
                }
            }
            catch (Exception closed) when (closed is ObjectDisposedException or HttpListenerException)
            {
                // The test is over.
            }
        }
    }
}
