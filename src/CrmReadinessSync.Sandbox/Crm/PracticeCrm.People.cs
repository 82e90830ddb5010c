using System.Globalization;

namespace CrmReadinessSync.Sandbox;

/// <summary>The people who work in the CRM, for whoever plays them in the same process.</summary>
public sealed partial class PracticeCrm
{
    /// <summary>
    /// The rep of a deal notes that its latest meeting took place and, unless <paramref name="next"/> is null, books another with the same
    /// people; nothing else is written down.
    /// </summary>
    /// <param name="deal">The deal's id as this CRM writes it.</param>
    /// <param name="now">The caller's instant.</param>
    /// <param name="next">The start of the next meeting.</param>
    /// <returns>False when the deal has no meeting that began.</returns>
    public bool HoldMeeting(string deal, DateTimeOffset now, DateTimeOffset? next)
    {
        lock (_gate)
        {
            var local = _clock.At(now);
            var store = View.Store;
            if (View.KeyOf(RecordKind.Deal, deal) is not { } key
                || store.Links(key, RecordKind.Meeting).Select(link => store.Find(link.To)!).Where(meeting => StartOf(meeting) <= local).MaxBy(StartOf) is not { } held)
            {
                return false;
            }

            var rep = EditSource.Person(0);
            store.Edit(held.Key, [KeyValuePair.Create(Known.Outcome, (string?)MeetingOutcome.Completed)], rep, local);
            if (next is { } start)
            {
                var booked = held.Properties.ToDictionary(property => property, property => held[property], StringComparer.Ordinal);
                booked[Known.Start] = Moment(start);
                booked[Known.End] = Moment(start + TimeSpan.FromHours(1));
                booked[Known.Outcome] = MeetingOutcome.Scheduled;
                var meeting = store.Create(RecordKind.Meeting, booked, rep, local).Key;
                store.Associate(meeting, key, null, local);
                foreach (var contact in store.Links(held.Key, RecordKind.Contact))
                {
                    store.Associate(meeting, contact.To, contact.Label, local);
                }
            }

            return true;
        }
    }

    private static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static DateTimeOffset? StartOf(CrmRecord meeting) =>
        DateTimeOffset.TryParse(meeting[Known.Start], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var start) ? start : null;
}
