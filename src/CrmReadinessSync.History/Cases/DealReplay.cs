using System.Collections.Immutable;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.History;

/// <summary>
/// Rebuilds a closed deal as it stood before its meetings: of each field the value it then had, of meetings those that had begun and the
/// one to come. What cannot be dated is unknown and counted, never taken from today.
/// </summary>
/// <param name="connection">The connection that the deals come from.</param>
/// <param name="dimensions">Fields by which reports tell deals apart.</param>
/// <param name="everyMeeting">Whether each meeting is judged; otherwise the first alone.</param>
public sealed class DealReplay(CrmConnection connection, IReadOnlyList<string> dimensions, bool everyMeeting)
{
    /// <summary>How long before a meeting's start a deal is judged: what is noted while people sit down is not known before.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromMinutes(1);

    // Associations have no past in either CRM: who was on the deal on a day nobody can tell.
    private static readonly Field[] Undatable = [.. new[] { "contact.count", "contact.roles" }.Select(name => Vocabulary.TryFind(name, out var field) ? field : throw new InvalidOperationException(name))];

    private static readonly string[] Told = ["source", "campaign", "pipeline", "record_type", "deal_type"];

    private readonly DealMapping _mapping = DealMapping.Compile(connection);

    /// <summary>The fields of the rules that a report on an account tells deals apart by, where they are mapped; never the owner.</summary>
    public static IReadOnlyList<string> DimensionsOf(CrmConnection connection) =>
        [.. Told.Where(connection.Fields.ContainsKey)];

    /// <summary>The deal before each meeting that counts, oldest first; none when it had no such meeting.</summary>
    public IEnumerable<ClosedDeal> Of(PastDeal deal)
    {
        var meetings = deal.Meetings.Where(meeting => meeting.State is not MeetingState.Cancelled && Counts(deal, meeting)).OrderBy(meeting => meeting.Start).ThenBy(meeting => meeting.Id, StringComparer.Ordinal);
        foreach (var meeting in everyMeeting ? meetings : meetings.Take(1))
        {
            yield return Before(deal, meeting);
        }
    }

    private ClosedDeal Before(PastDeal deal, DealMeeting meeting)
    {
        var at = meeting.Start - Ahead;
        var values = ImmutableSortedDictionary.CreateBuilder<string, ObservedValue>(StringComparer.Ordinal);
        var (undated, tooLate) = (0, 0);
        foreach (var (name, past) in deal.Fields)
        {
            if (past.Before(at) is { } known)
            {
                values[name] = known;
                tooLate += past.Changes.Any(change => change.At >= at && change.Value is not null) ? 1 : 0;
            }
            else if (past.HasUndated)
            {
                undated++;
            }
        }

        var snapshot = Snapshot(deal, [.. deal.Meetings.Where(other => other.Start < meeting.Start), meeting with { State = MeetingState.Booked }]) with { Values = values.ToImmutable() };
        var facts = Undatable.Aggregate(_mapping.ToFacts(snapshot, at), (known, field) => known.Without(field));
        return new ClosedDeal
        {
            Id = deal.Id,
            Won = deal.IsWon,
            Facts = facts,
            Clock = new JudgingClock(at, connection.TimeZone),
            Group = RowHash.Of(deal.CompanyId ?? $"deal {deal.Id}"),
            Day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(meeting.Start, connection.TimeZone).DateTime),
            Slices = [.. dimensions.Select(name => deal.Today.GetValueOrDefault(name))],
            Undated = undated,
            TooLate = tooLate,
        };
    }

    /// <summary>Whether it is a sales meeting by the connection's settings, whatever became of it.</summary>
    private bool Counts(PastDeal deal, DealMeeting meeting) =>
        _mapping.NextMeeting(Snapshot(deal, [meeting with { State = MeetingState.Booked }]), meeting.Start - Ahead) is not null;

    private static DealSnapshot Snapshot(PastDeal deal, ImmutableArray<DealMeeting> meetings) => new() { Id = deal.Id, ModifiedAt = default, Meetings = meetings };
}
