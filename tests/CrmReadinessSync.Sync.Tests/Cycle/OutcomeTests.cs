using CrmReadinessSync.History;
using CrmReadinessSync.Journal;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Tests;
using static CrmReadinessSync.Sync.Tests.DealMappingTests;

namespace CrmReadinessSync.Sync.Tests;

/// <summary>When deals close, the verdicts frozen at their meetings are scored: right through a life, whichever journal keeps it.</summary>
public abstract class OutcomeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Through_a_life_of_meetings_and_closings_every_flag_is_counted_by_how_it_turned_out()
    {
        var world = new World(journal: await NewJournalAsync());
        var life = new Life(world, seed: 7);
        for (var day = 0; day < 110; day++)
        {
            await life.DayAsync(day);
        }

        var now = world.Time.GetUtcNow();
        foreach (var days in new[] { FlagOutcomes.Quarter, 45 })
        {
            var outcomes = await FlagOutcomes.ReadAsync(world.Kept, now, days, Token);
            var expected = life.Ended.Values.Where(end => end.At > now.AddDays(-days)).ToList();
            outcomes.Deals.ShouldBe(expected.Count);
            outcomes.Deals.ShouldBeGreaterThan(60);
            foreach (var row in outcomes.Flags)
            {
                var word = row.Key.ToLowerInvariant();
                (row.Key, row.Won, row.Lost).ShouldBe((row.Key, expected.Count(end => end.Flag == word && end.Won), expected.Count(end => end.Flag == word && !end.Won)));
            }

            outcomes.Flags.ShouldContain(row => row.TooFew == false && row.WonShare > 0.5);
        }

        life.TakenUpAgain.ShouldBePositive();
        life.ClosedWithoutMeeting.ShouldBePositive();
    }

    [Fact]
    public async Task A_deal_that_is_taken_up_again_has_not_ended_and_ends_once_more_by_its_first_meeting()
    {
        var world = new World(journal: await NewJournalAsync());
        var deal = world.Crm.Add("1", edited =>
        {
            PracticeCrm.Set(edited, "x_timing", "not_now", World.Start.AddDays(-1));
            edited.Meetings.Add(Meeting("m", 1));
        });
        await world.RunAsync();
        await MeetAsync(world, days: 2);
        await EndAsync(world, deal, won: false);
        (await FlagsAsync(world)).Single(row => row.Lost + row.Won > 0).ShouldBe(("Hold", 0, 1));

        world.Crm.Edit(deal, edited => edited.IsClosed = false);
        await world.RunAsync();
        (await FlagsAsync(world)).ShouldAllBe(row => row.Lost + row.Won == 0);

        await EndAsync(world, deal, won: true);
        (await FlagsAsync(world)).Single(row => row.Lost + row.Won > 0).ShouldBe(("Hold", 1, 0));

        // Somebody mends the outcome afterwards.
        world.Crm.Edit(deal, edited => edited.EndsWon = false);
        await world.RunAsync();
        (await FlagsAsync(world)).Single(row => row.Lost + row.Won > 0).ShouldBe(("Hold", 0, 1));
    }

    [Fact]
    public async Task The_rep_s_flag_is_told_apart_from_the_computed_one()
    {
        var connection = World.Connect();
        var world = new World(connection: connection with { Fields = connection.Fields.SetItem("override", new FieldSource("x_override")) }, journal: await NewJournalAsync());
        var deal = world.Crm.Add("1", edited =>
        {
            PracticeCrm.Set(edited, "x_timing", "not_now", World.Start.AddDays(-1));
            PracticeCrm.Set(edited, "x_override", "ready", World.Start.AddHours(-1));
            edited.Meetings.Add(Meeting("m", 1));
        });
        await world.RunAsync();
        await MeetAsync(world, days: 2);
        await EndAsync(world, deal, won: true);

        var outcomes = await FlagOutcomes.ReadAsync(world.Kept, world.Time.GetUtcNow(), FlagOutcomes.Quarter, Token);
        (outcomes.Overrides.Count, outcomes.Overrides.RepRight, outcomes.Overrides.ComputedRight).ShouldBe((1, 1, 0));
        outcomes.Flags.Single(row => row.Won > 0).Key.ShouldBe(nameof(Flag.Hold));
    }

    /// <summary>An empty journal; null for the model in memory.</summary>
    protected abstract Task<IJournal?> NewJournalAsync();

    private static async Task MeetAsync(World world, double days)
    {
        world.Time.Advance(TimeSpan.FromDays(days));
        await world.RunAsync();
    }

    private static async Task EndAsync(World world, PracticeDeal deal, bool won)
    {
        world.Time.Advance(TimeSpan.FromHours(1));
        world.Crm.Edit(deal, edited => (edited.IsClosed, edited.EndsWon) = (true, won));
        await world.RunAsync();
    }

    private protected static async Task<List<(string Flag, long Won, long Lost)>> FlagsAsync(World world) =>
        [.. (await FlagOutcomes.ReadAsync(world.Kept, world.Time.GetUtcNow(), FlagOutcomes.Quarter, Token)).Flags.Select(row => (row.Key, row.Won, row.Lost))];

    /// <summary>
    /// A sales team of some deals a day, with books of its own: what the CRM showed when each first meeting began, and how the deal ended.
    /// </summary>
    private sealed class Life(World world, int seed)
    {
        private readonly Random _chance = new(seed);
        private readonly Dictionary<string, (DateTimeOffset Meeting, DateTimeOffset? Closes)> _plans = new(StringComparer.Ordinal);
        private readonly Dictionary<string, string> _flags = new(StringComparer.Ordinal);
        private int _last;

        public Dictionary<string, (DateTimeOffset At, string Flag, bool Won)> Ended { get; } = new(StringComparer.Ordinal);

        public int TakenUpAgain { get; private set; }

        public int ClosedWithoutMeeting { get; private set; }

        public async Task DayAsync(int day)
        {
            var now = world.Time.GetUtcNow();
            foreach (var (id, plan) in _plans.Where(plan => plan.Value.Meeting <= now && !_flags.ContainsKey(plan.Key)).ToList())
            {
                _flags[id] = world.Crm.All[id].Properties["r_flag"].Value!;
                _plans[id] = plan with { Closes = now.AddDays(_chance.Next(1, 40)) };
            }

            foreach (var (id, _) in _plans.Where(plan => plan.Value.Closes <= now).ToList())
            {
                var won = _chance.NextDouble() < (_flags[id] switch { "ready" => 0.8, "confirm" => 0.45, _ => 0.1 });
                world.Crm.Edit(world.Crm.All[id], deal => (deal.IsClosed, deal.EndsWon) = (true, won));
                Ended[id] = (now, _flags[id], won);
                _plans.Remove(id);
            }

            if (day % 30 == 20 && Ended.Count > 5)
            {
                var id = Ended.Keys.ElementAt(_chance.Next(Ended.Count));
                world.Crm.Edit(world.Crm.All[id], deal => deal.IsClosed = false);
                Ended.Remove(id);
                TakenUpAgain++;
            }

            if (day % 10 == 5)
            {
                var lonely = $"lonely{day}";
                world.Crm.Add(lonely, deal => PracticeCrm.Set(deal, "x_need", "decided", now));
                await world.RunAsync();
                world.Crm.Edit(world.Crm.All[lonely], deal => (deal.IsClosed, deal.EndsWon) = (true, true));
                ClosedWithoutMeeting++;
            }

            for (var i = 0; i < 2; i++)
            {
                var id = $"d{++_last:0000}";
                var meeting = now.AddDays(_chance.Next(2, 15)).AddHours(5);
                world.Crm.Add(id, deal =>
                {
                    PracticeCrm.Set(deal, "x_need", _chance.Next(4) == 0 ? "no_plan" : "decided", now);
                    PracticeCrm.Set(deal, "x_timing", _chance.Next(3) == 0 ? null : "dated", now);
                    PracticeCrm.Set(deal, "x_authority", _chance.Next(3) == 0 ? null : "sponsor", now);
                    PracticeCrm.Set(deal, "x_fit", "match", now);
                    deal.Meetings.Add(new DealMeeting($"m{id}", meeting, null, "商談", null, MeetingState.Booked));
                });
                _plans[id] = (meeting, null);
            }

            await world.RunAsync();
            world.Time.Advance(TimeSpan.FromDays(1));
        }
    }
}

