namespace CrmReadinessSync.History;

/// <summary>Premises, routes and signs in words.</summary>
internal static class PremisePart
{
    public static IEnumerable<Block> Blocks(BacktestReport report, ReportWords words)
    {
        yield return new Heading(words["premises.title"]);
        yield return new Paragraph(words.Say("premises.note", ("looks", ReportWords.Count(report.Premises.Count(one => one.P is not null) + report.Signs.Count(one => one.P is not null)))));
        yield return new Chart(words["chart.share"], words["tooFew"], [.. report.Premises.Select(premise => BacktestPage.BarOf(premise.Findings[0], words.Premise(premise.Premise)))]);
        yield return new Table(
            [words["head.premise"], words["head.coverage"], words["head.hollow"], words["head.lift"], words["head.difference"], words["head.says"], words["head.removing"], words["head.freed"]],
            [.. report.Premises.Select(one => (IReadOnlyList<string>)
            [
                words.Premise(one.Premise),
                ReportWords.Percent(one.Coverage),
                ReportWords.Percent(one.HollowRate),
                Lift(one.Lift),
                words.Between(one.Difference, ReportWords.Signed),
                words[$"says.{one.Says}"],
                words.Between(one.Removing.AucChange, ReportWords.Signed),
                $"{ReportWords.Count(one.Removing.PausedLosses)} / {ReportWords.Count(one.Removing.PausedWins)}",
            ])]);
        yield return new Heading(words["routes.title"]);
        yield return new Table(
            [words["head.premise"], words["head.route"], words["head.finding"], words["head.won"], words["head.lost"], words["head.decided"], words["head.liftOf"]],
            [.. from premise in report.Premises
                from route in premise.Routes
                select (IReadOnlyList<string>)
                [
                    words.Premise(premise.Premise), route.IsAnswer ? words.Say("route.answer", ("route", route.Route)) : route.Route, words[$"finding.{route.Says}"], ReportWords.Count(route.Won), ReportWords.Count(route.Lost), ReportWords.Percent(route.Coverage), Lift(route.Lift),
                ]]);
        if (report.Signs.Count == 0)
        {
            yield break;
        }

        yield return new Heading(words["signs.title"]);
        var shown = report.Signs.Where(one => one.Coverage > 0).ToList();
        if (shown.Count > 0)
        {
            yield return new Table(
                [words["head.sign"], words["head.shown"], words["head.share"], words["head.difference"], words["head.says"], words["head.flips"]],
                [.. shown.Select(one => (IReadOnlyList<string>)
                [
                    words.Sign(one.Sign),
                    ReportWords.Percent(one.Coverage),
                    BacktestPage.WonShare(one.Shown, words),
                    words.Between(one.Difference, ReportWords.Signed),
                    words[$"says.{one.Says}"],
                    ReportWords.Count(one.Removing.Flips),
                ])]);
        }

        if (shown.Count < report.Signs.Count)
        {
            yield return new Paragraph(words.Say("signs.none", ("signs", string.Join(words["list.comma"], report.Signs.Except(shown).Select(one => words.Sign(one.Sign))))));
        }
    }

    private static string Lift(double? lift) => lift is { } known ? FormattableString.Invariant($"×{known:0.00}") : "–";
}
