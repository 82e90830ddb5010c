using CrmReadinessSync.Sync;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quartz;

namespace CrmReadinessSync.Worker;

/// <summary>One scheduled cycle. Its job is named after the CRM, so that Quartz never runs two of one CRM at a time.</summary>
[DisallowConcurrentExecution]
internal sealed partial class CycleJob(SettingsWatch watch, CrmCycles cycles, CycleSchedule schedule, RunningService service, IHostApplicationLifetime life, ILogger<CycleJob> log) : IJob
{
    /// <summary>The group of these jobs.</summary>
    public const string Group = "cycles";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var name = context.JobDetail.Key.Name;
        using var scope = log.BeginScope(new Dictionary<string, object>(StringComparer.Ordinal) { ["Crm"] = name });
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, life.ApplicationStopping);
        try
        {
            var settings = await watch.FreshAsync(stopping.Token);
            if (settings.Enabled.FirstOrDefault(crm => crm.Connection.Name == name) is { } crm)
            {
                service.Began(name);
                var report = await cycles.RunAsync(settings, crm, "schedule", progress: null, stopping.Token);
                service.Ended(name, report);
                if (report is { State: RunState.Yielded, Worker: { } holder })
                {
                    await schedule.RunAtAsync(name, holder.Until, stopping.Token);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The stop came before the cycle began.
            service.BrokeOff(name, trouble: null);
        }
        catch (JournalException failed)
        {
            service.BrokeOff(name, "journal");
            Log.JournalFailed(log, failed.Message, failed.Remedy);
        }
        catch (Exception failed) when (failed is not OutOfMemoryException)
        {
            // The next cycle takes up what this one left; the service goes on for the other CRMs.
            service.BrokeOff(name, failed.GetType().Name);
            Log.Failed(log, failed);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4001, LogLevel.Error, "The journal cannot be used: {Problem} {Remedy}")]
        public static partial void JournalFailed(ILogger log, string problem, string remedy);

        [LoggerMessage(4002, LogLevel.Error, "The cycle broke off; the next one takes up what it left")]
        public static partial void Failed(ILogger log, Exception failure);
    }
}
