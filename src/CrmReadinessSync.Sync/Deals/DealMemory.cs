using System.Collections.Immutable;
using System.Globalization;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Sync;

/// <summary>
/// What was seen of a deal from read to read and the CRM no longer shows: it knows where a meeting is, not where it was. Kept with the
/// snapshot, so that snapshot, rules and clock go on deciding the verdict (law 8 of judgement). Sources leave it alone.
/// </summary>
public sealed record DealMemory
{
    private const int MostKept = 12;

    /// <summary>Of a deal that nobody has seen.</summary>
    public static DealMemory None { get; } = new();

    /// <summary>Meetings that they put off by a day or more, oldest first; the latest twelve.</summary>
    public ImmutableArray<MeetingMove> Moves { get; init; } = [];

    /// <summary>How often the close date was seen to move later.</summary>
    public int ClosePushes { get; init; }

    /// <summary>When it was last seen to; null for never.</summary>
    public DateTimeOffset? ClosePushedAt { get; init; }

    /// <summary>Meetings that began with something open and since which no answer has changed, oldest first.</summary>
    public ImmutableArray<QuietMeeting> Quiet { get; init; } = [];

    /// <summary>When what nothing dates was first seen.</summary>
    public Sightings Sightings { get; init; } = Sightings.None;

    /// <summary>Of a deal that is read for the first time.</summary>
    public static DealMemory First(DateTimeOffset seenAt) => None with { Sightings = Sightings.First(seenAt) };

    /// <summary>With one more meeting that began with something open.</summary>
    internal DealMemory WithMeeting(string id, DateTimeOffset start) => Quiet.Any(known => known.Meeting == id && known.Start == start)
        ? this
        : this with { Quiet = [.. Quiet.Append(new QuietMeeting(id, start)).TakeLast(MostKept)] };

    /// <summary>What is remembered now that a deal is seen again.</summary>
    /// <param name="before">As it was known, with its memory.</param>
    /// <param name="now">As the CRM shows it.</param>
    /// <param name="seenAt">When.</param>
    public static DealMemory Carry(DealSnapshot before, DealSnapshot now, DateTimeOffset seenAt)
    {
        var memory = before.Memory with { Sightings = Sightings.Carry(before, now, seenAt) };
        var moves = MovesBetween(before, now, seenAt).ToList();
        if (moves.Count > 0)
        {
            memory = memory with { Moves = [.. memory.Moves.Concat(moves).TakeLast(MostKept)] };
        }

        if (!memory.Quiet.IsEmpty && AnswersOf(before).SequenceEqual(AnswersOf(now)) is false)
        {
            memory = memory with { Quiet = [] };
        }

        return DayOf(before) is { } was && DayOf(now) is { } day && day > was
            ? memory with { ClosePushes = memory.ClosePushes + 1, ClosePushedAt = seenAt }
            : memory;
    }

    /// <summary>
    /// Only what the CRM says was their doing, and only later by a day or more: we move meetings ourselves, an hour is courtesy, and
    /// bringing one forward is eagerness. A tool may move the record, or leave it behind and book another.
    /// </summary>
    private static IEnumerable<MeetingMove> MovesBetween(DealSnapshot before, DealSnapshot now, DateTimeOffset seenAt)
    {
        foreach (var meeting in now.Meetings.Where(meeting => meeting.MovedByThem))
        {
            if (before.Meetings.FirstOrDefault(known => known.Id == meeting.Id) is not { State: MeetingState.Booked } known)
            {
                continue;
            }

            var to = meeting.State is MeetingState.Booked
                ? meeting.Start
                : now.Meetings.FirstOrDefault(other => other.State is MeetingState.Booked && IsLater(other.Start, known.Start) && before.Meetings.All(old => old.Id != other.Id))?.Start;
            if (to is { } start && IsLater(start, known.Start))
            {
                yield return new MeetingMove(meeting.Id, known.Start, start, seenAt);
            }
        }
    }

    /// <summary>What the counterpart said, and that it was vouched for. Remarks and the rep's own word are no answers.</summary>
    private static IEnumerable<(string, string?)> AnswersOf(DealSnapshot deal) => deal.Values
        .Where(value => value.Value.Value is not null && IsAnswer(value.Key))
        .Select(value => (value.Key, value.Value.Value));

    private static bool IsAnswer(string name) =>
        name is "confirmed_on"
        || (name is not ("note" or "unease" or "override" or "override.reason" or "override.until") && Vocabulary.TryFind(name, out var field) && field.Kind is FieldKind.Answer);

    private static bool IsLater(DateTimeOffset start, DateTimeOffset than) => start - than >= TimeSpan.FromDays(1);

    private static DateOnly? DayOf(DealSnapshot deal) =>
        deal.Values.TryGetValue("close_date", out var value)
        && DateOnly.TryParseExact(value.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;
}

/// <summary>A meeting since which no answer has changed.</summary>
/// <param name="Meeting">Its id.</param>
/// <param name="Start">Its start.</param>
public sealed record QuietMeeting(string Meeting, DateTimeOffset Start);

/// <summary>A meeting that they put off.</summary>
/// <param name="Meeting">Its id, before.</param>
/// <param name="From">When it would have started.</param>
/// <param name="To">When it is to start.</param>
/// <param name="SeenAt">When that was seen.</param>
public sealed record MeetingMove(string Meeting, DateTimeOffset From, DateTimeOffset To, DateTimeOffset SeenAt);
