using System.Globalization;
using System.Text.Json.Serialization;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Worker;

/// <summary>What <c>preview --json</c> prints.</summary>
internal sealed record PreviewDocument(SortedDictionary<string, CrmPreview> Crms);

/// <summary>What would change in one CRM.</summary>
/// <param name="Judged">Open deals judged.</param>
/// <param name="Changes">Deals of which something would change.</param>
/// <param name="Flips">Deals whose flag would go from one of ours to another.</param>
/// <param name="Flags">Flags old → new and how many deals; a blank is <c>none</c>.</param>
/// <param name="Phases">Phases old → new and how many deals; a blank is <c>none</c>.</param>
/// <param name="Requests">What looking cost of the API allowance.</param>
/// <param name="Deals">The deals, nearest meeting first; as many as were asked for.</param>
internal sealed record CrmPreview(
    long Judged, long Changes, long Flips, SortedDictionary<string, long> Flags, SortedDictionary<string, long> Phases, long Requests, IReadOnlyList<DealPreview> Deals)
{
    /// <summary>The plan that the brake would hold, when it would.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HeldDocument? HeldPlan { get; init; }

    /// <summary>
    /// Words that the other rules look at, those in force do not, and that are read only while a rule does: nothing of them is known yet, so what
    /// they would tell shows with the first cycle under the other rules. Null when there are none.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? NotYetRead { get; init; }

    public void Print(string crm, int top, TextWriter output)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{crm}: {Changes} of {Judged} open deals would change, {Flips} flags would flip; nothing was written. Looking took {Requests} API requests."));
        if (NotYetRead is { } words)
        {
            output.WriteLine($"  Not counted: {string.Join(", ", words)}. No rule in force looks at {(words.Count == 1 ? "it" : "them")}, so nothing was read; the first cycle under these rules reads it and may change more deals.");
        }

        foreach (var (name, moves) in new[] { ("flag", Flags), ("phase", Phases) })
        {
            foreach (var (move, count) in moves)
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-5}  {move}: {count}"));
            }
        }

        var shown = Deals.Take(top).ToList();
        foreach (var deal in shown)
        {
            deal.Print(output);
        }

        if (Changes > shown.Count)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  … and {Changes - shown.Count} more (--top N shows more; --json and --csv FILE all)"));
        }
    }
}

/// <summary>One deal that would change.</summary>
/// <param name="Deal">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Meeting">The meeting prepared for, if any.</param>
/// <param name="Flag">Old and new.</param>
/// <param name="Phase">Old and new.</param>
/// <param name="TalkDepth">Old and new.</param>
/// <param name="NextStep">The new text.</param>
/// <param name="Because">The premises that did it.</param>
internal sealed record DealPreview(string Deal, string? Name, DateTimeOffset? Meeting, Move Flag, Move Phase, Move TalkDepth, string? NextStep, IReadOnlyList<PremiseMove> Because)
{
    public void Print(TextWriter output)
    {
        var meeting = Meeting is { } at ? string.Create(CultureInfo.InvariantCulture, $"meeting {at:yyyy-MM-dd HH:mm}") : "no meeting";
        output.WriteLine($"  {Deal}  {Name}  ({meeting})");
        output.WriteLine($"    {Flag} · {Phase} · {TalkDepth}");
        if (NextStep is not null)
        {
            output.WriteLine($"    {NextStep}");
        }

        if (Because.Count > 0)
        {
            output.WriteLine($"    because {Reason}");
        }
    }

    /// <summary>The premises that did it, in words.</summary>
    [JsonIgnore]
    public string Reason => string.Join(", ", Because.Select(one => one.Old is null ? $"{one.Premise} is {one.New}" : $"{one.Premise} {one.Old} → {one.New}"));

    /// <summary>
    /// The premises whose finding moved; where none did, since the rules moved instead or this is a first verdict, those that now keep it
    /// from <c>Ready</c> and did not before.
    /// </summary>
    public static IReadOnlyList<PremiseMove> Moves(Verdict? old, Verdict now)
    {
        if (old is null || old.Findings.Select(Said).SequenceEqual(now.Findings.Select(Said), StringComparer.Ordinal))
        {
            var missing = now.MissingForReady.Except(old?.MissingForReady ?? [], StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
            return [.. now.Findings.Where(finding => missing.Contains(finding.Premise)).Select(finding => new PremiseMove(finding.Premise, null, Said(finding)))];
        }

        var before = old.Findings.ToDictionary(finding => finding.Premise, Said, StringComparer.Ordinal);
        return [.. now.Findings.Where(finding => before.GetValueOrDefault(finding.Premise) != Said(finding)).Select(finding => new PremiseMove(finding.Premise, before.GetValueOrDefault(finding.Premise), Said(finding)))];
    }

    private static string Said(PremiseFinding finding) =>
        finding.Kind is UnknownKind.None ? finding.Finding.ToString() : $"{finding.Finding} ({finding.Kind.ToString().ToLowerInvariant()})";
}

/// <summary>Old and new; null is blank.</summary>
internal sealed record Move(string? Old, string? New)
{
    public override string ToString() => Old == New ? New ?? "none" : $"{Old ?? "none"} → {New ?? "none"}";
}

/// <summary>A premise whose finding moved; no old one means a first verdict.</summary>
internal sealed record PremiseMove(string Premise, string? Old, string New);
