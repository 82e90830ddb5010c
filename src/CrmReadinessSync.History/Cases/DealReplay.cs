using System.Collections.Immutable;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.History;

/// <summary>
/// Rebuilds a closed deal as it stood before its meetings: of each field the value it then had, of meetings those that had begun and the
/// one to come. What the CRM's history cannot date is taken from what the journal froze as that very meeting began, when it was at work then;
/// else it is unknown and counted, never taken from today.
/// </summary>
/// <param name="connection">The connection that the deals come from.</param>
/// <param name="dimensions">Fields by which reports tell deals apart.</param>
/// <param name="everyMeeting">Whether each meeting is judged; otherwise the first alone.</param>
public sealed class DealReplay(CrmConnection connection, IReadOnlyList<string> dimensions, bool everyMeeting)
{
    /// <summary>How long before a meeting's start a deal is judged: what is noted while people sit down is not known before.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromMinutes(1);

    // Associations have no past in either CRM: who was on the deal on a day only the journal can tell.
    private static readonly Field[] Undatable = [.. new[] { "contact.count", "contact.roles" }.Select(name => Vocabulary.TryFind(name, out var field) ? field : throw new InvalidOperationException(name))];

    private static readonly string[] Told = ["source", "campaign", "pipeline", "record_type", "deal_type"];

    private readonly DealMapping _mapping = DealMapping.Compile(connection);

    /// <summary>The fields of the rules that a report on an account tells deals apart by, where they are mapped; never the owner.</summary>
    public static IReadOnlyList<string> DimensionsOf(CrmConnection connection) =>
        [.. Told.Where(connection.Fields.ContainsKey)];

    /// <summary>The deal before each meeting that counts, oldest first; none when it had no such meeting.</summary>
    /// <param name="deal">The deal as its CRM tells it.</param>
    /// <param name="noted">What the journal noted of it: meetings as they were prepared.</param>
    public IEnumerable<ClosedDeal> Of(PastDeal deal, IReadOnlyCollection<Episode> noted)
    {
        var meetings = deal.Meetings.Where(meeting => meeting.State is not MeetingState.Cancelled && Counts(deal, meeting)).OrderBy(meeting => meeting.Start).ThenBy(meeting => meeting.Id, StringComparer.Ordinal);
        foreach (var meeting in everyMeeting ? meetings : meetings.Take(1))
        {
            yield return Before(deal, meeting, noted.FirstOrDefault(episode => IsOf(episode, meeting))?.Meeting);
        }
    }

    /// <summary>
    /// Whether the journal froze the deal for this meeting, and had read it before the meeting began. A read that went on past the start may
    /// hold what was recorded while people sat together; so may any when nobody knows how long it went on.
    /// </summary>
    private static bool IsOf(Episode episode, DealMeeting meeting) => episode.Meeting?.ReadBy <= meeting.Start && episode.BeganAt == meeting.Start;

    private ClosedDeal Before(PastDeal deal, DealMeeting meeting, MeetingNote? note)
    {
        var at = meeting.Start - Ahead;
        var values = ImmutableSortedDictionary.CreateBuilder<string, ObservedValue>(StringComparer.Ordinal);
        var (tooLate, noted) = (0, 0);
        var undated = ImmutableArray.CreateBuilder<string>();
        foreach (var (name, past) in deal.Fields)
        {
            if (past.Before(at) is { } known)
            {
                values[name] = known;
                tooLate += past.Changes.Any(change => change.At >= at && change.Value is not null) ? 1 : 0;
            }
            else if (note is not null && note.Snapshot.Values.TryGetValue(name, out var frozen))
            {
                values[name] = frozen;
                noted += frozen.Value is null ? 0 : 1;
            }
            else if (past.HasUndated)
            {
                undated.Add(name);
            }
        }

        if (note is null && deal.HasContacts)
        {
            undated.AddRange(Undatable.Select(field => field.Name));
        }

        var snapshot = (note?.Snapshot ?? Snapshot(deal, [.. deal.Meetings.Where(other => other.Start < meeting.Start), meeting with { State = MeetingState.Booked }])) with { Values = values.ToImmutable() };
        var facts = _mapping.ToFacts(snapshot, at);
        return new ClosedDeal
        {
            Id = deal.Id,
            Won = deal.IsWon,
            Facts = note is null ? Undatable.Aggregate(facts, (known, field) => known.Without(field)) : facts,
            Clock = new JudgingClock(at, connection.TimeZone),
            Group = RowHash.Of(deal.CompanyId ?? $"deal {deal.Id}"),
            Day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(meeting.Start, connection.TimeZone).DateTime),
            Slices = [.. dimensions.Select(name => deal.Today.GetValueOrDefault(name))],
            UndatedFields = undated.ToImmutable(),
            TooLate = tooLate,
            Noted = noted,
            Override = note?.Before.Override?.Flag,
        };
    }

    /// <summary>Whether it is a sales meeting by the connection's settings, whatever became of it.</summary>
    private bool Counts(PastDeal deal, DealMeeting meeting) =>
        _mapping.NextMeeting(Snapshot(deal, [meeting with { State = MeetingState.Booked }]), meeting.Start - Ahead) is not null;

    private static DealSnapshot Snapshot(PastDeal deal, ImmutableArray<DealMeeting> meetings) => new() { Id = deal.Id, ModifiedAt = default, Meetings = meetings };
}
