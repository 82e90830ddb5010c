using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.History.Tests.Statistics;

/// <summary>Whether scores still sort as they did.</summary>
public sealed class ScoreDriftTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Scores_that_no_longer_sort_have_drifted()
    {
        var outcomes = Outcomes(1, before: 300, late: 150, tells: (0.8, 0.5));

        var found = FlagOutcomes.Of(outcomes, Kit.Now, FlagOutcomes.Quarter, Token);

        found.Deals.ShouldBe(150);
        found.Drift.Says.ShouldBe(DriftSays.Drifted);
        found.Drift.Before!.Value.ShouldBeGreaterThan(0.7);
        found.Drift.Now!.Value.ShouldBeLessThan(0.6);
        found.Drift.Change!.Value.Interval.High.ShouldBeNegative();
    }

    [Fact]
    public void A_market_that_turns_is_no_drift_of_the_rules()
    {
        var outcomes = Outcomes(2, before: 300, late: 150, tells: (0.8, 0.8), lateWins: 0.2);

        var found = FlagOutcomes.Of(outcomes, Kit.Now, FlagOutcomes.Quarter, Token);

        found.Drift.Says.ShouldBe(DriftSays.Steady);
        found.Flags.Single(row => row.Key == nameof(Flag.Ready)).WonShare!.Value.ShouldBeLessThan(0.6);
    }

    [Theory]
    [InlineData(300, 12, 309)]
    [InlineData(12, 300, 21)]
    public void Few_deals_on_either_side_say_nothing(int before, int late, int reach) =>
        FlagOutcomes.Of(Outcomes(3, before, late, (0.9, 0.5)), Kit.Now, FlagOutcomes.Quarter, Token).Drift.ShouldBe(new ScoreDrift(DriftSays.TooFew, null, null, null, reach));

    [Theory]
    [InlineData("en", "in the 90 days before", "reaches back 90 days before these 90, not a year", "KeepFor of 455d")]
    [InlineData("ja", "その前の 90 日間", "90 日分だけで", "455d")]
    public void A_journal_that_keeps_half_a_year_says_how_far_back_it_compares(string language, params string[] words)
    {
        var all = Outcomes(1, before: 300, late: 150, tells: (0.8, 0.8));
        var kept = all.Select((one, i) => i < 300 ? one with { BeganAt = Kit.Now.AddDays(-91 - (i % 90)) } : one).ToList();

        var half = Told(kept, language);
        words.ShouldAllBe(word => half.Contains(word, StringComparison.Ordinal));

        var whole = Told([.. all.Select((one, i) => i < 300 ? one with { BeganAt = Kit.Now.AddDays(-91 - i) } : one)], language);
        whole.ShouldContain("300");
        whole.ShouldNotContain("455d");
    }

    [Fact]
    public void Steady_scores_are_called_drifted_in_less_than_one_world_of_fifty()
    {
        var alarms = Enumerable.Range(0, 100).Count(seed =>
            FlagOutcomes.Of(Outcomes(seed, before: 200, late: 100, tells: (0.75, 0.75)), Kit.Now, FlagOutcomes.Quarter, Token).Drift.Says is DriftSays.Drifted);

        alarms.ShouldBeLessThanOrEqualTo(2);
    }

    [Fact]
    public void Deals_of_one_company_count_as_the_dependent_cases_they_are()
    {
        var alike = Outcomes(1, before: 300, late: 150, tells: (0.8, 0.5)).Select(one => one with { Outcome = one.Outcome! with { Company = one.DealId[^1..] } }).ToList();

        FlagOutcomes.Of(alike, Kit.Now, FlagOutcomes.Quarter, Token).Drift.Says.ShouldBe(DriftSays.TooFew, "there are ten companies");
    }

    private static string Told(List<Episode> outcomes, string language) => string.Join(
        '\n', OutcomesPage.Of(FlagOutcomes.Of(outcomes, Kit.Now, FlagOutcomes.Quarter, Token), "hubspot", Kit.Three, language).Blocks.OfType<Paragraph>().Select(paragraph => paragraph.Text));

    /// <summary>Deals whose score is high when they are won with a chance of <paramref name="tells"/>, before and late; half are won unless said otherwise.</summary>
    private static List<Episode> Outcomes(int seed, int before, int late, (double Before, double Late) tells, double lateWins = 0.5)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, before + late).Select(i =>
        {
            var isLate = i >= before;
            var won = random.NextDouble() < (isLate ? lateWins : 0.5);
            var high = random.NextDouble() < (isLate ? tells.Late : tells.Before) == won;
            var at = Kit.Now.AddDays(isLate ? -1 - (i % 80) : -100 - (i % 300));
            return new Episode(EpisodeKind.Outcome, $"{i}", at)
            {
                Outcome = new OutcomeNote(won, null, [new FrozenVerdict(at.AddDays(-20), high ? Flag.Ready : Flag.Hold, high ? Flag.Ready : Flag.Hold, high ? 0.8 : 0.3, "r")]),
            };
        })];
    }
}
