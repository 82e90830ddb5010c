namespace CrmReadinessSync.History;

/// <summary>Deals told apart by column and by time, in words.</summary>
internal static class SlicePart
{
    public static IEnumerable<Block> Blocks(BacktestReport report, ReportWords words)
    {
        foreach (var slice in report.Slices)
        {
            yield return new Heading(Title(slice.By, words));
            yield return Rows(slice.Values, words);
            if (slice.More > 0)
            {
                yield return new Paragraph(words.Say("slices.more", ("count", ReportWords.Count(slice.More))));
            }
        }

        if (report.Drift is { } drift)
        {
            yield return new Heading(words["drift.title"]);
            yield return drift.AucChange is { } change
                ? new Paragraph(words.Say(
                    "drift.change",
                    ("change", words.Between(change, ReportWords.Signed)),
                    ("word", words[change.Interval.Contains(0) ? "drift.steady" : "drift.moved"])))
                : new Paragraph(words["drift.few"]);
            yield return new Chart(words["chart.share"], words["tooFew"], [.. drift.Quarters.Select(row => BacktestPage.BarOf(row.Outcomes, row.Outcomes.Key))]);
            yield return Rows(drift.Quarters, words);
        }

        if (report.Overrides is var overrides && overrides.Raised.Won + overrides.Raised.Lost + overrides.Lowered.Won + overrides.Lowered.Lost > 0)
        {
            yield return new Heading(words["overrides.title"]);
            yield return new Paragraph(words.Say("overrides.sentence", ("raised", Row(overrides.Raised, words)), ("lowered", Row(overrides.Lowered, words))));
        }
    }

    /// <summary>Fields of the rules have a name in words; a file's column has its own.</summary>
    private static string Title(string by, ReportWords words) =>
        by == SliceReport.OfRules ? words["slices.rules"] : words.Find($"slices.{by}") ?? words.Say("slices.title", ("by", by));

    private static string Row(OutcomeRow row, ReportWords words) => words.Say("overrides.row", ("won", ReportWords.Count(row.Won)), ("lost", ReportWords.Count(row.Lost)));

    private static Table Rows(IReadOnlyList<SliceRow> rows, ReportWords words) => new(
        [words["head.kind"], words["head.won"], words["head.lost"], words["head.share"], words["head.flags"], words["head.auc"], words["head.pausedWins"], words["head.pausedLosses"]],
        [.. rows.Select(row => (IReadOnlyList<string>)
        [
            row.Outcomes.Key.Length == 0 ? words["slices.blank"] : row.Outcomes.Key,
            ReportWords.Count(row.Outcomes.Won),
            ReportWords.Count(row.Outcomes.Lost),
            BacktestPage.WonShare(row.Outcomes, words),
            string.Join(" / ", row.Flags.Values.Select(ReportWords.Count)),
            row.Auc is { } auc ? ReportWords.Number(auc) : words["tooFew"],
            ReportWords.Count(row.PausedWins),
            ReportWords.Count(row.PausedLosses),
        ])]);
}
