using System.Collections.Immutable;
using System.Text;

namespace CrmReadinessSync.Sync;

/// <summary>Chooses the meeting that counts (商談): booked, ahead, within the horizon, of a type and title that settings let through.</summary>
internal sealed class MeetingChoice(MeetingFilter filter)
{
    private readonly ImmutableArray<string> _excluded = [.. filter.ExcludeTitles.Select(Fold).Where(text => text.Length > 0)];

    /// <summary>The nearest one, by start, then by id.</summary>
    public DealMeeting? Next(DealSnapshot deal, DateTimeOffset now) =>
        Ahead(deal, now).Where(meeting => meeting.Start <= now + filter.Horizon).OrderBy(m => m.Start).ThenBy(m => m.Id, StringComparer.Ordinal).FirstOrDefault();

    /// <summary>When a counting meeting next begins or comes within the horizon.</summary>
    public DateTimeOffset? ChangesAt(DealSnapshot deal, DateTimeOffset now)
    {
        DateTimeOffset? earliest = null;
        foreach (var meeting in Ahead(deal, now))
        {
            var enters = meeting.Start - filter.Horizon;
            var change = enters > now ? enters : LastMoment(meeting);
            earliest = Earlier(earliest, change);
        }

        foreach (var meeting in filter.PastCountsAsHeld ? deal.Meetings : [])
        {
            if (meeting.State is MeetingState.Booked && meeting.Start <= now && IsOverAt(meeting) is var over && over > now && Counts(meeting))
            {
                earliest = Earlier(earliest, over);
            }
        }

        return earliest;
    }

    /// <summary>The counting meetings that were held, oldest first: as the reps recorded it, or over where settings let that suffice.</summary>
    public ImmutableArray<DealMeeting> Held(DealSnapshot deal, DateTimeOffset now) => [.. deal.Meetings.Where(meeting => IsHeld(meeting, now)).OrderBy(meeting => meeting.Start)];

    /// <summary>When the first counting meeting after an instant starts, past or to come, unless it was cancelled; null for none.</summary>
    public DateTimeOffset? FirstAfter(DealSnapshot deal, DateTimeOffset instant) => deal.Meetings
        .Where(meeting => meeting.Start > instant && meeting.State is not MeetingState.Cancelled && Counts(meeting))
        .Min(meeting => (DateTimeOffset?)meeting.Start);

    private bool IsHeld(DealMeeting meeting, DateTimeOffset now) =>
        (meeting.State is MeetingState.Held || (filter.PastCountsAsHeld && meeting.State is MeetingState.Booked && IsOverAt(meeting) <= now)) && Counts(meeting);

    private IEnumerable<DealMeeting> Ahead(DealSnapshot deal, DateTimeOffset now) =>
        deal.Meetings.Where(meeting => meeting.State is MeetingState.Booked && LastMoment(meeting) > now && Counts(meeting));

    /// <summary>A meeting lies ahead until it starts; one without a time, until its day is over.</summary>
    private static DateTimeOffset LastMoment(DealMeeting meeting) => meeting.AllDay ? meeting.Start.AddDays(1) : meeting.Start;

    /// <summary>An hour after its start, where no end is known.</summary>
    private static DateTimeOffset IsOverAt(DealMeeting meeting) =>
        meeting.AllDay ? LastMoment(meeting) : meeting.End > meeting.Start ? meeting.End.Value : meeting.Start.AddHours(1);

    private static DateTimeOffset Earlier(DateTimeOffset? one, DateTimeOffset other) => one is { } known && known <= other ? known : other;

    private bool Counts(DealMeeting meeting)
    {
        if (!filter.Types.IsEmpty && (meeting.Type is null || !filter.Types.Contains(meeting.Type, StringComparer.OrdinalIgnoreCase)))
        {
            return false;
        }

        if (_excluded.IsEmpty || string.IsNullOrEmpty(meeting.Title))
        {
            return true;
        }

        var title = Fold(meeting.Title);
        return !_excluded.Any(excluded => title.Contains(excluded, StringComparison.Ordinal));
    }

    /// <summary>Full and half width, upper and lower case are the same title. Runes first: half a surrogate pair cannot be normalised.</summary>
    private static string Fold(string text) => string.Concat(text.EnumerateRunes()).Normalize(NormalizationForm.FormKC).ToLowerInvariant().Trim();
}
