using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.History.Tests.Backtests;

public sealed class BacktestTests
{
    [Fact]
    public void Outcomes_are_counted_by_flag_phase_and_depth()
    {
        var report = Kit.Report(Kit.Table(
        [
            .. Many(0, 30, true, "yes", "yes", "yes"), .. Many(30, 10, false, "yes", "yes", "yes"),
            .. Many(40, 5, true, "no"), .. Many(45, 25, false, "no"), .. Many(70, 30, false, null),
        ]));

        report.Flags.Select(row => (row.Key, row.Won, row.Lost)).ShouldBe([("Ready", 30, 10), ("Confirm", 0, 30), ("Hold", 5, 25)]);
        report.Phases.Select(row => (row.Key, row.Won, row.Lost)).ShouldBe([("Deciding", 30, 10), ("Unclear", 0, 30), ("Gathering", 0, 0), ("NotBuying", 5, 25)]);
        report.Depths[0].ShouldBe(OutcomeRow.Of("Terms", 30, 10));
        report.Depths[^1].ShouldBe(OutcomeRow.Of("Pause", 5, 25));
        (report.PausedWins.Count, report.PausedWins.Of).ShouldBe((5, 35));
        (report.PausedLosses.Count, report.PausedLosses.Of).ShouldBe((25, 65));
        report.PausedWins.Deals.Select(deal => deal.Deal).ShouldBe(["40", "41", "42", "43", "44"]);
        report.PausedWins.Deals[0].Because.ShouldBe(["Need"]);
        report.Flags[0].Interval.ShouldBe(new Proportion(30, 40).Wilson());
    }

    [Fact]
    public void Deals_are_told_apart_by_the_rules_own_segments_too()
    {
        var rules = Kit.Rules("""
            {
              "Base": "None",
              "Premises": { "Need": { "Essential": true, "Answers": { "need": { "yes": "Met", "no": "Unmet" } } } },
              "Phases": { "NotBuying": { "no": { "Need": "Unmet" } }, "Deciding": { "yes": { "Need": "Met" } } },
              "Segments": { "existing": { "When": { "customer": { "Is": "existing" } }, "Premises": { "Need": { "Essential": false } } } }
            }
            """);
        var deals = Enumerable.Range(0, 60).Select(i => Kit.Deal(i, won: i % 3 > 0) with { Facts = Kit.Facts(("need", "yes"), ("customer", i < 20 ? "existing" : "new")) });

        var slice = Kit.Report(Kit.Table(deals, rules)).Slices.ShouldHaveSingleItem();

        slice.By.ShouldBe(SliceReport.OfRules);
        slice.Values.Select(row => (row.Outcomes.Key, row.Outcomes.Won + row.Outcomes.Lost)).ShouldBe([("existing", 20), ("", 40)]);
        Kit.Report(Kit.Table(Many(0, 5, true, "yes"))).Slices.ShouldBeEmpty("rules without segments have none");
    }

    [Fact]
    public void The_auc_is_that_of_every_pair()
    {
        var random = new Random(5);
        var deals = Enumerable.Range(0, 200).Select(i => Kit.Deal(i, random.Next(2) == 0, Any(random), Any(random), Any(random))).ToList();
        var judged = deals.ConvertAll(deal => (Kit.Three.Judge(deal.Facts, deal.Clock).Score, deal.Won));
        var (won, lost) = (judged.FindAll(deal => deal.Won), judged.FindAll(deal => !deal.Won));
        var pairs = won.Sum(w => lost.Sum(l => Math.Abs(w.Score - l.Score) < 1e-9 ? 0.5 : w.Score > l.Score ? 1 : 0)) / won.Count / lost.Count;

        var auc = Kit.Report(Kit.Table(deals)).Score.Auc!.Value;

        auc.Value.ShouldBe(pairs, 1e-12);
        auc.Interval.Contains(pairs).ShouldBeTrue();
    }

    [Fact]
    public void A_decisive_premise_speaks_and_one_that_is_a_coin_does_not()
    {
        var random = new Random(2);
        var report = Kit.Report(Kit.Table(Enumerable.Range(0, 400).Select(i =>
        {
            var won = random.Next(2) == 0;
            return Kit.Deal(i, won, "yes", random.NextDouble() < 0.8 == won ? "yes" : "no", random.Next(2) == 0 ? "yes" : "no");
        })));

        report.Premises.Select(premise => premise.Says).ShouldBe([Says.SameForAll, Says.Speaks, Says.NoDifference]);
        report.Premises[1].Difference!.Value.Interval.Low.ShouldBeGreaterThan(0.3);
        report.Premises[1].Removing.AucChange!.Value.Interval.High.ShouldBeLessThan(0);
        report.Premises[1].Lift!.Value.ShouldBeGreaterThan(1.3);
    }

    [Fact]
    public void A_field_full_of_placeholders_is_hollow()
    {
        var report = Kit.Report(Kit.Table(Enumerable.Range(0, 60).Select(i => Kit.Deal(i, i % 2 == 0, "yes", i % 4 == 0 ? "yes" : "TBD"))));

        report.Premises[1].HollowRate!.Value.ShouldBe(0.75);
        report.Premises[1].Coverage.ShouldBe(0.25);
        report.Premises[1].Says.ShouldBe(Says.Hollow);
        report.Premises[2].HollowRate.ShouldBeNull();
    }

