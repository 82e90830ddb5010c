using System.Globalization;
using System.Text;

namespace CrmReadinessSync.Readiness;

/// <summary>Writes why: the verdict, how much is known, every premise with its evidence, signs and gap, one a line.</summary>
internal sealed class ReasonsWriter(RuleWords words, TimeZoneInfo zone)
{
    private readonly RepLanguage _language = words.Language;

    public string Write(Verdict verdict)
    {
        var text = new StringBuilder();
        text.Append(_language.Say(
            "reasons.verdict",
            ("flag", _language.LabelOf(verdict.Flag)),
            ("phase", _language.LabelOf(verdict.Phase)),
            ("depth", _language.LabelOf(verdict.TalkDepth))));
        if (verdict.Override is { } word)
        {
            text.Append('\n').Append(_language.Say(
                word.Reason is null ? "reasons.override" : "reasons.overrideReason",
                ("flag", _language.LabelOf(word.Flag)),
                ("computed", _language.LabelOf(word.Computed)),
                ("until", words.Until(word, zone)),
                ("date", Date(word.SetAt)),
                ("reason", TextCutting.Cut(TextCutting.OneLine(word.Reason ?? ""), 80))));
        }

        text.Append('\n').Append(_language.Say("reasons.confirmed", ("known", Number(verdict.Confirmed)), ("all", Number(verdict.Findings.Length))));
        if (!verdict.MissingForReady.IsEmpty && verdict.ComputedFlag is Flag.Confirm)
        {
            text.Append(_language.Say(
                verdict.MissingForReady.Length == 1 ? "reasons.missingOne" : "reasons.missing",
                ("count", Number(verdict.MissingForReady.Length)),
                ("missing", _language.List(verdict.MissingForReady.Select(words.Label)))));
        }

        if (verdict.Segment is { } segment)
        {
            text.Append('\n').Append(_language.Say("reasons.segment", ("segment", words.Segment(segment))));
        }

        foreach (var finding in verdict.Findings)
        {
            text.Append('\n').Append(Line(finding));
        }

        foreach (var sign in verdict.WarningSigns)
        {
            text.Append('\n').Append(_language.Say("reasons.sign", ("sign", words.Sign(sign)), ("field", Source(sign)), ("date", Date(sign.AsOf))));
        }

        if (verdict.Gap is { } gap)
        {
            text.Append('\n').Append(words.Gap(gap, zone));
        }

        return text.ToString();
    }

    private string Line(PremiseFinding finding)
    {
        var state = finding.Finding is Finding.Unknown ? $"finding.Unknown.{finding.Kind}" : $"finding.{finding.Finding}";
        var head = _language.Say(state, ("premise", words.Label(finding.Premise)));
        return finding.Evidence.IsEmpty ? head : head + _language["reasons.colon"] + string.Join(_language["reasons.semicolon"], finding.Evidence.Select(evidence => Say(finding, evidence)));
    }

    private string Say(PremiseFinding finding, Evidence evidence)
    {
        // The answer to a premise stands in the field of its name.
        var field = words.Field(evidence.Field);
        var key = evidence.Route != AnswerMap.Route ? "reasons.route" : field == words.Label(finding.Premise) ? "reasons.own" : "reasons.answer";
        var said = _language.Say(key, ("value", words.Value(evidence)), ("field", field), ("route", words.Route(evidence.Route)), ("date", Date(evidence.AsOf)));
        // Of a finding that is stale the head says so already.
        return (finding.Kind, evidence.Why) is not (UnknownKind.Stale, "stale") && _language.Find($"why.{evidence.Why}") is { } why ? said + why : said;
    }

    /// <summary>
    /// A figure is quoted with its field; a choice is what the sign is called, written words stand in the sign itself, and a moment is its date.
    /// </summary>
    private string Source(WarningSign sign) =>
        sign.Quote.Length > 0 && Vocabulary.TryFind(sign.Field, out var field) && field.Type is FieldType.Number
            ? $"{words.Field(sign.Field)} {sign.Quote}"
            : words.Field(sign.Field);

    private string Date(DateTimeOffset? asOf) => asOf is { } moment ? _language.Date(moment, zone) : _language["reasons.ageUnknown"];

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
