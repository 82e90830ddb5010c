using System.Collections.Immutable;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Sync.Tests;

/// <summary>Rules that change and would have paused too many past wins wait like any held plan, by the same name and the same release.</summary>
public abstract class RulesGateTests
{
    /// <summary>Somebody who evaluates counts as having no plan: more deals are paused.</summary>
    private static readonly ReadinessRules Stricter = Rules("""{ "Premises": { "Need": { "Answers": { "need": { "evaluating": "Unmet" } } } } }""");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Changed_rules_that_pause_too_many_wins_are_held_whole_with_the_list_and_tried_once()
    {
        var log = new CapturedLog<SyncCycle>();
        var (world, trial) = await SettledAsync(log: log);
        world.Rules = Stricter;
        trial.Paused = 3;

        var held = await world.RunAsync();
        var again = await world.RunAsync();

        (held.State, held.Counts.Written, held.Held!.Reason).ShouldBe((RunState.Held, 0, HoldReason.PausedWins));
        held.Tried!.Wins.Deals.Select(win => win.Deal).ShouldBe(["won1", "won2", "won3"]);
        (again.State, again.Held!.Reason, again.Tried!.Wins.Paused).ShouldBe((RunState.Held, HoldReason.PausedWins, 3));
        trial.Times.ShouldBe(1, "the same rules were tried before");
        log.Lines.ShouldContain(line => line.Contains("3 of 10 past wins (30.0%)", StringComparison.Ordinal) && line.Contains("won1, won2, won3", StringComparison.Ordinal));
        (await TriedRules.ReadAsync(world.Kept, Token))!.Wins.Paused.ShouldBe(3);
    }

    [Fact]
    public async Task A_service_that_was_restarted_in_between_knows_which_rules_were_in_force()
    {
        var (world, _) = await SettledAsync();
        var trial = new Trial { Paused = 3 };
        var restarted = new World(journal: world.Kept, time: world.Time, crm: world.Crm, connection: world.Connection) { Rules = Stricter, Brake = world.Brake, Trial = trial };

        (await restarted.RunAsync()).Held!.Reason.ShouldBe(HoldReason.PausedWins);
    }

    [Fact]
    public async Task A_cycle_that_failed_under_changed_rules_does_not_let_them_through()
    {
        var (world, trial) = await SettledAsync();
        world.Rules = Stricter;
        trial.Fails = true;
        var failed = await world.RunAsync();
        (failed.State, failed.Counts.Written).ShouldBe((RunState.Failed, 0));

        (trial.Fails, trial.Paused) = (false, 3);
        (await world.RunAsync()).Held!.Reason.ShouldBe(HoldReason.PausedWins);
    }

    [Theory]
    [InlineData(2, 0.2)]
    [InlineData(10, 1.0)]
    public async Task A_share_within_what_is_allowed_goes_and_is_then_in_force(int paused, double most)
    {
        var (world, trial) = await SettledAsync(most);
        world.Rules = Stricter;
        trial.Paused = paused;
        (await world.RunAsync()).State.ShouldBe(RunState.Completed);

        Touch(world, "100", "no_plan");
        (await world.RunAsync()).State.ShouldBe(RunState.Completed);
        trial.Times.ShouldBe(1);
    }

    [Fact]
    public async Task Rules_in_force_before_the_gate_was_switched_on_are_not_tried_and_neither_are_the_first()
    {
        var world = Filled(NewJournal(), out var trial);
        trial.Paused = 10;
        (await world.RunAsync()).State.ShouldBe(RunState.Completed, "there were no rules before");
        world.Brake = new BrakeSettings(1);
        world.Rules = Stricter;
        (await world.RunAsync()).State.ShouldBe(RunState.Completed, "the gate is off");

        world.Brake = new BrakeSettings(1, MaxPausedWins: 0);
        Touch(world, "100", "no_plan");
        (await world.RunAsync()).State.ShouldBe(RunState.Completed);
        trial.Times.ShouldBe(0);
    }

    [Fact]
    public async Task Rules_put_back_end_the_hold_by_themselves()
    {
        var (world, trial) = await SettledAsync();
        var before = world.Rules;
        world.Rules = Stricter;
        trial.Paused = 3;
        await world.RunAsync();
        world.Rules = before;

        var report = await world.RunAsync();

        (report.State, report.Held, report.Tried).ShouldBe((RunState.Completed, null, null));
        (await world.Kept.ReadHeldAsync(Token)).ShouldBeNull();
        world.Crm.All["101"].Properties["r_flag"].Value.ShouldBe("confirm");
    }

