using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sandbox;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Worker;

/// <summary>
/// What only days of watching show, lived through in a moment: the nearest meetings of some deals with an open question take place, so do the ones
/// after them, and nobody writes anything down. The clock of service and practice CRM is turned; what happens in between are ordinary cycles.
/// </summary>
/// <param name="place">Where the service works.</param>
/// <param name="time">The clock of both.</param>
internal sealed class WeeksLater(Workplace place, ShiftedTime time)
{
    private const int Deals = 2;
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(7);
    private static readonly TimeSpan BetweenMeetings = TimeSpan.FromDays(7);

    /// <summary>Lets the weeks pass.</summary>
    /// <param name="crms">Each CRM, and who plays it.</param>
    /// <param name="cancellationToken">Stops between two requests.</param>
    /// <returns>The reports of the last cycles.</returns>
    public async Task<IReadOnlyList<CycleReport>> LiveAsync(IReadOnlyList<(CrmSettings Crm, PracticeCrm Practice)> crms, CancellationToken cancellationToken)
    {
        var meetings = new List<(PracticeCrm Practice, string Deal, DateTimeOffset Start)>();
        foreach (var (crm, practice) in crms)
        {
            meetings.AddRange((await ChooseAsync(crm, cancellationToken)).Select(deal => (practice, deal.Id, deal.Start)));
        }

        var held = meetings.Select(meeting => meeting.Start).Append(time.GetUtcNow()).Max();
        await PassAsync(held);
        meetings.ForEach(meeting => meeting.Practice.HoldMeeting(meeting.Deal, time.GetUtcNow(), meeting.Start + BetweenMeetings));
        await PassAsync(time.GetUtcNow());
        await PassAsync(held + BetweenMeetings);
        meetings.ForEach(meeting => meeting.Practice.HoldMeeting(meeting.Deal, time.GetUtcNow(), next: null));
        return await PassAsync(time.GetUtcNow() + DealMapping.MeetingSettlesAfter);

        async Task<IReadOnlyList<CycleReport>> PassAsync(DateTimeOffset until)
        {
            // A meeting takes an hour, and a search index some seconds.
            time.Advance(until - time.GetUtcNow() + TimeSpan.FromHours(1));
            return await Task.WhenAll(crms.Select(one => place.Cycles.RunAsync(place.Settings, one.Crm, "demo", progress: null, cancellationToken)));
        }
    }

    /// <summary>Deals about which something is open and nothing seems odd, with the start of their meeting, the nearest first.</summary>
    private async Task<IEnumerable<(string Id, DateTimeOffset Start)>> ChooseAsync(CrmSettings crm, CancellationToken cancellationToken)
    {
        var journal = await place.Store.OpenAsync(crm.Connection.Name, cancellationToken);
        var candidates = new List<(string Id, DateTimeOffset Start)>();
        await foreach (var page in journal.ReadOpenDealsAsync(cancellationToken))
        {
            candidates.AddRange(page
                .Where(record => record.Verdict is { Flag: Flag.Confirm, WarningSigns.IsEmpty: true, MeetingStart: { } start } && start - time.GetUtcNow() <= Horizon)
                .Select(record => (record.Snapshot.Id, record.Verdict!.MeetingStart!.Value)));
        }

        return candidates.OrderBy(deal => deal.Start).ThenBy(deal => deal.Id, StringComparer.Ordinal).Take(Deals);
    }
}
