using System.Globalization;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.History;

/// <summary>Says a calibration in words.</summary>
public static class CalibrationPage
{
    /// <summary>The whole proposal.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="rules">The present rules, for their labels.</param>
    /// <param name="language">One of <see cref="RepLanguage.All"/>.</param>
    public static Page Of(CalibrationReport report, ReadinessRules rules, string language)
    {
        var words = new ReportWords(language, rules);
        return new Page(language, words.Say("calibrate.title", ("source", report.Source)), [.. Blocks(report, words)]);
    }

    private static IEnumerable<Block> Blocks(CalibrationReport report, ReportWords words)
    {
        yield return new Paragraph(words.Say(
            report.FromHistory ? "subtitle" : "subtitle.file",
            ("deals", ReportWords.Count(report.Deals)),
            ("won", ReportWords.Count(report.Won)),
            ("lost", ReportWords.Count(report.Lost)),
            ("groups", ReportWords.Count(report.Groups)),
            ("rules", report.Rules)));
        if (report.TooFew)
        {
            yield return new Paragraph(
                words.Say(
                    "calibrate.few",
                    ("won", ReportWords.Count(report.Won)),
                    ("lost", ReportWords.Count(report.Lost)),
                    ("groups", ReportWords.Count(report.Groups)),
                    ("least", ReportWords.Count(Calibrator.EachOutcome)),
                    ("leastGroups", ReportWords.Count(Calibrator.Groups))),
                Stands: true);
            yield break;
        }

        yield return new Paragraph(words[!report.KeepWeights ? "calibrate.change" : report.Requirements.Count > 0 ? "calibrate.keepWeights" : "calibrate.keep"], Stands: true);
        if (report.Gain is { } gain)
        {
            yield return new Paragraph(words.Say(
                "calibrate.gain",
                ("present", ReportWords.Number(gain.Present)),
                ("proposal", ReportWords.Number(gain.Proposed)),
                ("gain", words.Between(gain.Difference, ReportWords.Signed)),
                ("repeats", ReportWords.Count(gain.Repeats)),
                ("folds", ReportWords.Count(gain.Folds))));
        }

        if (!report.KeepWeights)
        {
            yield return new Heading(words["calibrate.weights"]);
            yield return new Table(
                [words["head.premise"], words["head.old"], words["head.new"]],
                [.. report.Weights.Select(one => (IReadOnlyList<string>)[words.Premise(one.Name), Points(one.Now), Points(one.Proposed)])]);
            if (report.UnknownCredit is { } credit)
            {
                yield return new Paragraph(words.Say("calibrate.credit", ("old", Points(credit.Now)), ("new", Points(credit.Proposed))));
            }
        }

        yield return new Heading(words["calibrate.requirements"]);
        if (report.RequirementGain is { } worth)
        {
            yield return new Paragraph(words.Say(
                "calibrate.gain",
                ("present", ReportWords.Number(worth.Present)),
                ("proposal", ReportWords.Number(worth.Proposed)),
                ("gain", words.Between(worth.Difference, ReportWords.Signed)),
                ("repeats", ReportWords.Count(worth.Repeats)),
                ("folds", ReportWords.Count(worth.Folds))));
        }

        if (report.Requirements.Count == 0)
        {
            yield return new Paragraph(words["calibrate.none"]);
        }
        else
        {
            yield return new Table(
                [words["head.premise"], words["head.gain"]],
                [.. report.Requirements.Select(one => (IReadOnlyList<string>)[Requirement(one, words), words.Between(one.Gain, ReportWords.Signed)])]);
            yield return new Paragraph(words.Say("calibrate.flips", ("count", ReportWords.Count(report.FlipCount))));
            yield return new Table(
                [words["head.deal"], words["head.outcome"], words["head.old"], words["head.new"]],
                [.. report.Flips.Select(one => (IReadOnlyList<string>)[one.Deal, words[one.Won ? "head.won" : "head.lost"], words.Rep.LabelOf(one.Now), words.Rep.LabelOf(one.Proposed)])]);
        }

        if (report.Overrides.Count > 0)
        {
            yield return new Paragraph(words.Say(
                "calibrate.overrides",
                ("right", ReportWords.Count(report.Overrides.RepRight)),
                ("all", ReportWords.Count(report.Overrides.Count)),
                ("computed", ReportWords.Count(report.Overrides.ComputedRight))));
        }

        if (report.Patch is not null)
        {
            yield return new Heading(words["calibrate.patch"]);
            yield return new Paragraph(report.Patch.ToJsonString());
        }
    }

    private static string Points(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Requirement(RequirementChange change, ReportWords words)
    {
        var premise = words.Premise(change.Premise);
        return change.Key == "Essential"
            ? words.Say(change.Proposed == "true" ? "requirement.Essential" : "requirement.NotEssential", ("premise", premise))
            : words.Say(
                "requirement.Ceiling",
                ("premise", premise),
                ("finding", words[$"finding.{change.Key.Split(':')[1]}"]),
                ("ceiling", words.Rep.LabelOf(Enum.Parse<TalkDepth>(change.Proposed))));
    }
}
