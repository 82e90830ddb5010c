using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Journal.Tests;

public abstract partial class JournalContract
{
    [Fact]
    public async Task New_and_changed_open_deals_are_due_until_judged()
    {
        await Journal.SaveReadAsync(0, Sample.Read(changed: [Sample.Deal("1"), Sample.Deal("2", closed: true), Sample.Deal("3")]), Token);
        (await DueIdsAsync()).ShouldBe(["1", "3"]);
        var run = await JudgeAllAsync();
        (await DueIdsAsync()).ShouldBeEmpty();

        await Journal.SaveReadAsync(run, Sample.Read(changed: [Sample.Deal("3", need: null)]), Token);
        (await DueIdsAsync()).ShouldBe(["3"]);
        await Journal.SaveReadAsync(run, Sample.Read(changed: [Sample.Deal("3", closed: true)]), Token);
        (await DueIdsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_verdict_comes_back_as_it_was_saved()
    {
        await Journal.SaveReadAsync(0, Sample.Read(changed: [Sample.Deal("1")]), Token);
        var run = await Journal.BeginRunAsync(Sample.Run(), Token);
        var verdict = Sample.Verdict(Flag.Ready);
        await Journal.SaveJudgedAsync(run, [new JudgedDeal("1", verdict, DealOutcome.Unchanged, Sample.Start.AddDays(1))], Token);

        var record = (await Journal.FindDealAsync("1", Token))!;
        Sample.Text(record.Verdict!).ShouldBe(Sample.Text(verdict));
        record.Outcome.ShouldBe(DealOutcome.Unchanged);
        record.DueAt.ShouldBe(Sample.Start.AddDays(1));
        var due = (await Sample.Flat(Journal.ReadDueAsync(Sample.Due(hours: 24), Token))).ShouldHaveSingleItem();
        Sample.Text(due.Previous!).ShouldBe(Sample.Text(verdict));
    }

    [Fact]
    public async Task Time_alone_makes_a_deal_due()
    {
        await Journal.SaveReadAsync(0, Sample.Read(changed: [Sample.Deal("1"), Sample.Deal("2")]), Token);
        var run = await Journal.BeginRunAsync(Sample.Run(), Token);
        await Journal.SaveJudgedAsync(run, [Sample.Unchanged("1", Sample.Start.AddHours(2)), Sample.Unchanged("2", Sample.Start.AddHours(3))], Token);

        (await DueIdsAsync(hours: 1.9)).ShouldBeEmpty();
        (await DueIdsAsync(hours: 2)).ShouldBe(["1"]);
        (await DueIdsAsync(hours: 3)).ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task A_clock_put_back_makes_every_open_deal_due_and_ends_waits_that_lie_too_far_ahead()
    {
        await Journal.SaveReadAsync(0, Sample.Read(changed: [Sample.Deal("1"), Sample.Deal("2"), Sample.Deal("3", closed: true)]), Token);
        var ahead = await Journal.BeginRunAsync(Sample.Run(hours: 10), Token);
        await Journal.SaveJudgedAsync(ahead, [Sample.Unchanged("1", Sample.Start.AddHours(20)), Sample.Unchanged("2")], Token);
        await Journal.SaveReadAsync(ahead, Sample.Read(failed: [Sample.Retry("2", hours: 11)]), Token);
        (await DueIdsAsync(hours: 1)).ShouldBeEmpty();

        await Journal.BeginRunAsync(Sample.Run(hours: 1), Token);

        (await DueIdsAsync(hours: 1)).ShouldBe(["1", "2"]);
        await JudgeAllAsync(hours: 1);
        await Journal.BeginRunAsync(Sample.Run(hours: 2), Token);
        (await DueIdsAsync(hours: 2)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Other_rules_make_every_open_deal_due_however_many_there_are()
    {
        var ids = Enumerable.Range(1, 4_001).Select(i => $"{i}").ToList();
        await Journal.SaveReadAsync(0, Sample.Read(changed: [.. ids.Select(id => Sample.Deal(id))]), Token);
        await JudgeAllAsync();
        (await DueIdsAsync()).ShouldBeEmpty();

        (await DueIdsAsync(rules: "r2")).ShouldBe(ids.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Other_rules_make_every_open_deal_due_those_not_ours_included()
    {
        await Journal.SaveReadAsync(0, Sample.Read(changed: [Sample.Deal("1"), Sample.Deal("2"), Sample.Deal("3", closed: true)]), Token);
        var run = await Journal.BeginRunAsync(Sample.Run("r1"), Token);
        await Journal.SaveJudgedAsync(run, [Sample.Unchanged("1"), new JudgedDeal("2", null, DealOutcome.NotOurs, null)], Token);
        (await DueIdsAsync(rules: "r1")).ShouldBeEmpty();

        (await DueIdsAsync(rules: "r2")).ShouldBe(["1", "2"]);
        await JudgeAllAsync("r2");
        (await DueIdsAsync(rules: "r2")).ShouldBeEmpty();
        (await DueIdsAsync(rules: "r1")).ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task A_deal_judged_under_old_rules_after_the_change_is_due_again()
    {
        await Journal.SaveReadAsync(0, Sample.Read(changed: [Sample.Deal("1")]), Token);
        (await DueIdsAsync(rules: "r2")).ShouldBe(["1"]);
        await JudgeAllAsync("r1");
        (await DueIdsAsync(rules: "r2")).ShouldBe(["1"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task The_stream_of_due_deals_stays_right_while_they_are_judged(int size)
    {
        var ids = Enumerable.Range(100, 20).Select(i => $"{i}").ToList();
        await Journal.SaveReadAsync(0, Sample.Read(changed: [.. ids.Select(id => Sample.Deal(id))]), Token);
        var run = await Journal.BeginRunAsync(Sample.Run(), Token);
        var met = new List<string>();
        await foreach (var page in Journal.ReadDueAsync(Sample.Due(size: size), Token))
        {
            page.Count.ShouldBeLessThanOrEqualTo(size);
            met.AddRange(page.Select(deal => deal.Snapshot.Id));
            await Journal.SaveJudgedAsync(run, [.. page.Select(deal => Sample.Unchanged(deal.Snapshot.Id, Sample.Start))], Token);
            if (met.Count < 19)
            {
                await Journal.SaveJudgedAsync(run, [Sample.Unchanged("119")], Token);
            }
        }

        met.ShouldBe(size == 100 ? ids : ids.Take(19));
    }

    [Fact]
    public async Task A_verdict_that_is_not_given_leaves_the_last_one()
    {
        await Journal.SaveReadAsync(0, Sample.Read(changed: [Sample.Deal("1")]), Token);
        var run = await JudgeAllAsync();
        await Journal.SaveJudgedAsync(run, [new JudgedDeal("1", null, DealOutcome.NotOurs, null)], Token);
        var record = (await Journal.FindDealAsync("1", Token))!;
        record.Outcome.ShouldBe(DealOutcome.NotOurs);
        record.Verdict.ShouldNotBeNull();
    }

    [Fact]
    public async Task Judging_what_was_never_read_is_refused_and_keeps_nothing_of_the_page()
    {
        await Journal.SaveReadAsync(0, Sample.Read(changed: [Sample.Deal("1")]), Token);
        var run = await Journal.BeginRunAsync(Sample.Run(), Token);
        await Should.ThrowAsync<InvalidOperationException>(() => Journal.SaveJudgedAsync(run, [Sample.Unchanged("1"), Sample.Unchanged("unknown")], Token));
        (await DueIdsAsync()).ShouldBe(["1"]);
    }
}
