using System.Text;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.History.Tests.Cases;

public sealed class DealGroupsTests
{
    [Fact]
    public void Accounts_that_share_an_equal_row_are_one_group_over_as_many_steps_as_it_takes()
    {
        // One deal of A was entered for B too, and one of B for C; D stands alone.
        var table = Table(
            [
                "1,yes,2026-01-05,A,Won", "2,no,2026-02-01,A,Lost",
                "3,yes,2026-01-05,B,Won", "4,yes,2026-03-09,B,Lost",
                "5,yes,2026-03-09,C,Lost",
                "6,no,2026-04-04,D,Won",
                .. Strangers(20),
            ]);

        GroupsOf(table)[..6].ShouldBe([0, 0, 0, 0, 0, 1]);
        table.Groups.ShouldBe(22);
        table.JoinedByEqualRows.ShouldBe(2);
        table.EqualByChance.ShouldBeFalse();
    }

    [Fact]
    public void A_row_without_an_account_belongs_to_its_equal_that_has_one()
    {
        GroupsOf(Table(["1,yes,2026-01-05,A,Won", "2,yes,2026-01-05,,Won", "3,no,2026-01-05,,Won", .. Strangers(20)]))[..3].ShouldBe([0, 0, 1]);
    }

    [Fact]
    public void Rows_of_one_deal_are_one_group_whatever_stands_in_them()
    {
        GroupsOf(Table(["D-1,yes,2026-01-05,A,Won", "D-1,no,2026-02-05,B,Won", "7,yes,2026-03-05,C,Won", "7,no,2026-03-06,D,Won", "8,no,2026-03-07,,Won", .. Strangers(20)]))[..5]
            .ShouldBe([0, 0, 1, 1, 2]);
    }

    [Fact]
    public void Where_equal_rows_would_chain_most_deals_into_one_group_they_are_chance_and_accounts_alone_tell()
    {
        // Two columns of two values: every account has rows that are equal to others' by chance.
        var table = Table([.. Enumerable.Range(0, 100).Select(i => $"{i},{(i % 2 == 0 ? "yes" : "no")},,{i / 2},{(i / 3 % 2 == 0 ? "Won" : "Lost")}")]);

        table.Groups.ShouldBe(50);
        table.EqualByChance.ShouldBeTrue();
        table.JoinedByEqualRows.ShouldBe(0);
    }

    [Fact]
    public void Folds_never_part_what_is_connected()
    {
        var random = new Random(7);
        for (var world = 0; world < 200; world++)
        {
            var deals = random.Next(1, 60);
            int[] accounts = [.. Enumerable.Range(0, deals).Select(_ => random.Next(40))];
            int[] rows = [.. Enumerable.Range(0, deals).Select(_ => random.Next(-1, 50))];
            int[] distinct = [.. accounts.Distinct()];
            int[] numbered = [.. accounts.Select(account => Array.IndexOf(distinct, account))];

            var groups = DealGroups.Connect(numbered, distinct.Length, rows, []);

            for (var one = 0; one < deals; one++)
            {
                for (var other = 0; other < one; other++)
                {
                    var connected = accounts[one] == accounts[other] || (!groups.EqualByChance && rows[one] >= 0 && rows[one] == rows[other]);
                    (!connected || groups.Of[one] == groups.Of[other]).ShouldBeTrue();
                }
            }

            groups.Of.Distinct().Count().ShouldBe(groups.Count);
            groups.Count.ShouldBeLessThanOrEqualTo(distinct.Length);
        }
    }

    [Fact]
    public void The_report_says_what_equal_rows_did()
    {
        var joined = Told(Table(["1,yes,2026-01-05,A,Won", "2,yes,2026-01-05,B,Won", .. Strangers(40)]));
        joined.ShouldContain("equal in all but id and account: 1.");

        Told(Table([.. Enumerable.Range(0, 100).Select(i => $"{i},yes,,{i / 2},{(i % 2 == 0 ? "Won" : "Lost")}")])).ShouldContain("equal by chance");
    }

    private static string Told(HistoryTable table) =>
        string.Join('\n', BacktestPage.Of(Kit.Report(table), Kit.Three, "en").Blocks.OfType<Paragraph>().Select(paragraph => paragraph.Text));

    private static IEnumerable<string> Strangers(int count) => Enumerable.Range(0, count).Select(i => $"{100 + i},yes,2025-01-{i + 1:00},stranger {i},{(i % 2 == 0 ? "Won" : "Lost")}");

    private static HistoryTable Table(IEnumerable<string> rows)
    {
        var file = Encoding.UTF8.GetBytes("Id,Need,Closed,Account,Status\n" + string.Join('\n', rows) + "\n");
        return Kit.Table(Kit.Read(file, Kit.Map(("need", "Need")) with { Id = "Id", Account = "Account" }, out _));
    }

    private static int[] GroupsOf(HistoryTable table) => table.GroupOf.ToArray();
}
