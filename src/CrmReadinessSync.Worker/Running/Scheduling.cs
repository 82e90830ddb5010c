using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace CrmReadinessSync.Worker;

/// <summary>Puts every enabled CRM on its schedule.</summary>
internal static class Scheduling
{
    /// <summary>
    /// One job a CRM: the first cycle at start, then by its schedule in its own time zone. Firings missed while a cycle ran or the machine
    /// slept are folded into one.
    /// </summary>
    public static IServiceCollection AddSchedule(this IServiceCollection services, WorkerSettings settings) => services
        .AddQuartz(quartz =>
        {
            foreach (var crm in settings.Enabled)
            {
                var key = new JobKey(crm.Connection.Name, CycleJob.Group);
                quartz.AddJob<CycleJob>(job => job.WithIdentity(key).StoreDurably());
                quartz.AddTrigger<CycleJob>(trigger => On(trigger.ForJob(key).WithIdentity($"{key.Name} by schedule").WithMisfireThreshold(TimeSpan.FromSeconds(1)), crm));
                if (crm.Schedule.Cron is not null)
                {
                    quartz.AddTrigger<CycleJob>(trigger => trigger.ForJob(key).WithIdentity($"{key.Name} at start").StartNow());
                }
            }
        })
        .AddQuartzHostedService(quartz => quartz.WaitForJobsToComplete = true);

    private static void On(ITriggerConfigurator<CycleJob> trigger, CrmSettings crm)
    {
        if (crm.Schedule.Every is { } every)
        {
            trigger.StartNow().WithSimpleSchedule(schedule => schedule
                .WithInterval(every)
                .RepeatForever()
                .WithMisfireInstruction(SimpleTriggerMisfireInstruction.NowWithRemainingCount));
        }
        else
        {
            trigger.WithCronSchedule(crm.Schedule.Cron!, schedule => schedule
                .InTimeZone(crm.Connection.TimeZone)
                .WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed));
        }
    }
}
