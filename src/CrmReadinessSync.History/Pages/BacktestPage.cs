using System.Globalization;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.History;

/// <summary>Says a back-test in words.</summary>
public static class BacktestPage
{
    /// <summary>Paused deals of each outcome on a page that is kept.</summary>
    public const int MostListed = 1000;

    /// <summary>The whole report.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="rules">The rules that judged, for their labels.</param>
    /// <param name="language">One of <see cref="RepLanguage.All"/>.</param>
    /// <param name="listed">How many paused deals of each outcome are told one by one, at most.</param>
    public static Page Of(BacktestReport report, ReadinessRules rules, string language, int listed = MostListed)
    {
        var words = new ReportWords(language, rules);
        return new Page(language, words.Say("title", ("source", report.Source)), [.. Blocks(report, words, listed)]);
    }

    private static IEnumerable<Block> Blocks(BacktestReport report, ReportWords words, int listed) =>
    [
        .. Summary(report, words),
        .. Paused(report, words, listed),
        .. Outcomes(words["outcomes.flag"], report.Flags, key => words.Rep.LabelOf(Enum.Parse<Flag>(key)), words),
        .. Outcomes(words["outcomes.phase"], report.Phases, key => words.Rep.LabelOf(Enum.Parse<Phase>(key)), words),
        .. Outcomes(words["outcomes.depth"], report.Depths, key => words.Rep.LabelOf(Enum.Parse<TalkDepth>(key)), words),
        .. Score(report, words),
        .. PremisePart.Blocks(report, words),
        .. SlicePart.Blocks(report, words),
        .. Limits(report, words),
    ];

    private static IEnumerable<Block> Summary(BacktestReport report, ReportWords words)
    {
        yield return new Paragraph(words.Say(
            report.FromHistory ? "subtitle" : "subtitle.file",
            ("deals", ReportWords.Count(report.Deals)),
            ("won", ReportWords.Count(report.Won)),
            ("lost", ReportWords.Count(report.Lost)),
            ("groups", ReportWords.Count(report.Groups)),
            ("rules", report.Rules)));
        if (report.EqualByChance)
        {
            yield return new Paragraph(words["equal.chance"]);
        }

        foreach (var (key, count) in new[] { ("equal.joined", report.JoinedByEqualRows), ("notClosed", report.NotClosed), ("undated", report.Undated), ("noted", report.Noted), ("tooLate", report.TooLate) })
        {
            if (count > 0)
            {
                yield return new Paragraph(words.Say(key, ("count", ReportWords.Count(count)), ("fields", Fields(report.UndatedFields, words))));
            }
        }

        if (!Enough.ForOrder(report.Won, report.Lost))
        {
            yield return new Paragraph(
                words.Say("few.deals", ("won", ReportWords.Count(report.Won)), ("lost", ReportWords.Count(report.Lost)), ("least", ReportWords.Count(Enough.EachOutcome))), Stands: true);
        }
        else if (report.Groups < Enough.Groups)
        {
            yield return new Paragraph(words.Say("few.groups", ("groups", ReportWords.Count(report.Groups)), ("least", ReportWords.Count(Enough.Groups))), Stands: true);
        }
    }

    private static string Fields(IReadOnlyList<FieldCount> fields, ReportWords words) =>
        string.Join(words["list.comma"], fields.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Field} {one.Count:N0}")));

    private static IEnumerable<Block> Paused(BacktestReport report, ReportWords words, int listed)
    {
        yield return new Heading(words["paused.title"]);
        yield return new Paragraph(
            words.Say(
                "paused.sentence",
                ("losses", ReportWords.Count(report.PausedLosses.Count)),
                ("lost", ReportWords.Count(report.Lost)),
                ("lossShare", Share(report.PausedLosses, words)),
                ("wins", ReportWords.Count(report.PausedWins.Count)),
                ("won", ReportWords.Count(report.Won)),
                ("winShare", Share(report.PausedWins, words))),
            Stands: true);
        foreach (var (title, deals) in new[] { (words["paused.wins"], report.PausedWins), (words["paused.losses"], report.PausedLosses) })
        {
            yield return new Heading(title);
            if (deals.Count == 0)
            {
                yield return new Paragraph(words["paused.none"]);
                continue;
            }

            var rows = deals.Deals.Take(listed).Select(deal => (IReadOnlyList<string>)
            [
                deal.Deal, words.Rep.LabelOf(deal.Phase), words.Rep.LabelOf(deal.TalkDepth), string.Join(words["list.comma"], deal.Because.Select(words.Premise)),
            ]).ToList();
            if (rows.Count > 0)
            {
                yield return new Table([words["head.deal"], words["head.phase"], words["head.depth"], words["head.because"]], rows);
            }

            if (deals.Count - rows.Count is var more && more > 0)
            {
                yield return new Paragraph(words.Say("paused.more", ("count", ReportWords.Count(more))));
            }
        }
    }

