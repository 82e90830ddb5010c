using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Journal.Tests;

public abstract partial class JournalContract
{
    [Fact]
    public async Task A_new_journal_stands_nowhere()
    {
        var head = await Journal.ReadHeadAsync(Token);
        head.AccountId.ShouldBeNull();
        head.MappingFingerprint.ShouldBeNull();
        head.ReconciledAt.ShouldBeNull();
        head.Positions.ShouldBeEmpty();
        (await Journal.CountOpenAsync(Token)).ShouldBe(0);
        Journal.Crm.ShouldBe("hubspot");
    }

    [Fact]
    public async Task The_account_is_bound_once()
    {
        await Journal.BindAccountAsync("1001", Token);
        await Journal.BindAccountAsync("2002", Token);
        (await Journal.ReadHeadAsync(Token)).AccountId.ShouldBe("1001");
    }

    [Fact]
    public async Task Positions_are_kept_with_the_end_of_a_run_and_dropped_with_the_mapping()
    {
        (await Journal.AdoptMappingAsync(0, "m1", Token)).ShouldBeTrue();
        var positions = Sample.Map(("deals", "2026-11-24T00:00:00Z"), ("meetings", "17"));
        var run = await Journal.BeginRunAsync(Sample.Run(), Token);
        await Journal.EndRunAsync(run, Sample.End(1) with { Positions = positions, Reconciled = true }, Token);
        var second = await Journal.BeginRunAsync(Sample.Run(hours: 2), Token);
        await Journal.EndRunAsync(second, Sample.End(2), Token);

        var head = await Journal.ReadHeadAsync(Token);
        head.Positions.ShouldBe(positions);
        head.ReconciledAt.ShouldBe(Sample.Start.AddHours(1));
        (await Journal.AdoptMappingAsync(second, "m1", Token)).ShouldBeFalse();
        (await Journal.ReadHeadAsync(Token)).Positions.Count.ShouldBe(2);
        (await Journal.AdoptMappingAsync(second, "m2", Token)).ShouldBeTrue();
        (await Journal.ReadHeadAsync(Token)).Positions.ShouldBeEmpty();
    }

