using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Journal.Tests;

public abstract partial class JournalContract
{
    [Fact]
    public async Task A_snapshot_comes_back_as_it_was_saved()
    {
        var deal = Sample.Deal("1", shown: "ready");
        await Journal.SaveReadAsync(0, Sample.Read(changed: [deal]), Token);

        var known = await Journal.FindAsync(["1", "2"], Token);
        Sample.Text(known.ShouldHaveSingleItem().Value.Snapshot).ShouldBe(Sample.Text(deal));
        known["1"].EchoStamp.ShouldBeNull();
        Sample.Text((await Journal.FindDealAsync("1", Token))!.Snapshot).ShouldBe(Sample.Text(deal));
        (await Journal.FindDealAsync("2", Token)).ShouldBeNull();
    }

    [Fact]
    public async Task A_bare_snapshot_comes_back_too()
    {
        var deal = new DealSnapshot { Id = "1", ModifiedAt = Sample.Start };
        await Journal.SaveReadAsync(0, Sample.Read(changed: [deal]), Token);
        Sample.Text((await Journal.FindDealAsync("1", Token))!.Snapshot).ShouldBe(Sample.Text(deal));
    }

    [Fact]
    public async Task Maps_come_back_in_ordinal_order_whatever_the_culture()
    {
        var deal = Sample.Deal("1") with { Values = Sample.Map(("company_x", new ObservedValue("1")), ("company.size", new ObservedValue("2")), ("Zeta", new ObservedValue("3"))) };
        await Journal.SaveReadAsync(0, Sample.Read(changed: [deal]), Token);
        (await Journal.FindDealAsync("1", Token))!.Snapshot.Values.Keys.ShouldBe(["Zeta", "company.size", "company_x"]);
    }

    [Fact]
    public async Task A_later_snapshot_replaces_values_and_links()
    {
        await Journal.SaveReadAsync(0, Sample.Read(changed: [Sample.Deal("1")]), Token);
        var moved = Sample.Deal("1", need: "decided") with { Contacts = [new DealContact("new", [])], Meetings = [] };
        await Journal.SaveReadAsync(0, Sample.Read(changed: [moved]), Token);

        Sample.Text((await Journal.FindDealAsync("1", Token))!.Snapshot).ShouldBe(Sample.Text(moved));
        (await Journal.FindLinkedAsync(LinkKind.Contact, ["c1", "d1"], Token)).ShouldBeEmpty();
        (await Journal.FindLinkedAsync(LinkKind.Meeting, ["m1"], Token)).ShouldBeEmpty();
        (await Journal.FindLinkedAsync(LinkKind.Contact, ["new"], Token)).ShouldBe(["1"]);
    }

