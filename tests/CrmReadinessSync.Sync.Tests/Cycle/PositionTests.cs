namespace CrmReadinessSync.Sync.Tests;

/// <summary>Law 3: the position passes a deal only when its outcome is in the journal.</summary>
public sealed class PositionTests
{
    [Fact]
    public async Task After_a_completed_run_every_deal_has_its_outcome_and_the_position_moved()
    {
        var world = new World(trouble: new Trouble(9) { FailedDeals = 0.3 }).Populate(9, 50);
        (await world.RunAsync()).State.ShouldBe(RunState.Completed);

        world.Journal.Positions.ShouldNotBeEmpty();
        world.Journal.WithoutOutcome.ShouldBeEmpty();
        world.Journal.Retries.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task At_no_step_does_the_position_move_before_every_deal_has_its_outcome()
    {
        for (var step = 1; ; step++)
        {
            var world = new World(trouble: new Trouble(1)).Populate(5, 20);
            world.Trouble.KillAtStep = step;
            await world.RunInTroubleAsync();
            if (!world.Journal.Positions.IsEmpty)
            {
                world.Journal.WithoutOutcome.ShouldBeEmpty();
                step.ShouldBeGreaterThan(40);
                return;
            }
        }
    }

    [Fact]
    public async Task A_feed_that_breaks_halfway_moves_no_position_and_still_serves_the_deals_that_were_read()
    {
        var world = new World().Populate(5, 20);
        world.Crm.BreaksReadingWith = new CrmException(new CrmFailure(FailureAction.Retry, "truncated", "The answer ended early."));

        var report = await world.RunAsync();

        report.State.ShouldBe(RunState.Failed);
        report.Failure.ShouldNotBeNull().Code.ShouldBe("truncated");
        report.Counts.Written.ShouldBeGreaterThan(0);
        world.Journal.Positions.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_row_that_the_index_shows_late_is_met_by_the_next_run()
    {
        var world = new World().Populate(5, 5);
        await world.RunAsync();
        var late = world.Crm.Add("900", deal => PracticeCrm.Set(deal, "x_need", "decided"));
        late.IndexedAt = world.Time.GetUtcNow().AddMinutes(4);
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await world.RunAsync();
        late.Properties.ShouldNotContainKey("r_flag");

        world.Time.Advance(TimeSpan.FromMinutes(4));
        await world.RunAsync();

        late.Properties.ShouldContainKey("r_flag");
    }
}