    [Fact]
    public async Task Runs_come_newest_first_with_their_totals()
    {
        var first = await Journal.BeginRunAsync(Sample.Run(), Token);
        var counts = new RunCounts { Read = 5, Failed = 1, Flags = System.Collections.Immutable.ImmutableSortedDictionary<Flag, long>.Empty.Add(Flag.Ready, 3) };
        await Journal.EndRunAsync(first, new RunEnd(Sample.Start.AddHours(1), RunState.Failed, counts, Sample.Locked), Token);
        var second = await Journal.BeginRunAsync(Sample.Run("r2", 2), Token);

        var runs = await Journal.ReadRunsAsync(10, Token);
        runs.Select(run => run.Id).ShouldBe([second, first]);
        runs[0].Start.ShouldBe(Sample.Run("r2", 2));
        runs[0].End.ShouldBeNull();
        runs[1].End!.State.ShouldBe(RunState.Failed);
        runs[1].End!.Failure.ShouldBe(Sample.Locked);
        runs[1].End!.Counts.Read.ShouldBe(5);
        runs[1].End!.Counts.Flags[Flag.Ready].ShouldBe(3);
        (await Journal.ReadRunsAsync(1, Token)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_a_killed_run_left_is_due_again_and_what_it_sent_is_unsettled()
    {
        var run = await PlanAsync(Sample.Planned("1"), Sample.Planned("2"), Sample.Planned("3"));
        await Journal.MarkSentAsync(run, ["1", "2"], Token);
        await Journal.SaveOutcomesAsync(run, [Written("1")], Token);
        await KillAsync();

        (await DueIdsAsync()).ShouldBeEmpty();
        var next = await Journal.BeginRunAsync(Sample.Run(hours: 1), Token);
        (await DueIdsAsync()).ShouldBe(["2", "3"]);
        (await Sample.All(Journal.ListUnsettledAsync(Sample.Start, Token))).ShouldBe(["2"]);
        (await Sample.All(Journal.ReadPlanAsync(next, 10, Token))).ShouldBeEmpty();
        (await Sample.All(Journal.ReadPlanAsync(run, 10, Token))).ShouldBeEmpty();
        (await Journal.ReadWritesAsync(run, null, 10, Token)).Select(entry => (entry.DealId, entry.Outcome))
            .ShouldBe([("2", DealOutcome.Abandoned), ("1", DealOutcome.Written)]);

        await Journal.SaveReadAsync(next, Sample.Read(touched: [Sample.Deal("2")], hours: 1), Token);
        (await Sample.All(Journal.ListUnsettledAsync(Sample.Start, Token))).ShouldBeEmpty();
        (await DueIdsAsync()).ShouldBe(["2", "3"]);
    }

    [Fact]
    public async Task An_unsettled_deal_that_cannot_be_read_waits_in_the_queue()
    {
        var run = await PlanAsync(Sample.Planned("1"));
        await Journal.MarkSentAsync(run, ["1"], Token);
        var next = await Journal.BeginRunAsync(Sample.Run(), Token);
        await Journal.SaveReadAsync(next, Sample.Read(failed: [Sample.Retry("1", hours: 3)]), Token);
        (await DueIdsAsync(hours: 1)).ShouldBeEmpty();
        (await Sample.All(Journal.ListUnsettledAsync(Sample.Start.AddHours(1), Token))).ShouldBeEmpty();
        (await Sample.All(Journal.ListUnsettledAsync(Sample.Start.AddHours(3), Token))).ShouldBe(["1"]);
        (await DueIdsAsync(hours: 3)).ShouldBe(["1"]);
    }

    [Fact]
    public async Task Everything_kept_survives_a_kill()
    {
        await Journal.BindAccountAsync("1001", Token);
        await Journal.AdoptMappingAsync(0, "m1", Token);
        var run = await PlanAsync(Sample.Planned("1"), Sample.Planned("2"));
        await Journal.SaveOutcomesAsync(run, [Written("1")], Token);
        await Journal.WriteAsync("properties", "[]", Token);
        await KillAsync();

        (await Journal.ReadHeadAsync(Token)).AccountId.ShouldBe("1001");
        (await Journal.FindAsync(["1"], Token))["1"].Snapshot.Shown["readiness_flag"].ShouldBe("confirm");
        (await Sample.Flat(Journal.ReadPlanAsync(run, 10, Token))).ShouldHaveSingleItem().DealId.ShouldBe("2");
        (await Journal.ReadAsync("properties", TimeSpan.FromDays(1), Token)).ShouldBe("[]");
    }

    [Fact]
    public async Task Old_runs_writes_and_gone_deals_are_pruned()
    {
        var old = await PlanAsync(Sample.Planned("1"), Sample.Planned("2"));
        await Journal.SaveOutcomesAsync(old, [Written("1"), Written("2")], Token);
        await Journal.SaveReadAsync(old, Sample.Read(gone: ["2"]), Token);
        await Journal.EndRunAsync(old, Sample.End(), Token);
        (await Journal.PruneAsync(Sample.Start.AddDays(1), Sample.Start, Token)).ShouldBe(0);

        var now = await Journal.BeginRunAsync(Sample.Run(hours: 48), Token);
        (await Journal.PruneAsync(Sample.Start.AddDays(1), Sample.Start.AddDays(1), Token)).ShouldBe(4);
        (await Journal.ReadRunsAsync(10, Token)).ShouldHaveSingleItem().Id.ShouldBe(now);
        (await Journal.ReadWritesAsync(null, null, 10, Token)).ShouldBeEmpty();
        (await Journal.FindDealAsync("2", Token)).ShouldBeNull();
        (await Journal.FindDealAsync("1", Token))!.Snapshot.Shown["readiness_flag"].ShouldBe("confirm");
        (await Journal.FindLinkedAsync(LinkKind.Contact, ["c1", "c2"], Token)).ShouldBe(["1"]);
    }

    [Fact]
    public async Task Cached_texts_age_and_go()
    {
        await Journal.WriteAsync("a", "1", Token);
        Time.Now = Sample.Start.AddHours(1);
        (await Journal.ReadAsync("a", TimeSpan.FromHours(1), Token)).ShouldBe("1");
        (await Journal.ReadAsync("a", TimeSpan.FromMinutes(59), Token)).ShouldBeNull();
        (await Journal.ReadAsync("b", TimeSpan.MaxValue, Token)).ShouldBeNull();
        await Journal.WriteAsync("a", "2", Token);
        (await Journal.ReadAsync("a", TimeSpan.Zero, Token)).ShouldBe("2");
        await Journal.WriteAsync("a", null, Token);
        (await Journal.ReadAsync("a", TimeSpan.MaxValue, Token)).ShouldBeNull();
    }

    [Fact]
    public async Task A_count_is_one_sum_of_all_who_add_to_it_and_begins_anew_with_each_period()
    {
        (await Journal.AddAsync("used", "2026-11-26", 3, Token)).ShouldBe(3);
        await using (var second = await OpenStoreAsync())
        {
            var other = await second.OpenAsync("hubspot", Token);
            await Task.WhenAll(Enumerable.Range(0, 20).Select(n => Task.Run(() => (n % 2 == 0 ? Journal : other).AddAsync("used", "2026-11-26", 1, Token), Token)));
        }

        (await Journal.AddAsync("used", "2026-11-26", 0, Token)).ShouldBe(23);
        (await Journal.AddAsync("used", "2026-11-27", 1, Token)).ShouldBe(1);
    }

    [Fact]
    public async Task Connections_of_one_account_keep_one_count_and_those_of_another_their_own()
    {
        var (part, other) = (await Store.OpenAsync("hubspot-renewals", Token), await Store.OpenAsync("hubspot-tests", Token));
        foreach (var (journal, account) in new[] { (Journal, "1001"), (part, "1001"), (other, "2002") })
        {
            await journal.BindAccountAsync(account, Token);
        }

        (await part.AddAsync("used", "2026-11-26", 3, Token)).ShouldBe(3);
        (await Journal.AddAsync("used", "2026-11-26", 4, Token)).ShouldBe(7);
        (await other.AddAsync("used", "2026-11-26", 5, Token)).ShouldBe(5);
        (await part.AddAsync("used", "2026-11-26", 0, Token)).ShouldBe(7);
    }

    [Fact]
    public async Task A_copy_starts_equal_goes_its_own_way_and_is_thrown_away()
    {
        await PlanAsync(Sample.Planned("1"));
        await using (var copy = await Store.CopyAsync(Token))
        {
            var preview = await copy.OpenAsync("hubspot", Token);
            Sample.Text((await preview.FindDealAsync("1", Token))!.Snapshot).ShouldBe(Sample.Text(Sample.Deal("1")));
            await preview.SaveReadAsync(0, Sample.Read(changed: [Sample.Deal("2")]), Token);
            await preview.BeginRunAsync(Sample.Run(), Token);
        }

        (await Journal.FindDealAsync("2", Token)).ShouldBeNull();
        (await DueIdsAsync()).ShouldBeEmpty();
    }
}
