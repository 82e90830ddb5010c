using System.Globalization;
using System.Text.Json.Serialization;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Worker;

/// <summary>What <c>explain --json</c> prints: a verdict with everything needed to recompute it by hand.</summary>
internal sealed record ExplainDocument(
    string Crm,
    string Deal,
    string Flag,
    string Phase,
    string TalkDepth,
    string NextStep,
    string Confirmed,
    IReadOnlyList<string> MissingForReady,
    IReadOnlyList<FindingDocument> Findings,
    IReadOnlyList<SignDocument> WarningSigns,
    Gap? Gap,
    string Rules,
    DateTimeOffset JudgedAt)
{
    /// <summary>The segment whose rules judged, where it was in one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Segment { get; init; }

    /// <summary>The window before its meeting, where it was in one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Window { get; init; }

    /// <summary>The rep's last word, where there is one in force; <see cref="Flag"/> is then the rep's.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OverrideDocument? Override { get; init; }

    /// <summary>The verdict a person undid, while it stays undone: nothing is written until facts or rules change.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UndoneVerdict? Undone { get; init; }

    /// <summary>Fields that somebody else keeps overwriting, and until when each is left alone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, DateTimeOffset>? LeftAlone { get; init; }

    /// <summary>The one question, where one is asked, and what it beat.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public QuestionDocument? Question { get; init; }

    /// <summary>When to come back, for a good stop or a question left open.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateOnly? RevisitOn { get; init; }

    /// <summary>What would make it live before that day, as recorded.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Trigger { get; init; }

    /// <summary>The meetings there were, as they were prepared, and what each moved; null when the journal knows none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<MeetingDocument>? Meetings { get; init; }

    /// <summary>What is filled and says nothing though no premise reads it: a pasted note is no sign either.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<HollowDocument>? SetAside { get; init; }

    public static ExplainDocument Of(string crm, string deal, Verdict verdict, RepTexts texts, QuestionWeighing? question, IReadOnlyList<Evidence> hollow) => new(
        crm,
        deal,
        verdict.Flag.ToString(),
        verdict.Phase.ToString(),
        verdict.TalkDepth.ToString(),
        texts.NextStep,
        string.Create(CultureInfo.InvariantCulture, $"{verdict.Confirmed}/{verdict.Findings.Length}"),
        verdict.MissingForReady,
        [.. verdict.Findings.Select(FindingDocument.Of)],
        [.. verdict.WarningSigns.Select(sign => new SignDocument(sign.Name, sign.Field, sign.Quote, sign.AsOf) { SeenAt = sign.SeenAt })],
        verdict.Gap,
        verdict.Rules,
        verdict.JudgedAt)
    {
        Segment = verdict.Segment,
        Window = verdict.Window,
        Override = verdict.Override is { } word ? new OverrideDocument(word.Flag.ToString(), word.Computed.ToString(), word.Reason, word.SetAt, word.Until) : null,
        Question = question is null ? null : new QuestionDocument(question.Chosen.Premise, question.Chosen.Text, question.RunnerUp?.Premise, question.RunnerUp?.Text, question.Lost),
        SetAside = hollow.Where(one => !verdict.Findings.Any(finding => finding.Evidence.Any(known => known.Field == one.Field)))
            .Select(one => new HollowDocument(one.Field, one.Value, one.Why, one.Copies)).ToList() is { Count: > 0 } aside ? aside : null,
    };

    /// <summary>With what people did to our fields on the deal.</summary>
    public ExplainDocument With(DealStanding? standing, DealSnapshot deal, string judgedUnder, DateTimeOffset now)
    {
        var leftAlone = (standing ?? new DealStanding()).Overwritten.Where(field => field.Value.LeftAloneUntil > now).ToDictionary(field => field.Key, field => field.Value.LeftAloneUntil!.Value);
        return this with
        {
            Undone = standing?.Undone is { } undone && undone.Rules == judgedUnder && undone.Facts == FactsFingerprint.Of(deal) ? undone : null,
            LeftAlone = leftAlone.Count == 0 ? null : new SortedDictionary<string, DateTimeOffset>(leftAlone, StringComparer.Ordinal),
        };
    }

    /// <summary>The same for a person; the reasons are in the reader's language.</summary>
    public static void Print(ExplainDocument document, string? name, Verdict verdict, RepTexts texts, TextWriter output)
    {
        output.WriteLine($"{document.Crm} {document.Deal}{(name is null ? "" : $"  {name}")}");
        output.WriteLine($"{document.Flag} · {document.Phase} · {document.TalkDepth} · confirmed {document.Confirmed}");
        output.WriteLine(texts.NextStep);
        output.WriteLine();
        output.WriteLine(texts.Reasons);
        output.WriteLine();
        output.WriteLine("Evidence:");
        foreach (var finding in verdict.Findings)
        {
            output.WriteLine($"  {finding.Premise}: {finding.Finding}{(finding.Kind is UnknownKind.None ? "" : $" ({finding.Kind.ToString().ToLowerInvariant()})")}{(finding.Route is null ? "" : $", by \"{finding.Route}\"")}");
            foreach (var evidence in finding.Evidence)
            {
                var age = evidence.AsOf is { } at ? string.Create(CultureInfo.InvariantCulture, $"set {at:yyyy-MM-dd}") : "age unknown";
                output.WriteLine($"    {evidence.Field} = {evidence.Value}, {age}: {evidence.Says} ({evidence.Why}{(evidence.Copies is { } on ? string.Create(CultureInfo.InvariantCulture, $", on {on} deals") : "")})");
            }
        }

        foreach (var sign in verdict.WarningSigns)
        {
            var age = sign switch
            {
                { AsOf: { } at } => string.Create(CultureInfo.InvariantCulture, $"of {at:yyyy-MM-dd}"),
                { SeenAt: { } at } => string.Create(CultureInfo.InvariantCulture, $"age unknown, first seen {at:yyyy-MM-dd}"),
                _ => "age unknown",
            };
            output.WriteLine($"  Sign {sign.Name}: {sign.Field} = {sign.Quote}, {age}");
        }

        foreach (var aside in document.SetAside ?? [])
        {
            output.WriteLine($"  Set aside: {aside.Field} = {aside.Value} ({aside.Why}{(aside.Copies is { } on ? string.Create(CultureInfo.InvariantCulture, $", on {on} deals") : "")})");
        }

        if (document.Question is { RunnerUp: { } runnerUp } question)
        {
            output.WriteLine($"Asked about {question.Premise} before {runnerUp} (\"{question.RunnerUpText}\"): {question.Lost}");
        }

        foreach (var meeting in document.Meetings ?? [])
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Meeting of {meeting.Start:u}: went in {meeting.Flag}, up to {meeting.TalkDepth}; {(meeting.Moved.Count > 0 ? $"moved {string.Join(", ", meeting.Moved)}" : "moved no premise")}{(meeting.IsSettled ? "" : " so far")}"));
        }

        if ((document.Segment, document.Window) is not (null, null))
        {
            output.WriteLine($"Judged as segment {document.Segment ?? "(none)"}, window {document.Window ?? "(none)"}");
        }

        if (document.Undone is { } undone)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Not written: what run {undone.Run} wrote was undone, and stays so until the deal's facts or the rules change."));
        }

        foreach (var (property, until) in document.LeftAlone ?? new SortedDictionary<string, DateTimeOffset>())
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Not written: {property}, which somebody else keeps overwriting; it is tried again {until:u}."));
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Rules {document.Rules}, judged {document.JudgedAt:u}"));
    }
}

