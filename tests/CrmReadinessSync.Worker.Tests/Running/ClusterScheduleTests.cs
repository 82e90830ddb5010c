using CrmReadinessSync.Journal;
using CrmReadinessSync.Tests;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Quartz;

namespace CrmReadinessSync.Worker.Tests;

/// <summary>Workers on one server share one schedule: whoever comes first makes the jobs, and a reload on one moves them for all.</summary>
public sealed class ClusterScheduleTests : IAsyncLifetime
{
    private const string Secret = "pat-na1-00000000-planted-secret";
    private readonly Bench _bench = new();
    private readonly List<IAsyncDisposable> _open = [];
    private PostgresServer? _server;
    private string _journal = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(PostgresServer.Missing is not null, PostgresServer.Missing ?? "");
        _server = await PostgresServer.StartAsync(Token);
        _journal = _server.NewSchema();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var one in Enumerable.Reverse(_open))
        {
            await one.DisposeAsync();
        }

        if (_server is { } server)
        {
            await server.DisposeAsync();
        }

        _bench.Dispose();
    }

    [Fact]
    public async Task Workers_that_start_at_once_make_the_tables_and_the_jobs_once()
    {
        var workers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => JoinAsync()));
        await Task.WhenAll(workers.Select(worker => worker.Schedule.ApplyAsync(Settings("5m"), Token)));

        foreach (var worker in workers)
        {
            (await Jobs(worker)).ShouldBe(["hubspot"]);
            ((ISimpleTrigger)await TriggerAsync(worker)).RepeatInterval.ShouldBe(TimeSpan.FromMinutes(5));
        }
    }

    [Fact]
    public async Task A_worker_that_joins_leaves_the_schedule_as_it_is_and_starts_no_cycle()
    {
        var first = await JoinAsync();
        await first.Schedule.ApplyAsync(Settings("5m"), Token);
        var before = await TriggerAsync(first);

        var second = await JoinAsync();
        await second.Schedule.ApplyAsync(Settings("5m"), Token);

        var after = await TriggerAsync(second);
        (after.StartTimeUtc, after.NextFireTimeUtc).ShouldBe((before.StartTimeUtc, before.NextFireTimeUtc));
        (await second.Scheduler.GetTriggersOfJob(new JobKey("hubspot", CycleJob.Group), Token)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_reload_on_one_worker_moves_the_job_for_all_and_on_the_others_changes_nothing_more()
    {
        var (first, second) = (await JoinAsync(), await JoinAsync());
        await first.Schedule.ApplyAsync(Settings("5m"), Token);
        await second.Schedule.ApplyAsync(Settings("5m"), Token);

        await first.Schedule.ApplyAsync(Settings("90m"), Token);
        var moved = await TriggerAsync(second);
        await second.Schedule.ApplyAsync(Settings("90m"), Token);

        ((ISimpleTrigger)moved).RepeatInterval.ShouldBe(TimeSpan.FromMinutes(90));
        (await TriggerAsync(first)).StartTimeUtc.ShouldBe(moved.StartTimeUtc);
    }

    [Fact]
    public async Task A_connection_that_is_disabled_on_one_worker_loses_its_job_for_all()
    {
        var (first, second) = (await JoinAsync(), await JoinAsync());
        await first.Schedule.ApplyAsync(Settings("5m"), Token);

        await second.Schedule.ApplyAsync(Settings("5m", isEnabled: false), Token);

        (await Jobs(first)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Jobs_hold_names_and_schedules_and_no_secret()
    {
        var worker = await JoinAsync();
        await worker.Schedule.ApplyAsync(Settings("0 0 7 ? * MON-FRI"), Token);

        await using var connection = new NpgsqlConnection(_journal);
        var tables = (await connection.QueryAsync<string>("SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND relname LIKE 'qrtz%'")).ToList();
        tables.Count.ShouldBeGreaterThan(10);
        foreach (var table in tables)
        {
            var rows = string.Join('\n', await connection.QueryAsync<string>($"SELECT t::text FROM {table} t"));
            rows.ShouldNotContain(Secret);
            rows.ShouldNotContain(Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(Secret)), Case.Insensitive);
        }

        (await connection.QuerySingleAsync<string>("SELECT description FROM qrtz_job_details")).ShouldBe("0 0 7 ? * MON-FRI in Asia/Tokyo");
    }

    [Fact]
    public async Task When_another_worker_is_silent_one_more_cycle_is_due_when_its_lease_ends()
    {
        var worker = await JoinAsync();
        await worker.Schedule.ApplyAsync(Settings("5h"), Token);
        var until = DateTimeOffset.UnixEpoch.AddYears(100);

        await worker.Schedule.RunAtAsync("hubspot", until, Token);
        await worker.Schedule.RunAtAsync("hubspot", until.AddMinutes(6), Token);

        var triggers = await worker.Scheduler.GetTriggersOfJob(new JobKey("hubspot", CycleJob.Group), Token);
        triggers.Select(trigger => trigger.NextFireTimeUtc).ShouldContain(until.AddMinutes(6));
        triggers.Count.ShouldBe(2);
    }

    private async Task<Member> JoinAsync()
    {
        var store = await PostgresJournalStore.OpenAsync(_journal, TimeProvider.System, Token);
        var services = new ServiceCollection().AddLogging().AddSingleton(store.Connections).AddQuartz(Cluster.UseServer).BuildServiceProvider();
        var schedulers = services.GetRequiredService<ISchedulerFactory>();
        var schedule = new CycleSchedule(schedulers, TimeProvider.System);
        lock (_open)
        {
            _open.Add(store);
            _open.Add(services);
        }

        return new Member(await schedulers.GetScheduler(Token), schedule);
    }

    private static async Task<IEnumerable<string>> Jobs(Member worker) =>
        (await worker.Scheduler.GetJobKeys(GroupMatcher<JobKey>.GroupEquals(CycleJob.Group), Token)).Select(key => key.Name);

    private static async Task<ITrigger> TriggerAsync(Member worker) => (await worker.Scheduler.GetTrigger(new TriggerKey("hubspot by schedule"), Token)).ShouldNotBeNull();

    private WorkerSettings Settings(string schedule, bool isEnabled = true) => Loading.Load(_bench.Surroundings(TextWriter.Null, TextWriter.Null), new SettingsInput
    {
        WorkingFolder = _bench.Folder,
        ExecutableFolder = _bench.Folder,
        ReadsFiles = false,
        Given =
        [
            new("Crms:hubspot:Kind", "HubSpot"),
            new("Crms:hubspot:Enabled", isEnabled ? "true" : "false"),
            new("Crms:hubspot:Schedule", schedule),
            new("Crms:hubspot:TimeZone", "Asia/Tokyo"),
            new("Crms:hubspot:HubSpot:AccessToken", Secret),
        ],
    });

    private sealed record Member(IScheduler Scheduler, CycleSchedule Schedule);
}