/// <summary>On the model of a journal.</summary>
public sealed class OutcomesOnTheModelTests : OutcomeTests
{
    [Fact]
    public async Task A_kill_at_any_step_of_a_closing_counts_it_once()
    {
        for (var step = 1; step < 25; step++)
        {
            var world = new World(trouble: new Trouble(1), journal: await NewJournalAsync());
            var deal = world.Crm.Add("1", edited => edited.Meetings.Add(Meeting("m", 1)));
            await world.RunAsync();
            world.Time.Advance(TimeSpan.FromDays(2));
            world.Crm.Edit(deal, edited => (edited.IsClosed, edited.EndsWon) = (true, false));

            await world.DieAsync(step);
            world.Time.Advance(TimeSpan.FromMinutes(10));
            await world.RunAsync();

            (await FlagsAsync(world)).Sum(row => row.Won + row.Lost).ShouldBe(1, $"killed at step {step}");
        }
    }

    protected override Task<IJournal?> NewJournalAsync() => Task.FromResult<IJournal?>(null);
}

/// <summary>On a file.</summary>
public sealed class OutcomesOnSqliteTests : OutcomeTests, IAsyncDisposable
{
    private readonly SqliteFolder _folder = new();

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    protected override Task<IJournal?> NewJournalAsync() => Task.FromResult<IJournal?>(_folder.NewJournal());
}

/// <summary>On a real server.</summary>
public sealed class OutcomesOnPostgresTests : OutcomeTests, IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _open = [];
    private PostgresServer? _server;

    public async ValueTask DisposeAsync()
    {
        foreach (var one in Enumerable.Reverse(_open))
        {
            await one.DisposeAsync();
        }
    }

    protected override async Task<IJournal?> NewJournalAsync()
    {
        Assert.SkipWhen(PostgresServer.Missing is not null, PostgresServer.Missing ?? "");
        if (_server is null)
        {
            _server = await PostgresServer.StartAsync(TestContext.Current.CancellationToken);
            _open.Add(_server);
        }

        var time = new ManualTime(World.Start);
        var store = await PostgresJournalStore.OpenAsync(_server.NewSchema(), time, TestContext.Current.CancellationToken, clock: time);
        _open.Add(store);
        return await store.OpenAsync("practice", TestContext.Current.CancellationToken);
    }
}
