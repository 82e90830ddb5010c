namespace CrmReadinessSync.Sync.Tests;

/// <summary>Laws 5 and 6: one bad deal holds up no other, and each failure says what to do.</summary>
public sealed class FailureTests
{
    [Fact]
    public async Task A_refused_deal_is_queued_with_the_crms_own_words_and_the_others_are_written()
    {
        var world = new World().Populate(4, 20);
        world.Crm.Refused.Add("103");

        var report = await world.RunAsync();

        report.State.ShouldBe(RunState.Completed);
        report.Counts.Failed.ShouldBe(1);
        report.Counts.Written.ShouldBe(report.Counts.Judged - report.Counts.Unchanged - 1);
        var retry = world.Journal.Retries["103"];
        retry.Failure.Words.ShouldBe("Deal 103 is not valid.");
        retry.NextAt.ShouldBeGreaterThan(World.Start.AddMinutes(29));
        world.Journal.OutcomeOf("103").ShouldBe(DealOutcome.Queued);
        report.Failures.ShouldHaveSingleItem().ShouldBe(new FailureTally("VALIDATION_ERROR", FailureAction.SkipDeal, 1, "Deal 103 is not valid.", null));
    }

    [Fact]
    public async Task A_queued_deal_is_left_alone_until_its_time_and_its_pause_grows()
    {
        var world = new World().Populate(4, 3);
        world.Crm.Refused.Add("101");
        await world.RunAsync();
        var first = world.Journal.Retries["101"];
        world.Time.Advance(TimeSpan.FromMinutes(20));
        (await world.RunAsync()).Counts.Failed.ShouldBe(0);

        world.Time.Advance(first.NextAt - world.Time.GetUtcNow());
        (await world.RunAsync()).Counts.Failed.ShouldBe(1);

        var second = world.Journal.Retries["101"];
        second.Attempts.ShouldBe(2);
        second.FirstAt.ShouldBe(first.FirstAt);
        (second.NextAt - world.Time.GetUtcNow()).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task A_queued_deal_that_somebody_mends_is_tried_at_once()
    {
        var world = new World().Populate(4, 3);
        world.Crm.Refused.Add("101");
        await world.RunAsync();
        world.Crm.Refused.Clear();
        world.Crm.Edit(world.Crm.All["101"], deal => PracticeCrm.Set(deal, "x_need", "decided"));

        await world.RunAsync();

        world.Journal.OutcomeOf("101").ShouldBe(DealOutcome.Written);
        world.Journal.Retries.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_cannot_be_read_is_not_judged_and_keeps_its_last_flag()
    {
        var world = new World();
        var deal = world.Crm.Add("1", edited => PracticeCrm.Set(edited, "x_need", "no_plan"));
        await world.RunAsync();
        world.Crm.Edit(deal, edited => PracticeCrm.Set(edited, "x_need", "decided"));
        world.Crm.Unreadable.Add("1");

        var report = await world.RunAsync();

        report.Counts.Failed.ShouldBe(1);
        report.Counts.Judged.ShouldBe(0);
        deal.Properties["r_flag"].Value.ShouldBe("hold");
        world.Journal.Retries["1"].Failure.Code.ShouldBe("READ_FAILED");
    }

    [Fact]
    public async Task A_deal_that_could_not_be_read_and_turns_out_not_to_be_ours_leaves_the_queue()
    {
        var world = new World().Populate(4, 3);
        world.Crm.Unreadable.Add("101");
        await world.RunAsync();
        world.Journal.Retries.Keys.ShouldBe(["101"]);
        world.Crm.Silent.Add("101");
        world.Crm.All["101"].IndexedAt = DateTimeOffset.MaxValue;
        world.Time.Advance(TimeSpan.FromHours(1));

        await world.RunAsync();

        world.Journal.Retries.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_lost_answer_is_read_again_and_not_written_twice()
    {
        var world = new World(trouble: new Trouble(2) { LostAcks = 1 }).Populate(4, 10);
        await world.RunAsync();
        var arrived = world.Crm.Writes.Count;
        arrived.ShouldBe(10);
        world.Trouble.Calm();
        world.Time.Advance(TimeSpan.FromHours(2));

        var report = await world.RunAsync();

        report.Counts.Written.ShouldBe(0);
        world.Crm.Writes.Count.ShouldBe(arrived);
        world.Journal.Retries.ShouldBeEmpty();
    }

    [Fact]
    public async Task Three_requests_failing_in_a_row_end_the_cycle_and_leave_the_rest_for_the_next()
    {
        var world = new World().Populate(4, 40);
        var asked = 0;
        world.Crm.Arriving = _ => asked++;
        world.Crm.BreaksWritingWith = new CrmException(new CrmFailure(FailureAction.Retry, "503", "Down."));

        var report = await world.RunAsync();

        report.State.ShouldBe(RunState.Failed);
        asked.ShouldBe(3);
        report.Counts.Failed.ShouldBe(15);
        world.Journal.Positions.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_failure_that_stops_the_crm_ends_the_cycle_with_its_remedy()
    {
        var world = new World().Populate(4, 40);
        world.Crm.BreaksWritingWith = new CrmException(new CrmFailure(FailureAction.StopCrm, "MISSING_SCOPES", "No.", "Grant the scope.")) { IsEnvironment = true };

        var report = await world.RunAsync();

        report.State.ShouldBe(RunState.Failed);
        report.IsEnvironment.ShouldBeTrue();
        report.Failure.ShouldNotBeNull().Remedy.ShouldBe("Grant the scope.");
        world.Crm.Writes.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_spent_budget_ends_politely_and_says_when_it_goes_on()
    {
        var world = new World().Populate(4, 40);
        var midnight = World.Start.AddDays(1);
        world.Crm.Arriving = _ => world.Crm.BreaksWritingWith =
            world.Crm.Writes.Count < 10 ? null : new CrmException(new CrmFailure(FailureAction.OutOfBudget, "DAILY", "Spent.", ResumeAt: midnight));

        var report = await world.RunAsync();

        report.State.ShouldBe(RunState.OutOfBudget);
        report.ResumeAt.ShouldBe(midnight);
        report.IsEnvironment.ShouldBeFalse();
        report.Counts.Written.ShouldBe(10);
        report.Counts.Failed.ShouldBe(0);
        world.Journal.Positions.ShouldBeEmpty();
        (world.Crm.Arriving, world.Crm.BreaksWritingWith) = (null, null);
        (await world.RunAsync()).Counts.Written.ShouldBe(report.Counts.Judged - 10);
        world.Crm.IdleWrites.ShouldBe(0);
    }

    [Fact]
    public async Task A_budget_that_ends_the_reading_leaves_the_last_requests_to_what_was_read()
    {
        var world = new World().Populate(4, 60);
        var midnight = World.Start.AddDays(1);
        world.Crm.BreaksReadingWith = new CrmException(new CrmFailure(FailureAction.OutOfBudget, "DAILY", "Spent.", ResumeAt: midnight));

        var report = await world.RunAsync();

        report.State.ShouldBe(RunState.OutOfBudget);
        report.ResumeAt.ShouldBe(midnight);
        report.Counts.Failed.ShouldBe(0);
        report.Counts.Judged.ShouldBePositive();
        report.Counts.Written.ShouldBe(report.Counts.Judged - report.Counts.Unchanged);
        world.Crm.Writes.ToHashSet().Count.ShouldBeLessThan(world.Crm.All.Count, "what was not read is not touched");
        world.Journal.Positions.ShouldBeEmpty();
        world.Crm.BreaksReadingWith = null;
        (await world.RunAsync()).State.ShouldBe(RunState.Completed);
        world.Crm.IdleWrites.ShouldBe(0);
    }

    [Fact]
    public async Task A_deal_that_the_crm_no_longer_has_when_written_is_gone_and_not_a_failure()
    {
        var world = new World().Populate(4, 6);
        world.Crm.Arriving = _ => world.Crm.All.Remove("102");

        var report = await world.RunAsync();

        report.State.ShouldBe(RunState.Completed);
        report.Counts.Failed.ShouldBe(0);
        world.Journal.OutcomeOf("102").ShouldBe(DealOutcome.Gone);
    }
}
