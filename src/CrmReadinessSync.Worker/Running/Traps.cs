using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Worker;

/// <summary>What may mislead whoever looks at a deal, as its verdict noticed it: each by a name, with the words that show it.</summary>
/// <param name="rules">The rules it was judged by.</param>
/// <param name="connection">Its CRM.</param>
internal sealed class Traps(ReadinessRules rules, CrmConnection connection)
{
    private readonly DealMapping _mapping = DealMapping.Compile(connection);
    private readonly RepLanguage _language = RepLanguage.Of(connection.Language);

    /// <summary>Those of one deal; none while it is not judged.</summary>
    public IEnumerable<(string Trap, string Shows)> Of(DealRecord record)
    {
        if (record.Verdict is not { } verdict)
        {
            return [];
        }

        var facts = _mapping.ToFacts(record.Snapshot, verdict.JudgedAt, copies: record.Copies);
        return Signs(verdict).Concat(Hollow(verdict, facts)).Concat(Clock(verdict)).Concat(People(verdict, facts));
    }

    private IEnumerable<(string, string)> Signs(Verdict verdict) =>
        verdict.WarningSigns.Select(sign => ($"sign {sign.Name}", $"{rules.LabelOfSign(sign.Name, connection.Language)} [{Field(sign.Field)} {Said(sign.Field, sign.Quote)}]"));

    private IEnumerable<(string, string)> Hollow(Verdict verdict, DealFacts facts) =>
        rules.HollowOf(facts).Concat(verdict.Findings.SelectMany(finding => finding.Evidence).Where(evidence => evidence.Why is "stale"))
            .Select(evidence => ($"hollow {evidence.Why}", $"{Field(evidence.Field)} {rules.LabelOfValue(evidence, connection.Language)}"));

    private IEnumerable<(string, string)> Clock(Verdict verdict)
    {
        if (verdict.Window is { } window)
        {
            yield return ($"window {window}", _language.Moment(verdict.MeetingStart!.Value, connection.TimeZone));
        }

        if (verdict is { Flag: Flag.Hold, RevisitOn: { } day })
        {
            yield return ($"stop {verdict.Phase}, {(verdict.MeetingStart is null ? "nothing booked" : "a meeting booked")}", _language.Day(day));
        }

        if (verdict.LeftOpen is { } premise)
        {
            yield return ("question left open at two meetings", rules.LabelOfPremise(premise, connection.Language));
        }

        if (verdict is { MeetingStart: { } booked, Confirmed: 0 })
        {
            yield return ("a booking, and nothing known", _language.Moment(booked, connection.TimeZone));
        }

        if (verdict.Gap is { } gap)
        {
            yield return ($"gap {gap.Kind}", $"{Field(gap.Field)} {Said(gap.Field, gap.Value)}");
        }
    }

    private IEnumerable<(string, string)> People(Verdict verdict, DealFacts facts)
    {
        if (verdict.Segment is { } segment)
        {
            yield return ($"segment {segment}", $"{_language.LabelOf(verdict.Flag)} · {_language.LabelOf(verdict.TalkDepth)}");
        }

        Vocabulary.TryFind("override", out var field);
        if (facts[field!] is { } word)
        {
            yield return (verdict.Override is null ? "override lapsed" : "override in force", $"{(Enum.TryParse<Flag>(word.Raw, ignoreCase: true, out var flag) ? _language.LabelOf(flag) : word.Raw)} {verdict.Override?.Reason}".TrimEnd());
        }
    }

    private string Said(string field, string value) => rules.LabelOfQuote(field, value, connection.Language, connection.TimeZone);

    private string Field(string name) => _language.LabelOfField(name) ?? name;
}