    [Fact]
    public async Task Linked_deals_are_found_once_while_open_and_by_kind()
    {
        var shared = Sample.Deal("2") with { Contacts = [new DealContact("c1", []), new DealContact("x", [])] };
        await Journal.SaveReadAsync(0, Sample.Read(changed: [Sample.Deal("1"), shared, Sample.Deal("3", closed: true), Sample.Deal("4")], gone: []), Token);
        await Journal.SaveReadAsync(0, Sample.Read(gone: ["4"]), Token);

        (await Journal.FindLinkedAsync(LinkKind.Contact, ["c1", "x", "c3", "c4"], Token)).ShouldBe(["1", "2"]);
        (await Journal.FindLinkedAsync(LinkKind.Company, ["c1", "o2"], Token)).ShouldBe(["2"]);
        (await Journal.FindLinkedAsync(LinkKind.Meeting, [], Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Touched_deals_take_their_stamp_without_becoming_due()
    {
        await Journal.SaveReadAsync(0, Sample.Read(changed: [Sample.Deal("1"), Sample.Deal("2")]), Token);
        var run = await JudgeAllAsync();
        var later = Sample.Start.AddHours(5);
        await Journal.SaveReadAsync(
            run,
            Sample.Read(touched: [Sample.Deal("1") with { ModifiedAt = later }], unchanged: [new UnchangedDeal("2", later), new UnchangedDeal("unknown", later)], hours: 5),
            Token);

        (await DueIdsAsync(hours: 6)).ShouldBeEmpty();
        foreach (var id in new[] { "1", "2" })
        {
            var record = (await Journal.FindDealAsync(id, Token))!;
            record.Snapshot.ModifiedAt.ShouldBe(later);
            record.SeenAt.ShouldBe(later);
        }
    }

    [Fact]
    public async Task Gone_deals_are_neither_known_nor_due_and_come_back_due()
    {
        await Journal.SaveReadAsync(0, Sample.Read(changed: [Sample.Deal("1"), Sample.Deal("2"), Sample.Deal("3")]), Token);
        await Journal.SaveReadAsync(0, Sample.Read(gone: ["1", "2", "never seen"]), Token);

        (await Journal.FindAsync(["1", "2", "3"], Token)).Keys.ShouldBe(["3"]);
        (await Sample.All(Journal.ListIdsAsync(Token))).ShouldBe(["3"]);
        (await DueIdsAsync()).ShouldBe(["3"]);
        (await Journal.FindDealAsync("1", Token))!.Outcome.ShouldBe(DealOutcome.Gone);
        (await Journal.CountOpenAsync(Token)).ShouldBe(1);

        var run = await JudgeAllAsync();
        await Journal.SaveReadAsync(run, Sample.Read(touched: [Sample.Deal("1")], unchanged: [new UnchangedDeal("2", Sample.Start)]), Token);
        (await DueIdsAsync()).ShouldBe(["1", "2"]);
        (await Journal.FindDealAsync("1", Token))!.Outcome.ShouldBeNull();
    }

    [Fact]
    public async Task Open_deals_that_no_page_named_are_gone_and_failed_ones_are_not()
    {
        await Journal.SaveReadAsync(0, Sample.Read(changed: [Sample.Deal("1"), Sample.Deal("2"), Sample.Deal("3"), Sample.Deal("4"), Sample.Deal("5", closed: true)]), Token);
        await Journal.SaveReadAsync(
            0,
            Sample.Read(touched: [Sample.Deal("1")], unchanged: [new UnchangedDeal("2", Sample.Start)], failed: [Sample.Retry("3")], hours: 2),
            Token);

        (await Journal.MarkUnseenAsGoneAsync(0, Sample.Start.AddHours(1), Token)).ShouldBe(1);
        (await Sample.All(Journal.ListIdsAsync(Token))).ShouldBe(["1", "2", "3", "5"], "a closed deal is not listed everywhere");
        (await Journal.MarkUnseenAsGoneAsync(0, Sample.Start.AddHours(1), Token)).ShouldBe(0);
    }

    [Fact]
    public async Task Two_connections_share_nothing()
    {
        var other = await Store.OpenAsync("salesforce", Token);
        await Journal.SaveReadAsync(0, Sample.Read(changed: [Sample.Deal("1")]), Token);
        await other.SaveReadAsync(0, Sample.Read(changed: [Sample.Deal("1", need: "decided"), Sample.Deal("2")]), Token);

        (await DueIdsAsync()).ShouldBe(["1"]);
        (await Journal.FindDealAsync("1", Token))!.Snapshot.Values["need"].Value.ShouldBe("evaluating");
        (await other.FindLinkedAsync(LinkKind.Contact, ["c1"], Token)).ShouldBe(["1"]);
        (await other.CountOpenAsync(Token)).ShouldBe(2);
        (await Sample.All(other.ListIdsAsync(Token))).ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task Ids_are_listed_ascending_across_pages()
    {
        var ids = Enumerable.Range(1, 4500).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)).ToList();
        foreach (var page in ids.Chunk(1000))
        {
            await Journal.SaveReadAsync(0, Sample.Read(changed: [.. page.Select(id => new DealSnapshot { Id = id, ModifiedAt = Sample.Start })]), Token);
        }

        (await Sample.All(Journal.ListIdsAsync(Token))).ShouldBe(ids.Order(StringComparer.Ordinal));
        (await Sample.Flat(Journal.ReadOpenDealsAsync(Token))).Select(deal => deal.Snapshot.Id).ShouldBe(ids.Order(StringComparer.Ordinal));
    }
}
