using System.Text;
using System.Text.Json.Nodes;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.History.Tests.Calibration;

public sealed class CalibratorTests
{
    [Fact]
    public void Planted_weights_are_found_in_their_order_and_worth_more_on_unseen_deals()
    {
        var report = Calibrate(World(1, 600, need: 0.2, budget: 2.5, fit: 1.1));

        report.KeepWeights.ShouldBeFalse();
        report.Gain!.Difference.Interval.Low.ShouldBeGreaterThan(0);
        var weights = report.Weights.ToDictionary(one => one.Name, one => one.Proposed);
        weights["Budget"].ShouldBeGreaterThan(weights["Fit"]);
        weights["Fit"].ShouldBeGreaterThan(weights["Need"]);
        weights.Values.ShouldAllBe(weight => weight >= 0 && weight <= 5 && weight == Math.Round(weight));
        report.Patch!["Readiness"]!["Premises"]!["Budget"]!["Weight"]!.GetValue<double>().ShouldBe(weights["Budget"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Where_nothing_is_to_be_learnt_it_says_to_keep_what_there_is(int seed)
    {
        var report = Calibrate(World(seed, 400, need: 1, budget: 1, fit: 1));

        report.KeepWeights.ShouldBeTrue();
        report.Patch?["Readiness"]!["UnknownCredit"].ShouldBeNull();
    }

    [Fact]
    public void A_premise_that_goes_with_losing_gets_no_negative_weight()
    {
        var report = Calibrate(World(4, 600, need: 2, budget: -2, fit: 1));

        report.Weights.Single(one => one.Name == "Budget").Proposed.ShouldBe(0);
    }

    [Fact]
    public void Essentials_are_proposed_only_where_history_speaks_and_the_laws_still_hold()
    {
        // Fit decides; the rules ask for nothing and go no further than a proposal, so that only the flag could tell.
        var (rules, document) = Kit.Of("""
            {
              "Base": "None",
              "UnknownCredit": 0.5,
              "Premises": {
                "Need": { "Answers": { "need": { "yes": "Met", "no": "Unmet" } } },
                "Budget": { "Answers": { "budget": { "yes": "Met", "no": "Unmet" } } },
                "Fit": { "Answers": { "fit": { "yes": "Met", "no": "Unmet" } } }
              },
              "Phases": { "NotBuying": { "no": { "Need": "Unmet" } }, "Deciding": { "yes": { "Need": "Met" } } },
              "PhaseCeilings": { "Deciding": "Proposal" }
            }
            """);
        var report = Calibrator.Of(World(5, 500, need: 0, budget: 0, fit: 4, rules), document, "test", 1000, 1, TestContext.Current.CancellationToken);

        var change = report.Requirements.ShouldHaveSingleItem();
        (change.Premise, change.Key, change.Proposed).ShouldBe(("Fit", "Essential", "true"));
        change.P.ShouldBeLessThan(0.05);
        var gain = report.RequirementGain.ShouldNotBeNull();
        gain.Difference.Interval.Low.ShouldBePositive("on deals that the search had not seen");
        gain.Difference.Value.ShouldBeLessThan(change.Gain.Value + 0.02);
        var patched = Patched(document, report.Patch!);
        patched.Premises.Single(premise => premise.Name == "Fit").IsEssential.ShouldBeTrue();
        report.FlipCount.ShouldBe(report.Flips.Count);
        report.Flips.ShouldAllBe(flip => flip.Now == Flag.Ready && flip.Proposed == Flag.Confirm);
        report.Flips.Count(flip => !flip.Won).ShouldBeGreaterThan(report.Flips.Count / 2);
    }

    [Fact]
    public void Where_nothing_matters_no_essential_or_ceiling_is_proposed_in_any_of_forty_worlds()
    {
        var proposals = Enumerable.Range(100, 40).Count(seed =>
        {
            var (changes, gain) = new RequirementSearch(World(seed, 150, 0, 0, 0), Kit.ThreeDocument, 1).Find(TestContext.Current.CancellationToken);
            (changes.Count == 0 || gain!.Difference.Interval.Low > 0).ShouldBeTrue();
            return changes.Count > 0;
        });

        proposals.ShouldBe(0);
    }

    [Fact]
    public void On_few_deals_nothing_is_proposed()
    {
        var report = Calibrate(World(6, 70, need: 2, budget: 2, fit: 2));

        report.TooFew.ShouldBeTrue();
        report.Patch.ShouldBeNull();
        report.Weights.ShouldBeEmpty();
        CalibrationPage.Of(report, Kit.Three, "en").Blocks.OfType<Paragraph>().ShouldContain(paragraph => paragraph.Text.Contains("too few to calibrate on", StringComparison.Ordinal));
    }

    [Fact]
    public void An_override_that_proved_right_is_counted_as_evidence()
    {
        var deals = Enumerable.Range(0, 10).Select(i => Kit.Deal(i, won: i < 7) with { Facts = Kit.Facts(("need", "no"), ("override", "ready")) });

        Calibrate(Kit.Table(deals)).Overrides.ShouldBe(new OverrideEvidence(10, 7, 3));
    }

    [Fact]
    public void Equal_deals_and_seed_give_an_equal_proposal() =>
        HistoryJson.Of(Calibrate(World(7, 200, 1, 2, 0))).ShouldBe(HistoryJson.Of(Calibrate(World(7, 200, 1, 2, 0))));

    private static CalibrationReport Calibrate(HistoryTable table) =>
        Calibrator.Of(table, Kit.ThreeDocument, "test", 1000, 1, TestContext.Current.CancellationToken);

    private static ReadinessRules Patched(SettingsDocument present, JsonObject patch)
    {
        var faults = new List<SettingsFault>();
        var document = SettingsDocument.Parse("patch.json", Encoding.UTF8.GetBytes(patch["Readiness"]!.ToJsonString()), "Readiness", faults)!;
        var (rules, more) = RulesDocument.Compile(present.Then(document));
        more.ShouldBeEmpty();
        return rules!;
    }

    /// <summary>Deals whose log odds of winning rise by so much when a premise is met, and half of it while unknown.</summary>
    private static HistoryTable World(int seed, int deals, double need, double budget, double fit, ReadinessRules? rules = null)
    {
        var random = new Random(seed);
        return Kit.Table(Enumerable.Range(0, deals).Select(i =>
        {
            var (n, b, f) = (random.Next(3), random.Next(3), random.Next(3));
            var odds = (need * (n - 1)) + (budget * (b - 1)) + (fit * (f - 1));
            return Kit.Deal(i, random.NextDouble() < 1 / (1 + Math.Exp(-odds)), Said(n), Said(b), Said(f));
        }), rules);
    }

    private static string? Said(int finding) => finding switch { 0 => "no", 1 => null, _ => "yes" };
}
