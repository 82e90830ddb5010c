using CrmReadinessSync.Sync;

namespace CrmReadinessSync.HubSpot;

/// <summary>Sorts listed deals by what the journal knows of them, so that only what moved is fetched in full.</summary>
internal sealed class Triage(SnapshotBuilder builder, DealFilter filter)
{
    /// <summary>Sorts a page.</summary>
    /// <param name="rows">The listed deals.</param>
    /// <param name="known">What the journal holds of them.</param>
    /// <param name="hasValues">Whether the rows carry the mapped properties, or their stamps only.</param>
    public Sorted Sort(IReadOnlyList<DealRow> rows, IReadOnlyDictionary<string, KnownDeal> known, bool hasValues)
    {
        var sorted = new Sorted();
        foreach (var row in rows)
        {
            var before = known.GetValueOrDefault(row.Id);
            var isEcho = before?.EchoStamp == row.Stamp;
            if (isEcho && (sorted.EchoEnd is null || row.Stamp > sorted.EchoEnd))
            {
                sorted.EchoEnd = row.Stamp;
            }

            if (before is not null && IsUnchanged(row, before, isEcho, hasValues))
            {
                sorted.Unchanged.Add(new UnchangedDeal(row.Id, row.Stamp));
            }
            else if (!hasValues || row.IsOurs(filter))
            {
                sorted.Pending.Add(row);
            }
            else if (before is not null)
            {
                // Closed, or out of our filters: its own values tell, nothing more is fetched for it.
                sorted.Ready.Add(builder.Build(row, before.Snapshot));
            }
        }

        return sorted;
    }

    /// <summary>
    /// A stamp that is known, or older than what is known (the index was late), brings nothing. Our own echo brings nothing either, unless
    /// somebody changed the deal between our read and our write: then it is in the values, under our stamp.
    /// </summary>
    private bool IsUnchanged(DealRow row, KnownDeal known, bool isEcho, bool hasValues) =>
        (isEcho ? !hasValues || builder.SaysTheSame(row, known.Snapshot) : row.Stamp <= known.Snapshot.ModifiedAt)
        && (row.Links is not { } links || IsLinkedAlike(links, known.Snapshot));

    private static bool IsLinkedAlike(DealLinks links, DealSnapshot known) =>
        !links.IsCut
        && links.Contacts.Keys.SequenceEqual(known.Contacts.Select(contact => contact.Id), StringComparer.Ordinal)
        && links.Companies.SequenceEqual(known.CompanyIds, StringComparer.Ordinal)
        && links.Meetings.SetEquals(known.Meetings.Select(meeting => meeting.Id));

    /// <summary>A sorted page.</summary>
    internal sealed class Sorted
    {
        public List<UnchangedDeal> Unchanged { get; } = [];

        public List<DealSnapshot> Ready { get; } = [];

        /// <summary>Deals to fetch in full.</summary>
        public List<DealRow> Pending { get; } = [];

        /// <summary>The newest stamp of our own among them.</summary>
        public DateTimeOffset? EchoEnd { get; set; }
    }
}
