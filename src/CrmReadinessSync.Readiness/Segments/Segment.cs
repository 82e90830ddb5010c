using System.Collections.Immutable;

namespace CrmReadinessSync.Readiness;

/// <summary>
/// Deals that are judged by premises of their own: existing customers, tenders. It may change weights, ceilings, essentials, met routes,
/// windows and texts; never what says no. The deals of no segment have one too, without a name.
/// </summary>
/// <param name="Name">Its key in the settings; null for the deals of no named segment.</param>
/// <param name="Labels">What it is called on screen.</param>
/// <param name="When">All of them hold for its deals; a blank field holds nothing, save where blanks are asked for.</param>
/// <param name="Stance">Its premises outside every window.</param>
/// <param name="Windows">Its windows, the one nearest to the meeting first.</param>
internal sealed record Segment(
    string? Name, LocalText Labels, ImmutableArray<Condition> When, Stance Stance, ImmutableArray<MeetingWindow> Windows)
{
    public bool Holds(DealFacts facts, in Instant at, Trace? trace)
    {
        var holds = true;
        foreach (var condition in When)
        {
            var value = facts.At(condition.Field.Slot);
            holds &= (value is null ? condition.TestBlank() : condition.Test(value, at)) is Truth.True;
            if (trace is not null && value is not null)
            {
                condition.NoteChanges(value, at, trace);
            }
        }

        return holds;
    }

    /// <summary>The window that the next meeting is in; null when it is further away, or none is booked.</summary>
    public MeetingWindow? WindowOf(DealFacts facts, in Instant at, Trace? trace)
    {
        if (Windows.IsEmpty || facts.At(Vocabulary.MeetingStart.Slot) is not { State: ValueState.Usable } meeting || meeting.Ticks <= at.Now)
        {
            return null;
        }

        MeetingWindow? nearest = null;
        foreach (var window in Windows)
        {
            trace?.NoteChange(meeting.Ticks - window.Before, at.Now);
            if (meeting.Ticks - at.Now <= window.Before)
            {
                nearest ??= window;
            }
        }

        return nearest;
    }

    /// <summary>Whether one deal could be in both.</summary>
    public bool MayOverlap(Segment other) =>
        !When.Any(one => other.When.Any(two => one.Field == two.Field && (one.Excludes(two) || two.Excludes(one))));
}

/// <summary>A time before the meeting at which the deal is due again, and from which requirements may be tighter.</summary>
/// <param name="Name">Its key in the settings, such as <c>T-24h</c>.</param>
/// <param name="Before">Ticks before the meeting's start at which it opens.</param>
/// <param name="Stance">The premises within it.</param>
internal sealed record MeetingWindow(string Name, long Before, Stance Stance);
