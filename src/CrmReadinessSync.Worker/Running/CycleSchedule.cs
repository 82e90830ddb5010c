using System.Globalization;
using Quartz;

namespace CrmReadinessSync.Worker;

/// <summary>
/// Keeps one job for each enabled CRM: a first cycle at once, then by its schedule in its own time zone. Firings missed while a cycle ran or the
/// machine slept are folded into one. A cycle under way is never touched.
/// </summary>
internal sealed class CycleSchedule(ISchedulerFactory schedulers, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly Dictionary<string, string> _applied = new(StringComparer.Ordinal);

    /// <summary>Adds jobs of connections that are new, drops those of connections that are gone or disabled, and moves those whose schedule changed.</summary>
    public async Task ApplyAsync(WorkerSettings settings, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var scheduler = await schedulers.GetScheduler(cancellationToken);
            var wanted = settings.Enabled.ToDictionary(crm => crm.Connection.Name, StringComparer.Ordinal);
            foreach (var gone in _applied.Keys.Except(wanted.Keys, StringComparer.Ordinal).ToList())
            {
                await scheduler.DeleteJob(Key(gone), cancellationToken);
                _applied.Remove(gone);
            }

            foreach (var (name, crm) in wanted)
            {
                var schedule = string.Create(CultureInfo.InvariantCulture, $"{crm.Schedule.Every}|{crm.Schedule.Cron}|{crm.Connection.TimeZone.Id}");
                if (_applied.GetValueOrDefault(name) != schedule)
                {
                    var job = JobBuilder.Create<CycleJob>().WithIdentity(Key(name)).Build();
                    await scheduler.ScheduleJob(job, [.. Triggers(crm, isNew: !_applied.ContainsKey(name))], new ScheduleJobOptions { Replace = true }, cancellationToken);
                    _applied[name] = schedule;
                }
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

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
