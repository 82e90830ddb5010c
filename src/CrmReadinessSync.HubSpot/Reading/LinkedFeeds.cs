using System.Runtime.CompilerServices;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.HubSpot;

/// <summary>
/// Feeds of what hangs on deals. A meeting that moves, a contact that gets a buying role or a company that grows does not touch the
/// deal's own stamp; each is polled by its own, and led back to the deals it concerns.
/// </summary>
internal sealed class LinkedFeeds(IHubSpotApi api, SearchPages search, PropertyPlan plan, SnapshotBuilder builder, PropertyCheck check)
{
    private readonly AssociationReader _associations = new(api);

    /// <summary>Yields what changed in a window: deals to read again by id, or deals already made anew from what the journal holds.</summary>
    public async IAsyncEnumerable<Concerned> ReadAsync(
        string type, FeedWindow window, ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var records in search.ReadWindowAsync(type, window.From, window.Until, plan.PropertiesOf(type), cancellationToken))
        {
            var changed = new Dictionary<string, PropertyBag>(StringComparer.Ordinal);
            foreach (var record in records)
            {
                await check.RequireAsync(type, record.Properties, cancellationToken);
                changed[record.Id] = record.Properties;
            }

            if (changed.Count == 0)
            {
                continue;
            }

            var linked = await request.Known.FindLinkedAsync(KindOf(type), changed.Keys, cancellationToken);
            var known = await request.Known.FindAsync(linked, cancellationToken);
            yield return type switch
            {
                ObjectTypes.Meetings => await OfMeetingsAsync(changed, known, request.Account.Now, cancellationToken),
                ObjectTypes.Contacts => OfContacts(changed, known),
                _ => OfCompanies(changed, known, request.Reconcile),
            };
        }
    }

    /// <summary>A meeting that every deal known to have it already shows as it is now brings nothing; any other may also be new to a deal.</summary>
    private async Task<Concerned> OfMeetingsAsync(
        Dictionary<string, PropertyBag> changed, IReadOnlyDictionary<string, KnownDeal> known, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var shown = known.Values.SelectMany(deal => deal.Snapshot.Meetings.Select(meeting => (Deal: deal.Snapshot.Id, Meeting: meeting))).ToLookup(pair => pair.Meeting.Id, StringComparer.Ordinal);
        var moved = changed.Where(meeting => !shown[meeting.Key].Any() || shown[meeting.Key].Any(pair => pair.Meeting != builder.MeetingOf(meeting.Key, meeting.Value, now))).Select(meeting => meeting.Key).ToList();
        if (moved.Count == 0)
        {
            return Concerned.None;
        }

        var deals = (await _associations.ReadAsync(ObjectTypes.Meetings, ObjectTypes.Deals, moved, cancellationToken)).Values.SelectMany(targets => targets.Select(target => target.ToObjectId));
        return new Concerned([.. deals.Concat(moved.SelectMany(id => shown[id].Select(pair => pair.Deal))).Distinct(StringComparer.Ordinal)], []);
    }

    /// <summary>Contacts change all the time (every opened mail does it); only those whose roles may differ lead to a deal.</summary>
    private Concerned OfContacts(Dictionary<string, PropertyBag> changed, IReadOnlyDictionary<string, KnownDeal> known)
    {
        var concerned = known.Values.Where(deal => deal.Snapshot.Contacts.Any(contact =>
            changed.TryGetValue(contact.Id, out var now) && (plan.ContactFields.Length > 0 || !builder.Roles([], now).SequenceEqual(contact.Roles, StringComparer.Ordinal))));
        return new Concerned([.. concerned.Select(deal => deal.Snapshot.Id)], []);
    }

    /// <summary>
    /// What a company is today is put into its deals as the journal holds them. Not while everything is compared: a deal that has left would count as met there, so
    /// the CRM is asked for them.
    /// </summary>
    private Concerned OfCompanies(Dictionary<string, PropertyBag> changed, IReadOnlyDictionary<string, KnownDeal> known, bool isReconcile)
    {
        var deals = new List<DealSnapshot>();
        foreach (var deal in known.Values.Select(deal => deal.Snapshot))
        {
            if (deal.CompanyIds is [var primary, ..] && changed.TryGetValue(primary, out var now) && builder.WithCompany(deal, now) is var anew && !ReferenceEquals(anew, deal))
            {
                deals.Add(anew);
            }
        }

        return isReconcile ? new Concerned([.. deals.Select(deal => deal.Id)], []) : new Concerned([], deals);
    }

    private static LinkKind KindOf(string type) => type switch
    {
        ObjectTypes.Meetings => LinkKind.Meeting,
        ObjectTypes.Contacts => LinkKind.Contact,
        _ => LinkKind.Company,
    };
}

/// <summary>Deals that a linked record concerns.</summary>
/// <param name="Reread">To be read again.</param>
/// <param name="Deals">Already made anew.</param>
internal sealed record Concerned(IReadOnlyList<string> Reread, IReadOnlyList<DealSnapshot> Deals)
{
    public static readonly Concerned None = new([], []);
}
