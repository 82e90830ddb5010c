using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Sync;

/// <summary>
/// Follows a good stop: it begins with a <see cref="Flag.Hold"/>, ends when the deal is taken up again, and meanwhile spares the meetings that
/// were booked and then called off or shortened. Only what the CRM shows is counted, never what might have been.
/// </summary>
internal static class GoodStops
{
    /// <summary>What a verdict changes; empty when nothing.</summary>
    public static IEnumerable<Episode> Of(DealSnapshot deal, Verdict verdict, DealFacts facts, Episode? open, DealMeeting? next, DateTimeOffset now)
    {
        if (open is null)
        {
            return verdict.Flag is Flag.Hold
                ? [new Episode(EpisodeKind.Stop, deal.Id, now)
                {
                    Stop = new StopNote(verdict.Phase, verdict.RevisitOn, Raw("source"), Raw("campaign"), Raw("pipeline") ?? Raw("record_type")) { Booked = Planned(next) },
                }]
                : [];
        }

        var note = Followed(open.Stop!, deal, next, now);
        if (verdict.Flag is Flag.Hold)
        {
            note = note with { RevisitOn = verdict.RevisitOn };
            return note == open.Stop ? [] : [open with { Stop = note }];
        }

        return [open with { EndedAt = now, Stop = note }];

        string? Raw(string name) => Vocabulary.TryFind(name, out var field) ? facts[field]?.Raw : null;
    }

    /// <summary>What became of the booked meeting: called off, moved on, or over, perhaps sooner than planned.</summary>
    private static StopNote Followed(StopNote note, DealSnapshot deal, DealMeeting? next, DateTimeOffset now)
    {
        if (note.Booked is not { } booked)
        {
            return note with { Booked = Planned(next) };
        }

        var meeting = deal.Meetings.FirstOrDefault(one => one.Id == booked.Id);
        if (meeting is null or { State: MeetingState.Cancelled })
        {
            return note with { MinutesSpared = note.MinutesSpared + booked.Minutes, Booked = Planned(next) };
        }

        if (meeting.Start > now)
        {
            return note with { Booked = booked with { Start = meeting.Start } };
        }

        return note with { MinutesSpared = note.MinutesSpared + Math.Max(0, booked.Minutes - Minutes(meeting)), Booked = Planned(next) };
    }

    private static PlannedMeeting? Planned(DealMeeting? meeting) => meeting is null ? null : new PlannedMeeting(meeting.Id, meeting.Start, Minutes(meeting));

    private static int Minutes(DealMeeting meeting) =>
        meeting is { AllDay: false, End: { } end } && end > meeting.Start ? (int)Math.Min((end - meeting.Start).TotalMinutes, 24 * 60) : 60;
}
