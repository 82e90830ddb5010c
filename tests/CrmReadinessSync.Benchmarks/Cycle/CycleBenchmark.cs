using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using CrmReadinessSync.Journal;
using CrmReadinessSync.Sync;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CrmReadinessSync.Benchmarks;

/// <summary>
/// <c>-- cycle --crm hubspot|salesforce --deals N --latency MS --limits real|none [--rest SECONDS] [--cold]</c>: the real cycle, as the worker registers it, three times over HTTP against the
/// practice CRM in another process; prints one JSON document.
/// </summary>
internal static class CycleBenchmark
{
    /// <summary>About the seconds a process takes to start. Each run paces anew, so two within a second would share a second's searches.</summary>
    private const double Start = 1.5;

    public static async Task<int> RunAsync(string[] args, TextWriter output, CancellationToken cancellationToken)
    {
        if (await MeasuredCrm.NamedAsync(args) is not { } measured)
        {
            return 2;
        }

        var deals = Arguments.Number(args, "--deals", 2000);
        var latency = TimeSpan.FromMilliseconds(Arguments.Number(args, "--latency", 0));
        var limits = Arguments.Text(args, "--limits", "none");
        var rest = Arguments.Number(args, "--rest", 0);
        var directory = Directory.CreateTempSubdirectory("crm-readiness-benchmark-");
        try
        {
            await using var sandbox = await SandboxProcess.StartAsync(deals, (int)latency.TotalMilliseconds, limits, cancellationToken);
            await using var services = measured.Register(new ServiceCollection().AddLogging().AddSyncCycle()).BuildServiceProvider();
            await using var store = await SqliteJournalStore.OpenAsync("journal.db", directory.FullName, TimeProvider.System, cancellationToken);
            var journal = await store.OpenAsync(measured.Name, cancellationToken);
            if (!args.Contains("--cold", StringComparer.Ordinal))
            {
                await WarmAsync(measured, services, sandbox.Warm, directory.FullName, cancellationToken);
            }

            var runs = new List<RunFigures>();
            for (var run = 0; run < 3; run++)
            {
                await Task.Delay(TimeSpan.FromSeconds(run switch { 0 => 0, 1 => Math.Max(Start, rest), _ => Start }), TimeProvider.System, cancellationToken);
                runs.Add(await RunOnceAsync(measured, services, journal, sandbox.Address, cancellationToken));
            }

            // Last, for it holds the ids of everything that hangs on deals, which is not the worker's memory.
            var report = Report(measured, deals, latency, limits, runs, await measured.Least(journal, deals, runs[0].Written, cancellationToken));
            await output.WriteLineAsync(JsonSerializer.Serialize(report, BenchmarkJson.Default.CycleFigures));
            return runs.TrueForAll(run => run.State is RunState.Completed) ? 0 : 1;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    /// <summary>A first cycle alone, without limits.</summary>
    public static async Task<RunFigures> FirstRunAsync(MeasuredCrm measured, int deals, int latency, bool cold, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("crm-readiness-benchmark-");
        try
        {
            await using var sandbox = await SandboxProcess.StartAsync(deals, latency, "none", cancellationToken);
            await using var services = measured.Register(new ServiceCollection().AddLogging().AddSyncCycle()).BuildServiceProvider();
            await using var store = await SqliteJournalStore.OpenAsync("journal.db", directory.FullName, TimeProvider.System, cancellationToken);
            if (!cold)
            {
                await WarmAsync(measured, services, sandbox.Warm, directory.FullName, cancellationToken);
            }

            return await RunOnceAsync(measured, services, await store.OpenAsync(measured.Name, cancellationToken), sandbox.Address, cancellationToken);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    /// <summary>Two cycles of another account, the second of echoes: what they compile, both processes need not compile again.</summary>
    private static async Task WarmAsync(MeasuredCrm measured, IServiceProvider services, SandboxAddress address, string folder, CancellationToken cancellationToken)
    {
        await using var store = await SqliteJournalStore.OpenAsync("warm.db", folder, TimeProvider.System, cancellationToken);
        var journal = await store.OpenAsync(measured.Name, cancellationToken);
        for (var run = 0; run < 2; run++)
        {
            await RunOnceAsync(measured, services, journal, address, cancellationToken);
        }
    }

    /// <summary>One cycle as the worker composes it, connected anew.</summary>
    internal static async Task<RunFigures> RunOnceAsync(MeasuredCrm measured, IServiceProvider services, IJournal journal, SandboxAddress address, CancellationToken cancellationToken)
    {
        var kind = services.GetRequiredService<ICrmKind>();
        var connection = Connection(kind, measured.Name);
        var section = new ConfigurationBuilder()
            .AddInMemoryCollection(measured.Settings(address))
            .Build()
            .GetSection(kind.Name);
        await using var crm = kind.Connect(connection, section);
        var effort = new Effort();
        var strokes = new StrokeTimes();
        var report = await services.GetRequiredService<SyncCycle>().RunAsync(
            new CycleRequest { Crm = crm, Connection = connection, Rules = SameVerdict.Shipped(), Journal = journal, Trigger = "once", Progress = strokes },
            cancellationToken);
        return new RunFigures(
            report.State,
            report.Counts.Read,
            report.Counts.Judged,
            report.Counts.Written,
            report.Counts.Failed,
            crm.Usage.Total,
            crm.Usage.ByKind,
            crm.Usage.Throttled,
            Math.Round(effort.Wall.TotalSeconds, 2),
            Math.Round(effort.Processor.TotalSeconds, 2),
            strokes.Seconds(),
            Process.GetCurrentProcess().PeakWorkingSet64 / (1024 * 1024),
            report.Failure?.Code);
    }

    private static CycleFigures Report(MeasuredCrm measured, int deals, TimeSpan latency, string limits, List<RunFigures> runs, ILeastPossible least)
    {
        var counted = runs[0].RequestsByKind.Where(kind => least.Requests.ContainsKey(kind.Key)).Sum(kind => kind.Value);
        var seconds = least.Seconds(latency, limits == "real");
        return new CycleFigures(
            measured.Name,
            deals,
            (int)latency.TotalMilliseconds,
            limits,
            least.CountedFrom,
            least.Requests,
            least.Total,
            counted,
            Math.Round((double)counted / least.Total, 4),
            Math.Round(seconds, 2),
            seconds > 0 ? Math.Round(runs[0].Seconds / seconds, 3) : null,
            runs.Sum(run => run.Throttled),
            runs[0].PeakMegabytes,
            runs[1].Requests <= measured.IdleRequests + ((runs[0].Written + measured.EchoPage - 1) / measured.EchoPage) && runs[1].Written == 0,
            runs[2].Requests <= measured.IdleRequests && runs[2].Written == 0,
            runs);
    }

    internal static CrmConnection Connection(ICrmKind kind, string name)
    {
        using var fields = JsonDocument.Parse(kind.StandardFields);
        using var targets = JsonDocument.Parse(kind.StandardWriteTo);
        var writeTo = targets.RootElement;
        return new CrmConnection
        {
            Name = name,
            Kind = kind.Name,
            TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo"),
            Language = "ja",
            Fields = fields.RootElement.EnumerateObject().ToImmutableSortedDictionary(
                field => field.Name,
                field => new FieldSource(
                    field.Value.GetProperty("From").GetString()!,
                    field.Value.TryGetProperty("Values", out var values)
                        ? values.EnumerateObject().ToImmutableSortedDictionary(value => value.Name, value => value.Value.GetString()!, StringComparer.Ordinal)
                        : null),
                StringComparer.Ordinal),
            WriteTo = new WriteTargets(Target("Flag"), Target("NextStep"), Target("Phase"), Target("TalkDepth"), Target("Reasons")),
        };

        string? Target(string name) => writeTo.GetProperty(name).GetString();
    }

    /// <summary>Seconds at which each stroke last moved.</summary>
    private sealed class StrokeTimes : IProgress<CycleProgress>
    {
        private readonly long _start = Stopwatch.GetTimestamp();
        private readonly SortedDictionary<Stroke, double> _last = [];

        public void Report(CycleProgress value) => _last[value.Stroke] = Math.Round(Stopwatch.GetElapsedTime(_start).TotalSeconds, 2);

        public Dictionary<string, double> Seconds() => _last.ToDictionary(one => one.Key.ToString(), one => one.Value, StringComparer.Ordinal);
    }
}
