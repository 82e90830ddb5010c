using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace CrmReadinessSync.Readiness;

/// <summary>The answer to "how far should we talk with this person now?", with everything needed to recompute it by hand (law 7).</summary>
public sealed record Verdict
{
    /// <summary>The counterpart's state.</summary>
    public required Phase Phase { get; init; }

    /// <summary>How far to talk now.</summary>
    public required TalkDepth TalkDepth { get; init; }

    /// <summary>What the rep sees first.</summary>
    public required Flag Flag { get; init; }

    /// <summary>How many premises are known, met or unmet. Never a probability.</summary>
    public required int Confirmed { get; init; }

    /// <summary>0…1; sorts and back-tests only, moves nothing.</summary>
    public required double Score { get; init; }

    /// <summary>One finding a premise, in the order of the rules.</summary>
    public required ImmutableArray<PremiseFinding> Findings { get; init; }

    /// <summary>What does not sit right, if anything.</summary>
    public ImmutableArray<WarningSign> WarningSigns { get; init; } = [];

    /// <summary>Our stage, close date or forecast running ahead of their phase; null when none does.</summary>
    public Gap? Gap { get; init; }

    /// <summary>The segment whose rules judged it; null when it is in none.</summary>
    public string? Segment { get; init; }

    /// <summary>The window before the meeting that it was in; null when in none.</summary>
    public string? Window { get; init; }

    /// <summary>Names of the premises still missing for <see cref="Readiness.Flag.Ready"/>, most worth asking first.</summary>
    public ImmutableArray<string> MissingForReady { get; init; } = [];

    /// <summary>The rep's last word while it lasts (law 9); <see cref="Flag"/> is then the rep's. Null when there is none.</summary>
    public RepOverride? Override { get; init; }

    /// <summary>What the premises say, whatever the rep said.</summary>
    [JsonIgnore]
    public Flag ComputedFlag => Override?.Computed ?? Flag;

    /// <summary>The premise whose question two meetings left open, so that a courteous line is offered in its place; null otherwise.</summary>
    public string? LeftOpen { get; init; }

    /// <summary>The meeting this verdict prepares; null when none is booked.</summary>
    public DateTimeOffset? MeetingStart { get; init; }

    /// <summary>When to come back to a deal on <see cref="Readiness.Flag.Hold"/>, or with a question left open; a business day. Null otherwise.</summary>
    public DateOnly? RevisitOn { get; init; }

    /// <summary>
    /// The event that would make the deal live before <see cref="RevisitOn"/>, in the words recorded for it; null when none were, and texts
    /// then name what the phase lacks: a date to decide by, or a change on their side.
    /// </summary>
    public string? Trigger { get; init; }

    /// <summary>The fingerprint of the rules that judged (law 8).</summary>
    public required string Rules { get; init; }

    /// <summary>The instant of the clock used.</summary>
    public required DateTimeOffset JudgedAt { get; init; }

    /// <summary>The next instant at which time alone may change this verdict or its texts; null for never.</summary>
    public DateTimeOffset? ChangesAt { get; init; }
}

/// <summary>What is known of one premise and why.</summary>
/// <param name="Premise">The premise's name in the rules.</param>
/// <param name="Finding">Met, unmet or unknown.</param>
/// <param name="Kind">Which unknown; <see cref="UnknownKind.None"/> otherwise.</param>
/// <param name="Route">The named route that decided, when one did.</param>
/// <param name="Evidence">What speaks for the finding and against it; unmet evidence first. Empty when missing.</param>
public sealed record PremiseFinding(
    string Premise,
    Finding Finding,
    UnknownKind Kind,
    string? Route,
    ImmutableArray<Evidence> Evidence);

/// <summary>One piece of evidence (根拠).</summary>
/// <param name="Field">The vocabulary's field.</param>
/// <param name="Value">Its value as judged.</param>
/// <param name="AsOf">When it was set; null is "age unknown".</param>
/// <param name="Route">The route by which it counts.</param>
/// <param name="Says">What it says as it counts now; what is stale, open or a placeholder says unknown.</param>
/// <param name="Why">
/// Why it counts or does not: <c>answer</c>, <c>attribute</c>, <c>stale</c>, <c>open</c>; hollow for one of <c>placeholder</c>, <c>pasted</c>,
/// <c>bulk_fill</c>, <c>default</c>, <c>unreadable</c>.
/// </param>
/// <param name="Copies">On how many deals the value stands alike, where that is why it does not count; null otherwise.</param>
public sealed record Evidence(string Field, string Value, DateTimeOffset? AsOf, string Route, Finding Says, string Why, int? Copies = null)
{
    /// <summary>Whether a named route stands behind it rather than the premise's own list of answers.</summary>
    [JsonIgnore]
    public bool IsByNamedRoute => Route != AnswerMap.Route;
}

/// <summary>Something that does not sit right (違和感). It never disqualifies (law 4).</summary>
/// <param name="Name">The sign's name in the rules.</param>
/// <param name="Field">The field it came from.</param>
/// <param name="Quote">The words it came from.</param>
/// <param name="AsOf">When they were set; null is "age unknown".</param>
/// <param name="SeenAt">Where the age is unknown, when they were first seen: from then on its shelf life counts. Null when dated, or when nothing tells even that.</param>
public sealed record WarningSign(string Name, string Field, string Quote, DateTimeOffset? AsOf, DateTimeOffset? SeenAt = null);

/// <summary>A flag set by the rep against the computed one, or to keep it (law 9).</summary>
/// <param name="Flag">The rep's flag.</param>
/// <param name="Computed">What the premises say.</param>
/// <param name="Reason">The rep's words, when given.</param>
/// <param name="SetAt">When it was set; null is "age unknown".</param>
/// <param name="Until">When it lapses; null for not before it is cleared.</param>
public sealed record RepOverride(Flag Flag, Flag Computed, string? Reason, DateTimeOffset? SetAt, DateTimeOffset? Until);

/// <summary>Our side running ahead of theirs (前提のズレ).</summary>
/// <param name="Kind"><c>stage</c>, <c>close_date</c> or <c>forecast</c>.</param>
/// <param name="Field">The field of ours that runs ahead.</param>
/// <param name="Value">Its value.</param>
public sealed record Gap(string Kind, string Field, string Value);