    [Fact]
    public async Task A_release_lets_the_plan_go_and_the_rules_with_it()
    {
        var (world, trial) = await SettledAsync();
        world.Rules = Stricter;
        trial.Paused = 3;
        var held = (await world.RunAsync()).Held!;
        (await world.Kept.ReleaseAsync(held.Plan, world.Time.GetUtcNow().AddHours(24), Token)).ShouldBeTrue();

        var released = await world.RunAsync();
        Touch(world, "102", "no_plan");
        var later = await world.RunAsync();

        (released.State, later.State, trial.Times).ShouldBe((RunState.Completed, RunState.Completed, 1));
        released.Counts.Written.ShouldBe(held.Deals);
        world.Crm.All["101"].Properties["r_flag"].Value.ShouldBe("hold");
    }

    [Fact]
    public async Task A_release_of_other_rules_plan_does_not_let_newer_rules_through()
    {
        var (world, trial) = await SettledAsync();
        world.Rules = Stricter;
        trial.Paused = 3;
        var held = (await world.RunAsync()).Held!;
        await world.Kept.ReleaseAsync(held.Plan, world.Time.GetUtcNow().AddHours(24), Token);
        world.Rules = Rules("""{ "Premises": { "Need": { "Answers": { "need": { "evaluating": "Unmet", "open": "Unmet" } } } } }""");
        trial.Paused = 9;

        var report = await world.RunAsync();

        (report.State, report.Counts.Written, report.Tried!.Wins.Paused).ShouldBe((RunState.Held, 0, 9));
    }

    [Fact]
    public async Task Rules_accepted_after_a_preview_go()
    {
        var (world, trial) = await SettledAsync();
        world.Rules = Stricter;
        trial.Paused = 3;
        var held = await world.RunAsync();
        await world.Kept.AcceptRulesAsync(held.Tried!.Rules, Token);

        (await world.RunAsync()).State.ShouldBe(RunState.Completed);
        world.Crm.All["101"].Properties["r_flag"].Value.ShouldBe("hold");
    }

    [Fact]
    public async Task A_preview_foresees_the_hold_and_tells_the_wins()
    {
        var (world, trial) = await SettledAsync();
        world.Rules = Stricter;
        trial.Paused = 3;

        var report = await world.RunAsync(preview: true);

        (report.Held!.Reason, report.Tried!.Wins.Paused, world.Crm.All["101"].Properties["r_flag"].Value).ShouldBe((HoldReason.PausedWins, 3, "confirm"));
    }

    /// <summary>An empty journal; null for the model in memory.</summary>
    protected abstract IJournal? NewJournal();

    private static ReadinessRules Rules(string json)
    {
        var (rules, faults) = RulesDocument.Compile(SettingsDocument.Parse("t", System.Text.Encoding.UTF8.GetBytes(json), "Readiness", []));
        faults.ShouldBeEmpty();
        return rules.ShouldNotBeNull();
    }

    private async Task<(World World, Trial Trial)> SettledAsync(double most = 0.2, CapturedLog<SyncCycle>? log = null)
    {
        var world = Filled(NewJournal(), out var trial, most, log);
        (await world.RunAsync()).State.ShouldBe(RunState.Completed);
        world.Time.Advance(TimeSpan.FromMinutes(10));
        return (world, trial);
    }

    private static World Filled(IJournal? journal, out Trial trial, double most = 0.2, CapturedLog<SyncCycle>? log = null)
    {
        trial = new Trial();
        var world = new World(log: log, journal: journal) { Brake = new BrakeSettings(1, MaxPausedWins: most), Trial = trial };
        foreach (var (id, need) in new[] { ("100", "decided"), ("101", "evaluating"), ("102", "evaluating"), ("103", "open") })
        {
            world.Crm.Add(id, deal => PracticeCrm.Set(deal, "x_need", need));
        }

        return world;
    }

    private static void Touch(World world, string id, string need)
    {
        world.Crm.Edit(world.Crm.All[id], deal => PracticeCrm.Set(deal, "x_need", need));
        world.Time.Advance(TimeSpan.FromMinutes(10));
    }

    /// <summary>Of ten wins it pauses as many as it is told.</summary>
    private sealed class Trial : IRulesTrial
    {
        public int Paused { get; set; }

        public bool Fails { get; set; }

        public int Times { get; private set; }

        public Task<PastWins> TryAsync(CycleRequest request, CrmAccount account, CancellationToken cancellationToken)
        {
            Times++;
            return Fails
                ? throw new CrmException(new CrmFailure(FailureAction.StopCrm, "no_permission", "No history for you.", null))
                : Task.FromResult(new PastWins(10, Paused, [.. Enumerable.Range(1, Paused).Select(i => new PausedWin($"won{i}", new DateOnly(2026, 9, 1), Phase.NotBuying, ["Need"]))]));
        }
    }
}

/// <summary>The gate on the model of a journal.</summary>
public sealed class RulesGateOnTheModelTests : RulesGateTests
{
    protected override IJournal? NewJournal() => null;
}

/// <summary>The gate on the real journal.</summary>
public sealed class RulesGateOnSqliteTests : RulesGateTests, IAsyncDisposable
{
    private readonly SqliteFolder _folder = new();

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    protected override IJournal? NewJournal() => _folder.NewJournal();
}