    private static string Share(PausedDeals deals, ReportWords words) =>
        deals.TooFew || deals.Share is not { } share ? words["tooFew"] : words.Between(new Estimate(share, deals.Interval), ReportWords.Percent);

    private static IEnumerable<Block> Outcomes(string title, IReadOnlyList<OutcomeRow> rows, Func<string, string> label, ReportWords words)
    {
        yield return new Heading(title);
        yield return new Chart(words["chart.share"], words["tooFew"], [.. rows.Select(row => BarOf(row, label(row.Key)))]);
        yield return new Table(
            [words["head.kind"], words["head.won"], words["head.lost"], words["head.share"]],
            [.. rows.Select(row => (IReadOnlyList<string>)[label(row.Key), ReportWords.Count(row.Won), ReportWords.Count(row.Lost), WonShare(row, words)])]);
    }

    internal static Bar BarOf(OutcomeRow row, string label) =>
        new(label, $"{ReportWords.Count(row.Won)} / {ReportWords.Count(row.Won + row.Lost)}", row.TooFew ? null : row.WonShare, row.Interval);

    internal static string WonShare(OutcomeRow row, ReportWords words) =>
        row.TooFew || row.WonShare is not { } share ? words["tooFew"] : words.Between(new Estimate(share, row.Interval), ReportWords.Percent);

    private static IEnumerable<Block> Score(BacktestReport report, ReportWords words)
    {
        yield return new Heading(words["score.title"]);
        yield return new Paragraph(words.Say("score.auc", ("auc", words.Between(report.Score.Auc, ReportWords.Number))), Stands: true);
        yield return new Paragraph(words.Say("score.accuracy", ("accuracy", words.Between(report.Score.Accuracy, ReportWords.Number)), ("guess", ReportWords.Percent(report.Score.Guess))));
        if (report.Score.Auc?.Value > 0.87)
        {
            yield return new Paragraph(words["score.leak"], Stands: true);
        }

        yield return new Heading(words["score.calibration"]);
        yield return new Chart(words["chart.share"], words["tooFew"], [.. report.Score.Calibration.Select(bin =>
            new Bar(Scores(bin), $"{ReportWords.Count(bin.Won)} / {ReportWords.Count(bin.Won + bin.Lost)}", bin.TooFew ? null : bin.WonShare.Value, bin.WonShare.Interval))]);
        yield return new Table(
            [words["head.score"], words["head.won"], words["head.lost"], words["head.share"]],
            [.. report.Score.Calibration.Select(bin => (IReadOnlyList<string>)
            [
                Scores(bin), ReportWords.Count(bin.Won), ReportWords.Count(bin.Lost), bin.TooFew ? words["tooFew"] : words.Between(bin.WonShare, ReportWords.Percent),
            ])]);
    }

    private static string Scores(CalibrationBin bin) => bin.From.Equals(bin.To) ? $"{bin.From:0.00}" : FormattableString.Invariant($"{bin.From:0.00}–{bin.To:0.00}");

    private static IEnumerable<Block> Limits(BacktestReport report, ReportWords words)
    {
        yield return new Heading(words["limits.title"]);
        foreach (var key in new[] { "readiness", "survivors", "cause", "looks", "small" })
        {
            yield return new Paragraph(words[$"limits.{key}"]);
        }

        if (report.Undated + report.TooLate + report.Noted == 0 && !report.FromHistory)
        {
            yield return new Paragraph(words["limits.file"]);
        }
    }
}
