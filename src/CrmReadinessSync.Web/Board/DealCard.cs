using System.Collections.Immutable;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Web;

/// <summary>One open deal as lists and counts need it; the whole of it stays in the journal.</summary>
public sealed record DealCard
{
    public required string Crm { get; init; }

    public required string Id { get; init; }

    public required string Name { get; init; }

    public required Flag Flag { get; init; }

    public required Phase Phase { get; init; }

    public required TalkDepth TalkDepth { get; init; }

    public required int Confirmed { get; init; }

    /// <summary>By premise in the order of the rules.</summary>
    public required ImmutableArray<(Finding Finding, UnknownKind Kind)> Findings { get; init; }

    public DateTimeOffset? Meeting { get; init; }

    /// <summary>The lead source's raw value; null when blank.</summary>
    public string? Source { get; init; }

    public bool HasSigns { get; init; }

    public bool HasGap { get; init; }

    public DateOnly? RevisitOn { get; init; }

    public bool IsOverridden { get; init; }

    public DealOutcome? Outcome { get; init; }

    /// <summary>What the rules know of it, hollow values set aside, so that other rules can be tried; null where the board keeps no more.</summary>
    public DealFacts? Facts { get; init; }

    /// <summary>What the rules of the board say of <see cref="Facts"/> at the board's own instant: what other rules are compared with. Null without facts.</summary>
    public Judgement? Judged { get; init; }

    /// <summary>A <c>Hold</c> with a day to come back on: a good stop (適切な立ち止まり).</summary>
    public bool IsGoodStop => Flag is Flag.Hold && RevisitOn is not null;
}
