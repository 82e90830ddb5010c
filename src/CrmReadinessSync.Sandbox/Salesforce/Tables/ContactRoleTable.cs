namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>
/// OpportunityContactRole: a row for each contact of a deal, with the first role it has there. Rows that are removed leave
/// nothing behind, as in the org: no query shows them again.
/// </summary>
internal sealed class ContactRoleTable(Org org) : ITable
{
    // Room for 33 million contacts beside 16 million deals within an id.
    private const int ContactBits = 25;
    private (long Version, (long Second, long Deal, long Contact)[] Rows)? _sorted;

    /// <summary>The id of a contact's role in a deal.</summary>
    public static string IdOf(long deal, long contact) => RecordId.Of(KeyPrefix.ContactRole, (deal << ContactBits) | contact);

    /// <summary>The deal and contact of a role's id; null when it is none of this org.</summary>
    public static (RecordKey Deal, RecordKey Contact)? Ends(string id) => RecordId.Number(id) is { } number
        ? (new RecordKey(RecordKind.Deal, number >> ContactBits), new RecordKey(RecordKind.Contact, number & ((1L << ContactBits) - 1)))
        : null;

    public IRow? Find(string id)
    {
        if (Ends(id) is not { } ends || org.Store.Find(ends.Deal) is null)
            return null;
        return Rows(ends.Deal).FirstOrDefault(row => row.Id == id);
    }

    public IEnumerable<IRow> Scan(ScanHint hint)
    {
        if (hint.Ids is { } ids)
            return Gathered.OfIds(this, ids, hint);
        if (hint.Parents is { } parents && hint.ParentField is "OpportunityId")
            return Gathered.In(parents.Select(id => org.KeyOf(RecordKind.Deal, id)).OfType<RecordKey>().Where(Lives).SelectMany(Rows), hint);
        if (hint.Parents is { } contacts && hint.ParentField is "ContactId")
        {
            var deals = contacts.Select(id => org.KeyOf(RecordKind.Contact, id)).OfType<RecordKey>().SelectMany(key => org.Store.Links(key, RecordKind.Deal)).Select(static link => link.To).Distinct();
            return Gathered.In(deals.SelectMany(Rows), hint);
        }

        // Since the start only touched deals can have a role of a later stamp.
        if (hint.StampFrom >= org.Store.Start)
            return Gathered.In(org.Store.LinkedAnew(RecordKind.Deal, RecordKind.Contact).Where(Lives).SelectMany(Rows), hint);
        if (hint.Order == ScanOrder.Stamp)
            return ByStamp(hint);
        var first = hint.IdAfter is { } after && Ends(after) is { } ends ? ends.Deal.Number : 0;
        return org.Store.List(RecordKind.Deal, first, archived: false).SelectMany(deal => Rows(deal.Key));
    }

    private IEnumerable<IRow> ByStamp(ScanHint hint)
    {
        var rows = Sorted();
        var from = hint.StampFrom?.ToUnixTimeSeconds() ?? long.MinValue;
        var to = hint.StampTo?.ToUnixTimeSeconds() ?? long.MaxValue;
        var behind = hint.IdAfterAtStampFrom is { } id && Ends(id) is { } ends ? (from, ends.Deal.Number, ends.Contact.Number) : (from, long.MinValue, long.MinValue);
        var start = Array.BinarySearch(rows, behind);
        for (var i = start < 0 ? ~start : start; i < rows.Length && rows[i].Second <= to; i++)
        {
            if (Find(IdOf(rows[i].Deal, rows[i].Contact)) is { } row)
                yield return row;
        }
    }

    private (long Second, long Deal, long Contact)[] Sorted()
    {
        if (_sorted is { } kept && kept.Version == org.Store.Version)
            return kept.Rows;
        (long Second, long Deal, long Contact)[] rows =
        [
            .. org.Store.List(RecordKind.Deal, 0, archived: false).SelectMany(deal => org.Store.Links(deal.Key, RecordKind.Contact)
                .GroupBy(static link => link.To.Number)
                .Select(links => (links.Max(static l => l.At).ToUnixTimeSeconds(), deal.Key.Number, links.Key))),
        ];
        Array.Sort(rows);
        _sorted = (org.Store.Version, rows);
        return rows;
    }

    private bool Lives(RecordKey deal) => org.Store.Find(deal) is { IsLive: true };

    private IEnumerable<IRow> Rows(RecordKey deal) =>
        org.Store.Links(deal, RecordKind.Contact).GroupBy(static link => link.To).Select(links => Row(deal, links.Key, [.. links]));

    private static ValueRow Row(RecordKey deal, RecordKey contact, IReadOnlyList<Link> links)
    {
        var role = links.Select(static link => link.Label).FirstOrDefault(static label => label is not (null or Link.Primary));
        var created = StoreText.Second(links.Min(static link => link.At));
        var stamp = StoreText.Second(links.Max(static link => link.At));
        return new ValueRow("OpportunityContactRole", IdOf(deal.Number, contact.Number),
        [
            new("OpportunityId", Org.IdOf(deal)),
            new("ContactId", Org.IdOf(contact)),
            new("Role", ValueMap.Roles.Api(role)),
            new("IsPrimary", links.Any(static link => link.Label == Link.Primary)),
            new("IsDeleted", false),
            new("CreatedDate", created),
            new("CreatedById", Org.UserId(null)),
            new("LastModifiedDate", stamp),
            new("LastModifiedById", Org.UserId(null)),
            new("SystemModstamp", stamp),
        ]);
    }
}
