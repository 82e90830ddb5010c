using System.Collections.Concurrent;
using System.Diagnostics;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;
using Microsoft.Extensions.Logging;

namespace CrmReadinessSync.Worker;

/// <summary>Runs cycles. Each CRM is connected once for as long as its settings stay, keeps its tokens and paces from cycle to cycle, and has one cycle at a time.</summary>
internal sealed partial class CrmCycles(
    IEnumerable<ICrmKind> kinds, IJournalStore store, SyncCycle cycle, IRulesTrial trial, TimeProvider time, ILogger<CrmCycles> log) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Connected> _connected = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateOnly> _pruned = new(StringComparer.Ordinal);

    /// <summary>The account of a connection; connecting sends nothing.</summary>
    public ICrm Connect(CrmSettings crm) => _connected.GetOrAdd(crm.Connection.Name, _ => New(crm)).Crm.Value;

    /// <summary>Runs one cycle in the service's own journal.</summary>
    public async Task<CycleReport> RunAsync(WorkerSettings settings, CrmSettings crm, string trigger, IProgress<CycleProgress>? progress, CancellationToken cancellationToken)
    {
        var journal = await store.OpenAsync(crm.Connection.Name, cancellationToken);
        var report = await RunAsync(settings, crm, journal, trigger, settings.Safety.DryRun, progress, cancellationToken);
        await PruneAsync(settings.Journal, journal, cancellationToken);
        return report;
    }

    /// <summary>Runs one cycle in a journal of the caller's; a preview plans and writes nothing.</summary>
    public Task<CycleReport> RunAsync(
        WorkerSettings settings, CrmSettings crm, IJournal journal, string trigger, bool preview, IProgress<CycleProgress>? progress, CancellationToken cancellationToken) =>
        RunAsync(settings, crm, journal, request => request with { Trigger = trigger, Preview = preview, Progress = progress }, cancellationToken);

    /// <summary>Undoes a run of a journal; a preview plans and writes nothing.</summary>
    public Task<CycleReport> UndoAsync(
        WorkerSettings settings, CrmSettings crm, IJournal journal, long run, bool preview, Action<UndoneDeal> undone, CancellationToken cancellationToken) =>
        RunAsync(settings, crm, journal, request => request with { Undo = run, Undone = undone, Preview = preview }, cancellationToken);

    private async Task<CycleReport> RunAsync(
        WorkerSettings settings, CrmSettings crm, IJournal journal, Func<CycleRequest, CycleRequest> asked, CancellationToken cancellationToken)
    {
        var gate = _gates.GetOrAdd(crm.Connection.Name, _ => new SemaphoreSlim(1));
        await gate.WaitAsync(cancellationToken);
        try
        {
            var request = asked(await RequestAsync(settings, crm, journal, cancellationToken));
            using var activity = ServiceTelemetry.Cycles.StartActivity("crs.cycle");
            var report = await cycle.RunAsync(request, cancellationToken);
            activity?.SetTag("crm", crm.Connection.Name).SetTag("crs.run", report.Run).SetTag("crs.trigger", request.Trigger).SetTag("crs.state", report.State.ToString())
                .SetTag("crs.read", report.Counts.Read).SetTag("crs.judged", report.Counts.Judged).SetTag("crs.written", report.Counts.Written).SetTag("crs.failed", report.Counts.Failed)
                .SetStatus(report.State is RunState.Failed ? ActivityStatusCode.Error : ActivityStatusCode.Ok, report.Failure?.Code);
            return report;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>What other rules would have done to the past wins of an account; null where nothing asks (<c>Safety:MaxPausedWins</c>).</summary>
    public async Task<PastWins?> TryAsync(WorkerSettings settings, CrmSettings crm, IJournal journal, ReadinessRules rules, CancellationToken cancellationToken)
    {
        if (settings.Safety.Brake.MaxPausedWins is null)
        {
            return null;
        }

        var gate = _gates.GetOrAdd(crm.Connection.Name, _ => new SemaphoreSlim(1));
        await gate.WaitAsync(cancellationToken);
        try
        {
            var request = await RequestAsync(settings, crm, journal, cancellationToken) with { Rules = rules };
            return await trial.TryAsync(request, await request.Crm.OpenAsync(request.Cache!, cancellationToken), cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<CycleRequest> RequestAsync(WorkerSettings settings, CrmSettings crm, IJournal journal, CancellationToken cancellationToken) => new()
    {
        Crm = await ReconnectAsync(crm),
        Connection = crm.Connection,
        Rules = settings.Rules,
        Journal = journal,
        Cache = await store.OpenAsync(crm.Connection.Name, cancellationToken),
        Trigger = "undo",
        Brake = settings.Safety.Brake,
        Trial = trial,
    };

    public async ValueTask DisposeAsync()
    {
        foreach (var connected in _connected.Values)
        {
            await connected.DisposeAsync();
        }

        foreach (var gate in _gates.Values)
        {
            gate.Dispose();
        }
    }

    /// <summary>Inside the gate no cycle uses the account, so one whose settings changed can be closed.</summary>
    private async Task<ICrm> ReconnectAsync(CrmSettings crm)
    {
        if (_connected.TryGetValue(crm.Connection.Name, out var connected) && connected.Fingerprint != crm.Fingerprint)
        {
            _connected[crm.Connection.Name] = New(crm);
            await connected.DisposeAsync();
            Log.Reconnected(log, crm.Connection.Name);
        }

        return Connect(crm);
    }

    private Connected New(CrmSettings crm) =>
        new(crm.Fingerprint, new Lazy<ICrm>(() => kinds.First(kind => kind.Name == crm.Connection.Kind).Connect(crm.Connection, crm.Section)));

    /// <summary>Drops old history once a day; a stop in between leaves it for tomorrow.</summary>
    private async Task PruneAsync(JournalSettings kept, IJournal journal, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        if (cancellationToken.IsCancellationRequested || (_pruned.TryGetValue(journal.Crm, out var last) && last == today))
        {
            return;
        }

        _pruned[journal.Crm] = today;
        try
        {
            var dropped = await journal.PruneAsync(now - kept.KeepFor, now - kept.KeepGoneFor, cancellationToken);
            Log.Pruned(log, journal.Crm, dropped);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The cycle itself has ended, and its report counts.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4010, LogLevel.Debug, "{Crm}: {Count} old rows left the journal")]
        public static partial void Pruned(ILogger log, string crm, int count);

        [LoggerMessage(4011, LogLevel.Information, "{Crm} is connected anew: its settings or credentials changed")]
        public static partial void Reconnected(ILogger log, string crm);
    }

    /// <summary>An account and the settings it was connected with.</summary>
    private sealed record Connected(string Fingerprint, Lazy<ICrm> Crm) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            if (Crm.IsValueCreated)
            {
                await Crm.Value.DisposeAsync();
            }
        }
    }
}
