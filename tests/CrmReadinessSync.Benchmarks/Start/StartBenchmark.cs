using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CrmReadinessSync.Benchmarks;

/// <summary>
/// <c>-- start [--deals N] [--worker FILE]</c>: starts the worker's <c>once</c> five times, each with an empty journal beside a new practice HubSpot, and tells when the
/// first write reached the CRM: later than the first verdict by at least the plan. Prints one JSON document; exit code 1 when the median is above two seconds.
/// </summary>
internal static class StartBenchmark
{
    private const int Times = 5;
    private const double Most = 2;

    public static async Task<int> RunAsync(string[] args, TextWriter output, CancellationToken cancellationToken)
    {
        var worker = Arguments.Text(args, "--worker", Built());
        if (!File.Exists(worker))
        {
            await Console.Error.WriteLineAsync($"There is no worker at {worker}: run dotnet build -c Release src/CrmReadinessSync.Worker, or name a published one with --worker.");
            return 3;
        }

        var deals = Arguments.Number(args, "--deals", 200);
        var starts = new List<double>();
        for (var time = 0; time < Times; time++)
        {
            starts.Add(Math.Round((await FirstWriteAsync(worker, deals, cancellationToken)).TotalSeconds, 2));
        }

        starts.Sort();
        var figures = new StartFigures(deals, Path.GetFileName(worker), starts[Times / 2], starts[^1], Most);
        await output.WriteLineAsync(JsonSerializer.Serialize(figures, BenchmarkJson.Default.StartFigures));
        return figures.MedianSeconds <= Most ? 0 : 1;
    }

    private static async Task<TimeSpan> FirstWriteAsync(string worker, int deals, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("crm-readiness-benchmark-");
        try
        {
            await using var sandbox = await SandboxProcess.StartAsync(deals, latency: 0, "none", cancellationToken);
            using var admin = new HttpClient { BaseAddress = new Uri(sandbox.Address.BaseUrl) };
            await WritesAsync(admin, cancellationToken);
            var start = worker.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? new ProcessStartInfo("dotnet", [worker, "once", "--json"]) : new ProcessStartInfo(worker, ["once", "--json"]);
            start.WorkingDirectory = folder.FullName;
            start.RedirectStandardOutput = start.RedirectStandardError = true;
            foreach (var (key, value) in new[] { ("hubspot__Enabled", "true"), ("salesforce__Enabled", "false"), ("hubspot__HubSpot__BaseUrl", sandbox.Address.BaseUrl), ("hubspot__HubSpot__AccessToken", sandbox.Address.AccessToken) })
            {
                start.Environment[$"CRS_Crms__{key}"] = value;
            }

            start.Environment["CRS_Journal__ConnectionString"] = $"Data Source={Path.Combine(folder.FullName, "journal.db")}";
            var began = Stopwatch.GetTimestamp();
            using var process = Process.Start(start) ?? throw new InvalidOperationException("The worker did not start.");
            var told = Task.WhenAll(process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
            while (await WritesAsync(admin, cancellationToken) == 0 && !process.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, cancellationToken);
            }

            var took = Stopwatch.GetElapsedTime(began);
            await process.WaitForExitAsync(cancellationToken);
            var texts = await told;
            return process.ExitCode == 0 && await WritesAsync(admin, cancellationToken) > 0
                ? took
                : throw new InvalidOperationException($"The worker ended with {process.ExitCode} and wrote nothing. {texts[1]}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<long> WritesAsync(HttpClient admin, CancellationToken cancellationToken)
    {
        var requests = await admin.GetFromJsonAsync<JsonObject>("/_sandbox/requests?list=1", cancellationToken);
        return requests!["byKind"]!.AsObject().Where(kind => kind.Key.Contains("update", StringComparison.Ordinal)).Sum(kind => kind.Value!.GetValue<long>());
    }

    private static string Built()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CrmReadinessSync.sln")))
            {
                return Path.Combine(folder.FullName, "src", "CrmReadinessSync.Worker", "bin", "Release", "net10.0", "crm-readiness-sync.dll");
            }
        }

        return "crm-readiness-sync.dll";
    }
}

/// <summary>How long a worker takes from its start to its first write.</summary>
/// <param name="Deals">Deals of the practice CRM.</param>
/// <param name="Worker">What was started.</param>
/// <param name="MedianSeconds">Of five starts.</param>
/// <param name="WorstSeconds">The slowest.</param>
/// <param name="MostSeconds">What the median is held to.</param>
internal sealed record StartFigures(int Deals, string Worker, double MedianSeconds, double WorstSeconds, double MostSeconds);
