using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Journal.Tests;

public abstract partial class JournalContract
{
    [Fact]
    public async Task The_plan_comes_nearest_meeting_first_then_by_group_and_id()
    {
        var run = await PlanAsync(
            Sample.Planned("1"),
            Sample.Planned("2", meeting: Sample.Start.AddHours(9), group: "b"),
            Sample.Planned("3", meeting: Sample.Start.AddHours(9), group: "a"),
            Sample.Planned("4", meeting: Sample.Start.AddHours(9), group: "a"),
            Sample.Planned("5", meeting: Sample.Start.AddHours(1)),
            Sample.Planned("6", group: "a"));

        var batches = await Sample.All(Journal.ReadPlanAsync(run, 2, Token));
        batches.Select(batch => string.Join(',', batch.Select(write => write.DealId))).ShouldBe(["5,3", "4,2", "1,6"]);
        var last = batches[^1][0];
        last.MeetingStart.ShouldBeNull();
        last.GroupKey.ShouldBeNull();
        batches[0][1].ShouldBe(new PlannedWrite("3", batches[0][1].Changes, Sample.Start.AddHours(9), "a"));
        last.Changes.ShouldHaveSingleItem().ShouldBe(new("readiness_flag", new ValueChange(null, "confirm")));
    }

    [Fact]
    public async Task The_stream_of_the_plan_stays_right_while_outcomes_are_saved()
    {
        var run = await PlanAsync([.. Enumerable.Range(10, 9).Select(i => Sample.Planned($"{i}"))]);
        var met = new List<string>();
        await foreach (var batch in Journal.ReadPlanAsync(run, 2, Token))
        {
            met.AddRange(batch.Select(write => write.DealId));
            await Journal.MarkSentAsync(run, [.. batch.Select(write => write.DealId)], Token);
            await Journal.SaveOutcomesAsync(run, [.. batch.Select(write => Written(write.DealId))], Token);
        }

        met.ShouldBe(Enumerable.Range(10, 9).Select(i => $"{i}"));
        (await Sample.All(Journal.ReadPlanAsync(run, 2, Token))).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_written_deal_shows_what_was_written_and_knows_its_echo()
    {
        var run = await PlanAsync(Sample.Planned("1", "confirm", old: "ready"));
        var stamp = Sample.Start.AddMinutes(7);
        await Journal.SaveOutcomesAsync(run, [new WriteRecord("1", DealOutcome.Written, Sample.Start, stamp)], Token);

        var known = (await Journal.FindAsync(["1"], Token))["1"];
        known.EchoStamp.ShouldBe(stamp);
        known.Snapshot.Shown["readiness_flag"].ShouldBe("confirm");
        known.Snapshot.Shown.ShouldContainKey("readiness_next_step");
        known.Snapshot.ModifiedAt.ShouldBe(Sample.Deal("1").ModifiedAt);
        (await Journal.FindDealAsync("1", Token))!.Outcome.ShouldBe(DealOutcome.Written);
        (await Sample.All(Journal.ListUnsettledAsync(Sample.Start, Token))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_write_is_kept_with_old_and_new_value_and_the_CRMs_own_words()
    {
        var run = await PlanAsync(Sample.Planned("1", "confirm", old: "ready"), Sample.Planned("2"), Sample.Planned("3"));
        await Journal.SaveOutcomesAsync(run, [Written("1")], Token);
        await Journal.SaveOutcomesAsync(run, [new WriteRecord("2", DealOutcome.Queued, Sample.Start.AddMinutes(1), Retry: Sample.Retry("2"))], Token);

        var log = await Journal.ReadWritesAsync(run, null, 10, Token);
        log.Select(entry => (entry.DealId, entry.Outcome)).ShouldBe([("2", DealOutcome.Queued), ("1", DealOutcome.Written)]);
        log[0].Failure.ShouldBe(Sample.Locked);
        log[1].Changes["readiness_flag"].ShouldBe(new ValueChange("ready", "confirm"));
        (await Journal.ReadWritesAsync(null, "1", 10, Token)).ShouldHaveSingleItem().Run.ShouldBe(run);
        (await Journal.ReadWritesAsync(null, null, 1, Token)).ShouldHaveSingleItem().DealId.ShouldBe("2");
        (await Journal.ReadWritesAsync(run + 1, null, 10, Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_queued_deal_waits_is_read_again_and_keeps_its_attempts()
    {
        var run = await PlanAsync(Sample.Planned("1"), Sample.Planned("2"));
        await Journal.SaveOutcomesAsync(run, [new WriteRecord("1", DealOutcome.Queued, Sample.Start, Retry: Sample.Retry("1", attempts: 2, hours: 4)), Written("2")], Token);

        (await DueIdsAsync(hours: 3)).ShouldBeEmpty();
        (await Sample.All(Journal.ListUnsettledAsync(Sample.Start.AddHours(3), Token))).ShouldBeEmpty();
        (await Sample.All(Journal.ListUnsettledAsync(Sample.Start.AddHours(4), Token))).ShouldBe(["1"]);
        (await Journal.FindDealAsync("1", Token))!.Snapshot.Shown["readiness_flag"].ShouldBeNull();
        var due = (await Sample.Flat(Journal.ReadDueAsync(Sample.Due(hours: 4), Token))).ShouldHaveSingleItem();
        due.Attempts.ShouldBe(2);

        var next = await Journal.BeginRunAsync(Sample.Run(hours: 4), Token);
        await Journal.SaveJudgedAsync(next, [Sample.Planned("1", attempts: 2)], Token);
        (await Sample.Flat(Journal.ReadPlanAsync(next, 10, Token))).ShouldHaveSingleItem().Attempts.ShouldBe(2);
        (await Journal.FindRetriesAsync(["1", "2"], Token)).Keys.ShouldBe(["1"]);
        await Journal.SaveOutcomesAsync(next, [Written("1")], Token);
        (await Journal.ReadRetriesAsync(10, Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_retry_whose_deal_changed_may_be_tried_at_once()
    {
        var run = await PlanAsync(Sample.Planned("1"));
        await Journal.SaveOutcomesAsync(run, [new WriteRecord("1", DealOutcome.Queued, Sample.Start, Retry: Sample.Retry("1", attempts: 3, hours: 8))], Token);
        await Journal.SaveReadAsync(run, Sample.Read(changed: [Sample.Deal("1", need: null)], hours: 1), Token);
        (await Sample.Flat(Journal.ReadDueAsync(Sample.Due(hours: 1), Token))).ShouldHaveSingleItem().Attempts.ShouldBe(3);

        await Journal.SaveReadAsync(run, Sample.Read(changed: [Sample.Deal("1", closed: true)], hours: 1), Token);
        (await Journal.ReadRetriesAsync(10, Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_deal_that_cannot_be_read_joins_the_queue_even_if_never_seen()
    {
        await Journal.SaveReadAsync(0, Sample.Read(changed: [Sample.Deal("1")]), Token);
        await Journal.SaveReadAsync(0, Sample.Read(failed: [Sample.Retry("1", hours: 2), Sample.Retry("new", attempts: 4, hours: 1)]), Token);

        (await DueIdsAsync(hours: 1)).ShouldBeEmpty();
        (await Sample.All(Journal.ListUnsettledAsync(Sample.Start.AddHours(2), Token))).ShouldBe(["1", "new"]);
        (await Journal.ReadRetriesAsync(10, Token)).ShouldBe([Sample.Retry("new", attempts: 4, hours: 1), Sample.Retry("1", hours: 2)]);
        (await Journal.ReadRetriesAsync(1, Token)).Count.ShouldBe(1);
        (await DueIdsAsync(hours: 2)).ShouldBe(["1"]);

        await Journal.SaveReadAsync(0, Sample.Read(gone: ["new"]), Token);
        (await Journal.FindRetriesAsync(["new", "1"], Token)).Keys.ShouldBe(["1"]);
    }

    [Fact]
    public async Task A_deal_gone_while_written_leaves_plan_and_queue()
    {
        await Journal.SaveReadAsync(0, Sample.Read(failed: [Sample.Retry("1")]), Token);
        var run = await PlanAsync(Sample.Planned("1"));
        await Journal.SaveOutcomesAsync(run, [new WriteRecord("1", DealOutcome.Gone, Sample.Start)], Token);
        (await Journal.ReadRetriesAsync(10, Token)).ShouldBeEmpty();
        (await Journal.FindAsync(["1"], Token)).ShouldBeEmpty();
        (await Sample.All(Journal.ReadPlanAsync(run, 10, Token))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Judging_a_planned_deal_again_replaces_its_plan()
    {
        var run = await PlanAsync(Sample.Planned("1", "hold"), Sample.Planned("2"));
        await Journal.SaveJudgedAsync(run, [Sample.Planned("1", "ready"), Sample.Unchanged("2")], Token);
        var plan = (await Sample.Flat(Journal.ReadPlanAsync(run, 10, Token))).ShouldHaveSingleItem();
        plan.Changes["readiness_flag"].New.ShouldBe("ready");
    }

    [Fact]
    public async Task An_outcome_without_a_plan_is_refused()
    {
        var run = await PlanAsync(Sample.Planned("1"));
        await Should.ThrowAsync<InvalidOperationException>(() => Journal.SaveOutcomesAsync(run, [Written("1"), Written("2")], Token));
        (await Sample.Flat(Journal.ReadPlanAsync(run, 10, Token))).Count.ShouldBe(1);
    }

    private static WriteRecord Written(string id) => new(id, DealOutcome.Written, Sample.Start, Sample.Start);

    private async Task<long> PlanAsync(params JudgedDeal[] deals)
    {
        await Journal.SaveReadAsync(0, Sample.Read(changed: [.. deals.Select(deal => Sample.Deal(deal.DealId))]), Token);
        var run = await Journal.BeginRunAsync(Sample.Run(), Token);
        await Journal.SaveJudgedAsync(run, deals, Token);
        return run;
    }
}
