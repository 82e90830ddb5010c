using System.Collections.Immutable;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Sync;

/// <summary>Kinds of episodes.</summary>
public enum EpisodeKind
{
    /// <summary>A meeting, from its start until what it moved is known.</summary>
    Meeting,

    /// <summary>A good stop (適切な立ち止まり), until the deal is taken up again.</summary>
    Stop,

    /// <summary>The rep's last word, until it lapses or is taken back.</summary>
    Override,

    /// <summary>A task for the owner, until its meeting has passed.</summary>
    Task,

    /// <summary>A deal that closed after a meeting, until it is taken up again.</summary>
    Outcome,
}

/// <summary>One episode of a deal; exactly one of its notes is set.</summary>
/// <param name="Kind">Which.</param>
/// <param name="DealId">The deal.</param>
/// <param name="BeganAt">When it began; with deal and kind its key.</param>
/// <param name="EndedAt">When it ended; null while it lasts.</param>
public sealed record Episode(EpisodeKind Kind, string DealId, DateTimeOffset BeganAt, DateTimeOffset? EndedAt = null)
{
    /// <summary>Set for <see cref="EpisodeKind.Meeting"/>.</summary>
    public MeetingNote? Meeting { get; init; }

    /// <summary>Set for <see cref="EpisodeKind.Stop"/>.</summary>
    public StopNote? Stop { get; init; }

    /// <summary>Set for <see cref="EpisodeKind.Override"/>.</summary>
    public OverrideNote? Override { get; init; }

    /// <summary>Set for <see cref="EpisodeKind.Task"/>.</summary>
    public TaskNote? Task { get; init; }

    /// <summary>Set for <see cref="EpisodeKind.Outcome"/>.</summary>
    public OutcomeNote? Outcome { get; init; }
}

/// <summary>A meeting as it was prepared: what the rep went in with, and what the verdict rested on.</summary>
/// <param name="Meeting">The meeting's id; null when the snapshot no longer told.</param>
/// <param name="Before">The verdict as it stood at the start, with the fingerprint of what judged.</param>
/// <param name="Snapshot">The deal as it stood then, without what our fields showed.</param>
/// <param name="After">The verdict as it stood some days later, or at the next meeting; null until then.</param>
public sealed record MeetingNote(string? Meeting, Verdict Before, DealSnapshot Snapshot, Verdict? After = null)
{
    /// <summary>By when the snapshot had been read for sure: the end of the run before; null when nobody knows.</summary>
    public DateTimeOffset? ReadBy { get; init; }

    /// <summary>Premises the meeting moved, by name, comparing with <paramref name="after"/>. That one grew old is no move.</summary>
    public ImmutableArray<string> Moved(Verdict after)
    {
        var before = Before.Findings.ToDictionary(finding => finding.Premise, StringComparer.Ordinal);
        return [.. after.Findings.Where(now => before.TryGetValue(now.Premise, out var was)
            && (was.Finding, was.Kind) != (now.Finding, now.Kind)
            && now.Kind is not UnknownKind.Stale).Select(now => now.Premise)];
    }
}

/// <summary>A good stop. It names where the deal came from and nobody's name.</summary>
/// <param name="Phase">The counterpart's state when it began.</param>
/// <param name="RevisitOn">When to come back.</param>
/// <param name="Source">Where the deal came from.</param>
/// <param name="Campaign">The campaign that led to it.</param>
/// <param name="Pipeline">Its pipeline or record type.</param>
public sealed record StopNote(Phase Phase, DateOnly? RevisitOn, string? Source, string? Campaign, string? Pipeline)
{
    /// <summary>The booked meeting that the stop is about; null when none is.</summary>
    public PlannedMeeting? Booked { get; init; }

    /// <summary>Minutes of meetings that were booked and then called off or shortened.</summary>
    public int MinutesSpared { get; init; }
}

/// <summary>A meeting as it was booked when the deal was stopped.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Start">Its start.</param>
/// <param name="Minutes">How long it was to last; an hour when the CRM does not say.</param>
public sealed record PlannedMeeting(string Id, DateTimeOffset Start, int Minutes);

/// <summary>The rep's last word, for calibration: against what, and on what grounds.</summary>
/// <param name="Flag">The rep's.</param>
/// <param name="Computed">What the premises said.</param>
/// <param name="Phase">The counterpart's state as computed.</param>
/// <param name="Score">The score then.</param>
/// <param name="Reason">The rep's words, when given.</param>
/// <param name="Rules">The fingerprint of what judged.</param>
public sealed record OverrideNote(Flag Flag, Flag Computed, Phase Phase, double Score, string? Reason, string Rules);

/// <summary>How a deal ended, beside the verdicts that stood at its meetings. It holds no text of the deal.</summary>
/// <param name="Won">How it ended.</param>
/// <param name="Company">The company it belongs to; null when none is known. Deals of one company are not independent of each other.</param>
/// <param name="Verdicts">What the rep went into each meeting with, oldest first; at least one.</param>
public sealed record OutcomeNote(bool Won, string? Company, ImmutableArray<FrozenVerdict> Verdicts)
{
    /// <summary>Compares verdicts by value.</summary>
    public bool Equals(OutcomeNote? other) => other is not null && Won == other.Won && Company == other.Company && Verdicts.SequenceEqual(other.Verdicts);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Won, Company, Verdicts.Length);
}

/// <summary>The verdict as it stood when a meeting began.</summary>
/// <param name="MeetingAt">The meeting's start.</param>
/// <param name="Flag">What the CRM showed.</param>
/// <param name="Computed">What the premises said, whatever the rep did.</param>
/// <param name="Score">The score, 0…1.</param>
/// <param name="Rules">The fingerprint of the rules that judged.</param>
public sealed record FrozenVerdict(DateTimeOffset MeetingAt, Flag Flag, Flag Computed, double Score, string Rules);