/// <summary>One premise; field, value, date and why are those of the evidence that weighs most.</summary>
internal sealed record FindingDocument(string Premise, string Finding, string? Kind, string? Route, string? Field, string? Value, DateTimeOffset? AsOf, string? Why)
{
    /// <summary>All evidence, where there is more than one piece.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<EvidenceDocument>? Evidence { get; init; }

    /// <summary>On how many deals the value stands alike, where that is why it does not count.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Copies { get; init; }

    public static FindingDocument Of(PremiseFinding finding)
    {
        var first = finding.Evidence.IsEmpty ? null : finding.Evidence[0];
        return new FindingDocument(
            finding.Premise,
            finding.Finding.ToString(),
            finding.Kind is UnknownKind.None ? null : finding.Kind.ToString(),
            finding.Route,
            first?.Field,
            first?.Value,
            first?.AsOf,
            first?.Why)
        {
            Evidence = finding.Evidence.Length > 1
                ? [.. finding.Evidence.Select(one => new EvidenceDocument(one.Route, one.Field, one.Value, one.AsOf, one.Says.ToString(), one.Why) { Copies = one.Copies })]
                : null,
            Copies = first?.Copies,
        };
    }
}

/// <summary>One piece of evidence.</summary>
internal sealed record EvidenceDocument(string Route, string Field, string Value, DateTimeOffset? AsOf, string Says, string Why)
{
    /// <summary>On how many deals the value stands alike, where that is why it does not count.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Copies { get; init; }
}

/// <summary>A value that says nothing, why, and on how many deals it stands where that is why.</summary>
internal sealed record HollowDocument(string Field, string Value, string Why, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Copies);

/// <summary>The rep's flag and what the premises say.</summary>
internal sealed record OverrideDocument(string Flag, string Computed, string? Reason, DateTimeOffset? SetAt, DateTimeOffset? Until);

/// <summary>What is asked, what would have been next, and why it lost.</summary>
internal sealed record QuestionDocument(string Premise, string Text, string? RunnerUp, string? RunnerUpText, string? Lost);

/// <summary>One warning sign.</summary>
internal sealed record SignDocument(string Name, string Field, string Quote, DateTimeOffset? AsOf)
{
    /// <summary>Where its age is unknown: when it was first seen. Its shelf life counts from then.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? SeenAt { get; init; }
}
