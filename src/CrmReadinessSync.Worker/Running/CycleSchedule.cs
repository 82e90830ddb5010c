using System.Globalization;
using Quartz;

namespace CrmReadinessSync.Worker;

/// <summary>
/// Keeps one job for each enabled CRM: a first cycle at once, then by its schedule in its own time zone. Firings missed while a cycle ran or the
/// machine slept are folded into one. A cycle under way is never touched. The workers of a cluster share these jobs: whoever comes first makes them, whoever
/// comes later finds them as they should be, and a reload moves them for all. A job's description tells by which schedule it was made.
/// </summary>
internal sealed class CycleSchedule(ISchedulerFactory schedulers, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);

    /// <summary>Adds jobs of connections that are new, drops those of connections that are gone or disabled, and moves those whose schedule changed.</summary>
    public async Task ApplyAsync(WorkerSettings settings, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var scheduler = await schedulers.GetScheduler(cancellationToken);
            var known = await KnownAsync(scheduler, cancellationToken);
            var wanted = settings.Enabled.ToDictionary(crm => crm.Connection.Name, StringComparer.Ordinal);
            foreach (var gone in known.Keys.Except(wanted.Keys, StringComparer.Ordinal))
            {
                await scheduler.DeleteJob(Key(gone), cancellationToken);
            }

            foreach (var (name, crm) in wanted)
            {
                var schedule = Describe(crm);
                if (known.GetValueOrDefault(name) != schedule)
                {
                    // With the worker that dies, its cycle goes to another one at once.
                    var job = JobBuilder.Create<CycleJob>().WithIdentity(Key(name)).WithDescription(schedule).RequestRecovery().Build();
                    await scheduler.ScheduleJob(job, [.. Triggers(crm, isNew: !known.ContainsKey(name))], new ScheduleJobOptions { Replace = true }, cancellationToken);
                }
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>One more cycle at an instant: when the lease of a worker that is frozen has run out, its CRM does not wait for the schedule.</summary>
    public async Task RunAtAsync(string crm, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        var trigger = TriggerBuilder.Create(time).ForJob(Key(crm)).WithIdentity($"{crm} after another worker").StartAt(at).Build();
        await scheduler.ScheduleTrigger(trigger, TriggerConflict.Replace, cancellationToken);
    }

    public void Dispose() => _gate.Dispose();

    /// <summary>The jobs there are, each with the schedule it was made by.</summary>
    private static async Task<Dictionary<string, string?>> KnownAsync(IScheduler scheduler, CancellationToken cancellationToken)
    {
        var known = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var key in await scheduler.GetJobKeys(GroupMatcher<JobKey>.GroupEquals(CycleJob.Group), cancellationToken))
        {
            known[key.Name] = (await scheduler.GetJobDetail(key, cancellationToken))?.Description;
        }

        return known;
    }

    private static string Describe(CrmSettings crm) => crm.Schedule.Every is { } every
        ? string.Create(CultureInfo.InvariantCulture, $"every {every}")
        : $"{crm.Schedule.Cron} in {crm.Connection.TimeZone.Id}";

    private IEnumerable<ITrigger> Triggers(CrmSettings crm, bool isNew)
    {
        var key = Key(crm.Connection.Name);
        var trigger = TriggerBuilder.Create(time).ForJob(key).WithIdentity($"{key.Name} by schedule").WithMisfireThreshold(TimeSpan.FromSeconds(1));
        if (crm.Schedule.Every is { } every)
        {
            yield return trigger
                .StartNow()
                .WithSimpleSchedule(schedule => schedule.WithInterval(every).RepeatForever().WithMisfireInstruction(SimpleTriggerMisfireInstruction.NowWithRemainingCount))
                .Build();
            yield break;
        }

        yield return trigger
            .WithCronSchedule(crm.Schedule.Cron!, schedule => schedule.InTimeZone(crm.Connection.TimeZone).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed))
            .Build();
        if (isNew)
        {
            yield return TriggerBuilder.Create(time).ForJob(key).WithIdentity($"{key.Name} at start").StartNow().Build();
        }
    }

    private static JobKey Key(string crm) => new(crm, CycleJob.Group);
}
