using Microsoft.Extensions.Hosting;

namespace CrmReadinessSync.Worker;

/// <summary>
/// Keeps a running service on its files: looks at them every few seconds and at the start of each cycle, and puts the schedule right when they
/// changed.
/// </summary>
internal sealed class SettingsWatch(LiveSettings live, CycleSchedule schedule, TimeProvider time) : BackgroundService
{
    /// <summary>Between two looks: some small reads.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    // A file that never stands still for a second holds no cycle up: the last good settings are as good as they were.
    private const int MostLooks = 4;

    /// <summary>The settings for a cycle that begins now.</summary>
    public async Task<WorkerSettings> FreshAsync(CancellationToken cancellationToken)
    {
        for (var look = 1; await LookAsync(cancellationToken) is SettingsLook.Unsettled && look < MostLooks; look++)
        {
            await Task.Delay(LiveSettings.Settled, time, cancellationToken);
        }

        return live.Current;
    }

    /// <summary>Looks once and reschedules when the settings changed.</summary>
    public async Task<SettingsLook> LookAsync(CancellationToken cancellationToken)
    {
        var look = await live.LookAsync(cancellationToken);
        if (look is SettingsLook.Taken)
        {
            await schedule.ApplyAsync(live.Current, cancellationToken);
        }

        return look;
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await schedule.ApplyAsync(live.Current, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await LookAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // A requested stop.
        }
    }
}