    [Fact]
    public void Removing_the_premise_that_pauses_frees_the_deals_it_paused()
    {
        var report = Kit.Report(Kit.Table([.. Many(0, 6, true, "no", "yes"), .. Many(6, 9, false, "no", "yes"), .. Many(15, 20, true, "yes", "yes"), .. Many(35, 20, false, "yes", "no")]));

        report.Premises[0].Removing.ShouldBe(new Removal(report.Premises[0].Removing.AucChange, 15, 9, 6));
        report.Premises[1].Removing.Flips.ShouldBe(20, "Confirm turns Ready without the budget");
    }

    [Fact]
    public void Of_few_deals_nothing_is_said()
    {
        var report = Kit.Report(Kit.Table([.. Many(0, 9, true, "yes"), .. Many(9, 9, false, "no")]));

        report.Score.Auc.ShouldBeNull();
        report.Score.Accuracy.ShouldBeNull();
        report.Premises.ShouldAllBe(premise => premise.Says == Says.TooFew && premise.Difference == null && premise.Lift == null);
        report.Flags.ShouldAllBe(row => row.TooFew);
        report.PausedLosses.TooFew.ShouldBeTrue();
    }

    [Fact]
    public void Many_deals_of_few_accounts_get_no_narrow_interval()
    {
        // A hundred deals, but of twelve accounts only: too few independent cases for a bootstrap.
        var deals = Enumerable.Range(0, 100).Select(i => Kit.Deal(i, i % 2 == 0, i % 3 == 0 ? "yes" : "no") with { Group = (ulong)(i % 12) });

        Kit.Report(Kit.Table(deals)).Score.Auc.ShouldBeNull();
    }

    [Fact]
    public void A_sign_is_judged_by_how_deals_with_it_ended()
    {
        var deals = Enumerable.Range(0, 200).Select(i => Kit.Deal(i, i % 4 != 0, "yes", "yes", "yes") is var deal && i % 4 == 0
            ? deal with { Facts = Kit.Facts(("need", "yes"), ("budget", "yes"), ("fit", "yes"), ("unease", "vague")) }
            : deal);

        var sign = Kit.Report(Kit.Table(deals)).Signs.ShouldHaveSingleItem();

        (sign.Sign, sign.Says, sign.Shown.Lost, sign.Coverage).ShouldBe(("vague", Says.Speaks, 50, 0.25));
        sign.Removing.Flips.ShouldBe(50, "without it they would be Ready");
    }

    [Fact]
    public void Slices_tell_values_apart_the_largest_first_and_blank_by_itself()
    {
        var report = Kit.Report(Kit.Table([.. Many(0, 30, true, "yes", slices: "web"), .. Many(30, 10, false, "yes", slices: "fair"), .. Many(40, 5, false, "no", slices: [null])], null, "Source"));

        var slice = report.Slices.ShouldHaveSingleItem();
        slice.Values.Select(row => (row.Outcomes.Key, row.Outcomes.Won, row.Outcomes.Lost, row.PausedLosses)).ShouldBe([("web", 30, 0, 0), ("fair", 0, 10, 0), ("", 0, 5, 5)]);
        slice.More.ShouldBe(0);
    }

    [Fact]
    public void Rules_that_stopped_sorting_are_told_as_drift()
    {
        var random = new Random(9);
        var first = new DateOnly(2025, 1, 1);
        var report = Kit.Report(Kit.Table(Enumerable.Range(0, 600).Select(i =>
        {
            var won = random.Next(2) == 0;
            var said = random.NextDouble() < (i < 300 ? 0.9 : 0.5) == won ? "yes" : "no";
            return Kit.Deal(i, won, "yes", said, said, first.AddDays(i));
        })));

        report.Drift!.AucChange!.Value.Interval.High.ShouldBeLessThan(-0.2);
        report.Drift.Quarters.Select(row => row.Outcomes.Key).ShouldBe(["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"]);
        report.Drift.Quarters.Sum(row => row.Outcomes.Won + row.Outcomes.Lost).ShouldBe(600);
    }

    [Fact]
    public void Equal_deals_and_seed_give_an_equal_report()
    {
        HistoryTable Table() => Kit.Table([.. Many(0, 40, true, "yes", "yes"), .. Many(40, 40, false, null, "no"), .. Many(80, 20, false, "yes", "yes")]);

        HistoryJson.Of(Kit.Report(Table())).ShouldBe(HistoryJson.Of(Kit.Report(Table())));
    }

    private static IEnumerable<ClosedDeal> Many(int first, int count, bool won, string? need, string? budget = null, string? fit = null, params string?[] slices) =>
        Enumerable.Range(first, count).Select(i => Kit.Deal(i, won, need, budget, fit, null, slices));

    private static string? Any(Random random) => random.Next(3) switch { 0 => "yes", 1 => "no", _ => null };
}
