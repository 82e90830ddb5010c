namespace CrmReadinessSync.Sync.Tests;

/// <summary>Law 8: more flips than allowed are held whole, a release names them, and what newly flips is held anew.</summary>
public abstract class BrakeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task First_flags_are_no_flips()
    {
        var world = Flagged(20);

        world.Crm.Writes.Count.ShouldBe(20);
        (await world.Kept.ReadHeldAsync(Token)).ShouldBeNull();
    }

    [Fact]
    public async Task More_flips_than_allowed_hold_the_plan_whole_and_nothing_is_written()
    {
        var world = Flagged(20);
        Edit(world, 7, "no_plan");
        PracticeCrm.Set(world.Crm.All["119"], "x_authority", "sponsor");
        world.Crm.Edit(world.Crm.All["119"], _ => { });

        var report = await world.RunAsync();

        report.State.ShouldBe(RunState.Held);
        report.Counts.Written.ShouldBe(0);
        report.Counts.Held.ShouldBe(8);
        report.Held.ShouldNotBeNull().ShouldBe(new HeldPlan(report.Run, world.Time.GetUtcNow(), HoldReason.MassFlip, 8, 7, null));
        (await world.Kept.FindDealAsync("100", Token))!.Outcome.ShouldBe(DealOutcome.Held);
    }

    [Theory]
    [InlineData(5, 10, 0.2)]
    [InlineData(6, 40, 0.2)]
    [InlineData(20, 20, 1)]
    public async Task A_handful_an_allowed_share_and_a_brake_that_is_off_hold_nothing(int flips, int deals, double share)
    {
        var world = Flagged(deals, share);
        Edit(world, flips, "no_plan");

        var report = await world.RunAsync();

        report.State.ShouldBe(RunState.Completed);
        report.Counts.Written.ShouldBe(flips);
    }

    [Fact]
    public async Task While_a_plan_stands_later_flips_join_it_and_the_positions_go_on()
    {
        var world = Flagged(20);
        Edit(world, 7, "no_plan");
        var first = await world.RunAsync();
        var positions = (await world.Kept.ReadHeadAsync(Token)).Positions;
        world.Time.Advance(TimeSpan.FromMinutes(10));
        Edit(world, 1, "no_plan", from: 15);

        var second = await world.RunAsync();

        second.State.ShouldBe(RunState.Held);
        second.Held!.Deals.ShouldBe(8);
        second.Held.Plan.ShouldBe(second.Run);
        second.Held.Since.ShouldBe(first.Held!.Since);
        (await world.Kept.ReadHeadAsync(Token)).Positions.ShouldNotBe(positions);
        world.Time.Advance(TimeSpan.FromMinutes(10));

        var idle = await world.RunAsync();

        idle.Counts.Judged.ShouldBe(0);
        idle.Held!.Plan.ShouldBe(second.Run);
    }

    [Fact]
    public async Task A_release_reads_and_judges_every_held_deal_again_and_then_writes()
    {
        var world = Flagged(20);
        Edit(world, 8, "no_plan");
        var held = (await world.RunAsync()).Held!;
        Quietly(world, "100", "decided");
        (await world.Kept.ReleaseAsync(held.Plan, world.Time.GetUtcNow().AddHours(24), Token)).ShouldBeTrue();

        var report = await world.RunAsync();

        report.State.ShouldBe(RunState.Completed);
        report.Counts.Judged.ShouldBe(8);
        report.Counts.Written.ShouldBe(7);
        world.Crm.All["100"].Properties["r_flag"].Value.ShouldBe("confirm");
        world.Crm.All["101"].Properties["r_flag"].Value.ShouldBe("hold");
        (await world.Kept.ReadHeldAsync(Token)).ShouldBeNull();
    }

    [Fact]
    public async Task What_newly_flips_under_a_release_is_held_anew_and_the_rest_is_written()
    {
        var world = Flagged(20);
        Edit(world, 7, "no_plan");
        var held = (await world.RunAsync()).Held!;
        await world.Kept.ReleaseAsync(held.Plan, world.Time.GetUtcNow().AddHours(24), Token);
        Edit(world, 6, "no_plan", from: 10);

        var report = await world.RunAsync();

        report.State.ShouldBe(RunState.Held);
        report.Counts.Written.ShouldBe(7);
        report.Held!.Deals.ShouldBe(6);
        report.Held.Plan.ShouldBe(report.Run);
        (await world.Kept.ReleaseAsync(report.Held.Plan, world.Time.GetUtcNow().AddHours(24), Token)).ShouldBeTrue();
        (await world.RunAsync()).Counts.Written.ShouldBe(6);
    }

    [Fact]
    public async Task A_release_names_the_plan_that_stands_and_expires()
    {
        var world = Flagged(20);
        Edit(world, 7, "no_plan");
        var held = (await world.RunAsync()).Held!;

        (await world.Kept.ReleaseAsync(held.Plan - 1, world.Time.GetUtcNow().AddHours(24), Token)).ShouldBeFalse();
        (await world.Kept.ReleaseAsync(held.Plan, world.Time.GetUtcNow().AddHours(24), Token)).ShouldBeTrue();
        world.Time.Advance(TimeSpan.FromHours(24));
        var report = await world.RunAsync();

        report.State.ShouldBe(RunState.Held);
        report.Counts.Written.ShouldBe(0);
    }

    [Fact]
    public async Task A_hold_ends_by_itself_when_its_flips_are_gone()
    {
        var world = Flagged(20);
        Edit(world, 7, "no_plan");
        await world.RunAsync();
        Edit(world, 4, "decided");

        var report = await world.RunAsync();

        report.State.ShouldBe(RunState.Completed);
        report.Counts.Written.ShouldBe(3);
        (await world.Kept.ReadHeldAsync(Token)).ShouldBeNull();
    }

    [Fact]
    public async Task First_writes_to_a_real_account_wait_once_for_a_release()
    {
        var world = new World(journal: NewJournal()) { Brake = new BrakeSettings() };
        world.Crm.IsLoopback = false;
        world.Crm.Add("1", deal => PracticeCrm.Set(deal, "x_need", "no_plan"));

        var first = await world.RunAsync();
        first.State.ShouldBe(RunState.Held);
        first.Held!.Reason.ShouldBe(HoldReason.FirstWrites);
        world.Crm.Writes.ShouldBeEmpty();
        await world.Kept.ReleaseAsync(first.Held.Plan, world.Time.GetUtcNow().AddHours(24), Token);
        (await world.RunAsync()).Counts.Written.ShouldBe(1);

        world.Crm.Add("2", deal => PracticeCrm.Set(deal, "x_need", "no_plan"));
        (await world.RunAsync()).Counts.Written.ShouldBe(1);
    }

    [Fact]
    public async Task Flips_under_rules_nobody_previewed_wait_and_everything_else_goes_on()
    {
        var world = Flagged(20);
        world.Brake = new BrakeSettings(MassFlip: 1, RequirePreview: true);
        Edit(world, 1, "no_plan");
        world.Crm.Add("500", deal => PracticeCrm.Set(deal, "x_need", "decided"));

        var report = await world.RunAsync();
        report.Held!.Reason.ShouldBe(HoldReason.UnseenRules);
        report.Counts.Written.ShouldBe(1);

        var runs = await world.Kept.ReadRunsAsync(1, Token);
        await world.Kept.AcceptRulesAsync(runs[0].Start.Rules, Token);
        (await world.RunAsync()).Counts.Written.ShouldBe(1);
        world.Crm.All["100"].Properties["r_flag"].Value.ShouldBe("hold");
    }

    [Fact]
    public async Task A_preview_tells_what_would_be_held_and_shows_what_stands()
    {
        var world = Flagged(20);
        Edit(world, 7, "no_plan");
        (await world.RunAsync(preview: true)).Held!.Flips.ShouldBe(7);
        await world.RunAsync();

        var again = await world.RunAsync(preview: true);

        again.Held!.Flips.ShouldBe(7);
        (await world.Kept.ReadPlanAsync(again.Run, 100, Token).ToListAsync(Token)).Sum(batch => batch.Count).ShouldBe(7);
    }

    [Theory]
    [InlineData(2)]
    public async Task A_kill_at_any_step_of_hold_and_release_ends_as_an_undisturbed_run(int seed)
    {
        var calm = await ReleasedAsync(Trouble.None, seed);
        for (var step = 1; step < 60; step++)
        {
            var trouble = new Trouble(seed);
            var killed = await ReleasedAsync(trouble, seed, step);

            killed.Crm.All.Values.Select(Shown).ShouldBe(calm.Crm.All.Values.Select(Shown), $"killed at step {step}");
            killed.Crm.IdleWrites.ShouldBe(0);
        }
    }

    /// <summary>An empty journal; null for the model in memory.</summary>
    protected abstract IJournal? NewJournal();

    private static string Shown(PracticeDeal deal) => $"{deal.Id} {deal.Properties["r_flag"].Value} {deal.Properties["r_next"].Value}";

    private async Task<World> ReleasedAsync(Trouble trouble, int seed, int? dieAt = null)
    {
        var world = Flagged(20, trouble: trouble);
        Edit(world, 6 + seed, "no_plan");
        await LiveAsync(dieAt);
        var held = (await world.Kept.ReadHeldAsync(Token)) ?? throw new InvalidOperationException("Nothing is held.");
        await world.Kept.ReleaseAsync(held.Plan, world.Time.GetUtcNow().AddHours(24), Token);
        await LiveAsync(dieAt);
        return world;

        async Task LiveAsync(int? step)
        {
            if (step is { } at)
            {
                await world.DieAsync(at);
            }

            await world.RunAsync();
        }
    }

    private World Flagged(int deals, double share = 0.2, Trouble? trouble = null)
    {
        var world = new World(trouble: trouble, journal: NewJournal()) { Brake = new BrakeSettings(share) };
        for (var i = 0; i < deals; i++)
        {
            world.Crm.Add($"{100 + i}", deal => PracticeCrm.Set(deal, "x_need", "decided"));
        }

        world.RunAsync().GetAwaiter().GetResult().State.ShouldBe(RunState.Completed);
        world.Time.Advance(TimeSpan.FromMinutes(10));
        return world;
    }

    private static void Edit(World world, int count, string need, int from = 0)
    {
        for (var i = from; i < from + count; i++)
        {
            world.Crm.Edit(world.Crm.All[$"{100 + i}"], deal => PracticeCrm.Set(deal, "x_need", need));
        }
    }

    /// <summary>A change that no feed lists: only reading the deal itself finds it.</summary>
    private static void Quietly(World world, string id, string need) => PracticeCrm.Set(world.Crm.All[id], "x_need", need);
}

/// <summary>The brake on the model of a journal.</summary>
public sealed class BrakeOnTheModelTests : BrakeTests
{
    protected override IJournal? NewJournal() => null;
}

/// <summary>The brake on the real journal.</summary>
public sealed class BrakeOnSqliteTests : BrakeTests, IAsyncDisposable
{
    private readonly SqliteFolder _folder = new();

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    protected override IJournal? NewJournal() => _folder.NewJournal();
}
