using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.History;

/// <summary>Says how flags turned out, for terminals and the status page.</summary>
public static class OutcomesPage
{
    /// <summary>The whole report.</summary>
    /// <param name="outcomes">What was found.</param>
    /// <param name="crm">The connection.</param>
    /// <param name="rules">The rules in force, for their labels.</param>
    /// <param name="language">One of <see cref="RepLanguage.All"/>.</param>
    public static Page Of(FlagOutcomes outcomes, string crm, ReadinessRules rules, string language)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        var words = new ReportWords(language, rules);
        return new Page(language, words.Say("flags.title", ("source", crm)), [.. Blocks(outcomes, crm, words)]);
    }

    private static IEnumerable<Block> Blocks(FlagOutcomes outcomes, string crm, ReportWords words)
    {
        var days = ReportWords.Count(outcomes.Days);
        if (outcomes.Deals == 0)
        {
            yield return new Paragraph(words.Say("flags.none", ("days", days)));
            yield break;
        }

        yield return new Paragraph(words.Say("flags.lead", ("deals", ReportWords.Count(outcomes.Deals)), ("days", days)));
        yield return new Chart(words["chart.share"], words["tooFew"], [.. outcomes.Flags.Select(row => BacktestPage.BarOf(row, words.Rep.LabelOf(Enum.Parse<Flag>(row.Key))))]);
        yield return new Table(
            [words["head.flag"], words["head.won"], words["head.lost"], words["head.share"]],
            [.. outcomes.Flags.Select(row => (IReadOnlyList<string>)
                [words.Rep.LabelOf(Enum.Parse<Flag>(row.Key)), ReportWords.Count(row.Won), ReportWords.Count(row.Lost), BacktestPage.WonShare(row, words)])]);
        yield return Drift(outcomes.Drift, crm, words);
        if (outcomes.Drift.Reach < ScoreDrift.ShortReach)
        {
            yield return new Paragraph(words.Say(
                "flags.reach", ("reach", ReportWords.Count(outcomes.Drift.Reach)), ("days", days), ("keep", ReportWords.Count(outcomes.Days + ScoreDrift.DaysBefore))));
        }

        if (outcomes.RulesInForce > 1)
        {
            yield return new Paragraph(words.Say("flags.rules", ("count", ReportWords.Count(outcomes.RulesInForce))));
        }

        if (outcomes.Overrides is { Count: > 0 } overrides)
        {
            yield return new Paragraph(words.Say(
                "flags.overrides", ("count", ReportWords.Count(overrides.Count)), ("rep", ReportWords.Count(overrides.RepRight)), ("computed", ReportWords.Count(overrides.ComputedRight))));
        }

        yield return new Paragraph(words["limits.readiness"]);
    }

    private static Paragraph Drift(ScoreDrift drift, string crm, ReportWords words) => drift is { Before: { } before, Now: { } now, Change: { } change }
        ? new Paragraph(
            words.Say(
                drift.Says is DriftSays.Drifted ? "flags.drifted" : "flags.steady",
                ("now", ReportWords.Number(now)),
                ("before", ReportWords.Number(before)),
                ("change", words.Between(change, ReportWords.Signed)),
                ("reach", ReportWords.Count(drift.Reach)),
                ("crm", crm)),
            Stands: drift.Says is DriftSays.Drifted)
        : new Paragraph(words["flags.few"]);
}
