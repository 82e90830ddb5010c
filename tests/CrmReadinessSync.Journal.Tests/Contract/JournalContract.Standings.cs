using System.Collections.Immutable;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Journal.Tests;

/// <summary>Law 14: what people did to our fields is kept beside the deal, and a run's writes can be walked to undo it.</summary>
public abstract partial class JournalContract
{
    private static readonly DealStanding Fought = new()
    {
        HandSet = new HandSetFlag("hold", Sample.Start),
        Undone = new UndoneVerdict(7, "r1", "f1"),
        Overwritten = ImmutableSortedDictionary.Create<string, Overwriting>(StringComparer.Ordinal).Add("readiness_next_step", new Overwriting(Overwriting.Enough, Sample.Start)),
    };

    [Fact]
    public async Task What_people_did_is_kept_until_it_is_replaced_or_forgotten()
    {
        var run = await Journal.BeginRunAsync(Sample.Run(), Token);
        await Journal.SaveReadAsync(run, Sample.Read(changed: [Sample.Deal("1"), Sample.Deal("2")]) with { Standings = Of("1", Fought) }, Token);

        Text((await Journal.FindAsync(["1", "2"], Token))["1"].Standing).ShouldBe(Text(Fought));
        (await Journal.FindAsync(["1", "2"], Token))["2"].Standing.ShouldBeNull();
        var due = await Sample.Flat(Journal.ReadDueAsync(Sample.Due(), Token));
        due.Select(deal => Text(deal.Standing)).ShouldBe([Text(Fought), Text(null)]);
        await Journal.SaveJudgedAsync(run, [Sample.Unchanged("1"), Sample.Unchanged("2") with { Standing = Fought with { Undone = null } }], Token);
        await Journal.SaveReadAsync(run, Sample.Read(changed: [Sample.Deal("1")]), Token);
        await KillAsync();

        Text((await Journal.FindDealAsync("1", Token))!.Standing).ShouldBe(Text(Fought), "what says nothing leaves it");
        Text((await Journal.FindDealAsync("2", Token))!.Standing).ShouldBe(Text(Fought with { Undone = null }));
        run = await Journal.BeginRunAsync(Sample.Run(), Token);
        await Journal.SaveJudgedAsync(run, [Sample.Unchanged("1") with { Standing = new DealStanding() }], Token);
        (await Journal.FindDealAsync("1", Token))!.Standing.ShouldBeNull();
    }

    [Fact]
    public async Task Deals_with_a_field_left_alone_are_told_while_it_is()
    {
        var run = await Journal.BeginRunAsync(Sample.Run(), Token);
        var standings = Of("1", Fought).Add("2", Fought).Add("3", Fought).Add("4", Fought with { Overwritten = Fought.Overwritten.SetItem("readiness_next_step", new Overwriting(1, Sample.Start)) });
        await Journal.SaveReadAsync(run, Sample.Read(changed: [Sample.Deal("1"), Sample.Deal("2"), Sample.Deal("3"), Sample.Deal("4")]) with { Standings = standings }, Token);
        await Journal.SaveReadAsync(run, Sample.Read(changed: [Sample.Deal("3", closed: true)]), Token);

        var now = await Journal.ReadLeftAloneAsync(Sample.Start.AddDays(6), 1, Token);
        now.Total.ShouldBe(2);
        now.Deals.ShouldHaveSingleItem().Key.ShouldBe("1");
        Text(now.Deals[0].Value).ShouldBe(Text(Fought));
        (await Journal.ReadLeftAloneAsync(Sample.Start + Overwriting.Rest, 10, Token)).Total.ShouldBe(0);
    }

    [Fact]
    public async Task The_writes_of_one_run_are_walked_whole_each_once()
    {
        var ids = Enumerable.Range(0, 1203).Select(i => $"{i:0000}").ToList();
        var run = await PlanAsync([.. ids.Select(id => Sample.Planned(id))]);
        await Journal.MarkSentAsync(run, ids, Token);
        await Journal.SaveOutcomesAsync(run, [.. ids.Select(Written)], Token);
        await Journal.EndRunAsync(run, Sample.End(), Token);
        var next = await Journal.BeginRunAsync(Sample.Run(), Token);
        await Journal.SaveJudgedAsync(next, [Sample.Planned("0001", "hold")], Token);
        await Journal.SaveOutcomesAsync(next, [Written("0001")], Token);

        var walked = await Sample.Flat(Journal.ListWritesAsync(run, Token));
        walked.Select(write => write.DealId).ShouldBe(ids, ignoreOrder: true);
        walked.ShouldAllBe(write => write.Run == run && write.Outcome == DealOutcome.Written && write.Changes["readiness_flag"].New == "confirm");
        (await Sample.All(Journal.ListWritesAsync(next + 1, Token))).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_run_is_found_by_its_id_in_its_own_journal_only()
    {
        var run = await Journal.BeginRunAsync(Sample.Run("r9"), Token);
        (await Journal.FindRunAsync(run, Token)).ShouldNotBeNull().Start.ShouldBe(Sample.Run("r9"));
        (await Journal.FindRunAsync(run + 1, Token)).ShouldBeNull();
        (await (await Store.OpenAsync("salesforce", Token)).FindRunAsync(run, Token)).ShouldBeNull();
    }

    private static ImmutableSortedDictionary<string, DealStanding> Of(string deal, DealStanding standing) =>
        ImmutableSortedDictionary.Create<string, DealStanding>(StringComparer.Ordinal).Add(deal, standing);

    private static string Text(DealStanding? standing) => System.Text.Json.JsonSerializer.Serialize(standing);
}
