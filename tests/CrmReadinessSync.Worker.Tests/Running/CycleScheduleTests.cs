using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace CrmReadinessSync.Worker.Tests;

/// <summary>The jobs follow the settings; no restart.</summary>
public sealed class CycleScheduleTests : IAsyncLifetime
{
    private readonly Bench _bench = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddLogging().AddQuartz(_ => { }).BuildServiceProvider();
    private IScheduler _scheduler = null!;
    private CycleSchedule _schedule = null!;

    public async ValueTask InitializeAsync()
    {
        var schedulers = _services.GetRequiredService<ISchedulerFactory>();
        _scheduler = await schedulers.GetScheduler(TestContext.Current.CancellationToken);
        _schedule = new CycleSchedule(schedulers, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        _schedule.Dispose();
        await _services.DisposeAsync();
        _bench.Dispose();
    }

    [Fact]
    public async Task A_connection_enabled_gets_a_job_and_one_disabled_loses_it()
    {
        await ApplyAsync(("a", true, "5m"), ("b", false, "5m"));
        (await HasJobAsync("a"), await HasJobAsync("b")).ShouldBe((true, false));

        await ApplyAsync(("a", false, "5m"), ("b", true, "5m"));
        (await HasJobAsync("a"), await HasJobAsync("b")).ShouldBe((false, true));
    }

    [Fact]
    public async Task A_changed_schedule_moves_its_job_and_no_other()
    {
        await ApplyAsync(("a", true, "5m"), ("b", true, "5m"));
        var untouched = await TriggerAsync("b");

        await ApplyAsync(("a", true, "90m"), ("b", true, "5m"));

        ((ISimpleTrigger)await TriggerAsync("a")).RepeatInterval.ShouldBe(TimeSpan.FromMinutes(90));
        (await TriggerAsync("b")).StartTimeUtc.ShouldBe(untouched.StartTimeUtc);
    }

    [Fact]
    public async Task A_duration_may_become_a_cron_expression_without_an_extra_cycle_at_once()
    {
        await ApplyAsync(("a", true, "5m"));

        await ApplyAsync(("a", true, "0 0 7 ? * MON-FRI"));

        ((ICronTrigger)await TriggerAsync("a")).CronExpressionString.ShouldBe("0 0 7 ? * MON-FRI");
        (await _scheduler.Exists(new TriggerKey("a at start"), TestContext.Current.CancellationToken)).ShouldBeFalse();
    }

    private async Task<bool> HasJobAsync(string crm) => await _scheduler.Exists(new JobKey(crm, CycleJob.Group), TestContext.Current.CancellationToken);

    private async Task<ITrigger> TriggerAsync(string crm) =>
        (await _scheduler.GetTrigger(new TriggerKey($"{crm} by schedule"), TestContext.Current.CancellationToken)).ShouldNotBeNull();

    private Task ApplyAsync(params (string Name, bool Enabled, string Schedule)[] crms)
    {
        var input = new SettingsInput
        {
            WorkingFolder = _bench.Folder,
            ExecutableFolder = _bench.Folder,
            ReadsFiles = false,
            Given =
            [
                .. crms.SelectMany(crm => new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    [$"Crms:{crm.Name}:Kind"] = "HubSpot",
                    [$"Crms:{crm.Name}:Enabled"] = crm.Enabled ? "true" : "false",
                    [$"Crms:{crm.Name}:Schedule"] = crm.Schedule,
                    [$"Crms:{crm.Name}:HubSpot:AccessToken"] = "pat-na1-x",
                }),
            ],
        };
        return _schedule.ApplyAsync(Loading.Load(_bench.Surroundings(TextWriter.Null, TextWriter.Null), input), TestContext.Current.CancellationToken);
    }
}
