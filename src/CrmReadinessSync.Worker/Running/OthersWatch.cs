using CrmReadinessSync.Sync;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CrmReadinessSync.Worker;

/// <summary>
/// In a cluster most cycles run elsewhere. Looks in the journal how the last one of each CRM ended, so that page, health and notices of every worker say the same, and
/// none takes itself for stuck because another one worked.
/// </summary>
internal sealed partial class OthersWatch(RunningService service, LiveSettings live, IJournalStore store, TimeProvider time, ILogger<OthersWatch> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    /// <summary>Looks once.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        foreach (var crm in live.Current.Enabled)
        {
            var journal = await store.OpenAsync(crm.Connection.Name, cancellationToken);
            var newest = (await journal.ReadRunsAsync(2, cancellationToken)).FirstOrDefault(run => run.End is not null);
            if (newest is { End: { } end })
            {
                var report = new CycleReport(
                    newest.Id,
                    end.State,
                    end.Counts,
                    end.EndedAt - newest.Start.StartedAt,
                    end.Failure,
                    [],
                    end.Failure?.ResumeAt,
                    IsEnvironment: false,
                    end.State is RunState.Held ? await journal.ReadHeldAsync(cancellationToken) : null);
                service.EndedElsewhere(crm.Connection.Name, end.EndedAt, report);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await LookAsync(stoppingToken);
                }
                catch (JournalException failed)
                {
                    // The cycles tell it as a fault of the journal; here it only delays what the page knows.
                    Log.NotSeen(log, failed.Message);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // A requested stop.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4060, LogLevel.Debug, "How the cycles of other workers ended cannot be seen for now: {Problem}")]
        public static partial void NotSeen(ILogger log, string problem);
    }
}
