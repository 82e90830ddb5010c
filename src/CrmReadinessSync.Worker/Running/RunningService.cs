using System.Collections.Concurrent;
using CrmReadinessSync.Sync;
using CrmReadinessSync.Web;
using Quartz;

namespace CrmReadinessSync.Worker;

/// <summary>What the service knows of itself: settings in force and how each CRM's last cycle went. Pages, health answers and notices look at it.</summary>
internal sealed class RunningService(LiveSettings live, ISchedulerFactory schedulers, TimeProvider time) : IServiceState
{
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private readonly ConcurrentDictionary<string, Cycles> _cycles = new(StringComparer.Ordinal);

    /// <summary>Told after each cycle that ended with a report.</summary>
    public Action<string, CycleReport>? CycleEnded { get; set; }

    /// <summary>Told after each cycle that another worker of the cluster ended.</summary>
    public Action<string, CycleReport>? CycleSeen { get; set; }

    public ServiceView Now
    {
        get
        {
            var settings = live.Current;
            return new ServiceView(
                _startedAt,
                settings.Rules,
                settings.RulesSection,
                settings.Safety.DryRun,
                [.. settings.Crms.Select(crm => View(crm, live.Since))],
                live.Refused is { } refused ? new RefusedView(refused.Since, refused.Faults) : null,
                live.NeedRestart);
        }
    }

    public void Began(string crm) => Change(crm, one => one with { RunningSince = time.GetUtcNow() });

    public void Ended(string crm, CycleReport report)
    {
        var now = time.GetUtcNow();
        Change(crm, one => one.With(report, now, isElsewhere: report.State is RunState.Yielded or RunState.Displaced) with { RunningSince = null, Trouble = null });
        CycleEnded?.Invoke(crm, report);
    }

    /// <summary>The newest cycle that the journal knows, whichever worker ran it; what is known already changes nothing.</summary>
    public void EndedElsewhere(string crm, DateTimeOffset at, CycleReport report)
    {
        if (_cycles.GetValueOrDefault(crm)?.Run >= report.Run)
        {
            return;
        }

        Change(crm, one => one.With(report, at, isElsewhere: true));
        CycleSeen?.Invoke(crm, report);
    }

    /// <summary>A cycle broke off without a report: the journal or something unforeseen; null when it was asked to stop.</summary>
    public void BrokeOff(string crm, string? trouble)
    {
        var now = time.GetUtcNow();
        Change(crm, one => one with { RunningSince = null, EndedAt = now, Trouble = trouble, FailingSince = trouble is null ? one.FailingSince : one.FailingSince ?? now });
    }

    public async Task RunSoonAsync(string crm, CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        await scheduler.TriggerJob(new JobKey(crm, CycleJob.Group), cancellationToken: cancellationToken);
    }

    private void Change(string crm, Func<Cycles, Cycles> change) => _cycles.AddOrUpdate(crm, _ => change(Cycles.None), (_, one) => change(one));

    private CrmView View(CrmSettings crm, DateTimeOffset since)
    {
        var cycles = _cycles.GetValueOrDefault(crm.Connection.Name) ?? Cycles.None;
        return new CrmView(
            crm.Connection,
            crm.IsEnabled,
            since,
            crm.Schedule.OverdueAfter(cycles.EndedAt ?? since, crm.Connection.TimeZone),
            cycles.RunningSince,
            cycles.EndedAt,
            cycles.Last,
            cycles.FailingSince,
            cycles.Trouble,
            cycles.IsElsewhere);
    }

    private sealed record Cycles(DateTimeOffset? RunningSince, DateTimeOffset? EndedAt, CycleReport? Last, DateTimeOffset? FailingSince, string? Trouble, long Run, bool IsElsewhere)
    {
        public static Cycles None { get; } = new(null, null, null, null, null, 0, IsElsewhere: false);

        public Cycles With(CycleReport report, DateTimeOffset at, bool isElsewhere) => this with
        {
            EndedAt = at, Last = report, FailingSince = report.State is RunState.Failed ? FailingSince ?? at : null, Run = Math.Max(Run, report.Run), IsElsewhere = isElsewhere,
        };
    }
}
