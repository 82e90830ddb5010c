namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>Opportunity, Account or Contact: a row for each record of the store.</summary>
internal sealed class RecordTable(Org org, string typeName, RecordKind kind) : ITable
{
    private readonly StoreWalk _walk = new(org.Store, kind);

    public IRow? Find(string id) => RecordId.Number(id) is { } number && org.Store.Find(new RecordKey(kind, number)) is { } record ? Row(record) : null;

    public IEnumerable<IRow> Scan(ScanHint hint)
    {
        if (hint.Ids is { } ids)
            return Gathered.OfIds(this, ids, hint);
        if (hint is { ParentField: "AccountId", Parents: { } accounts })
        {
            var below = accounts.Select(id => org.KeyOf(RecordKind.Company, id)).OfType<RecordKey>()
                .SelectMany(account => org.Store.LinksWithBinned(account, kind)).Select(static link => link.To).Distinct();
            return Gathered.In(below.Select(key => Row(org.Store.Find(key)!)), hint);
        }

        var first = hint.IdAfter is { } after && RecordId.Number(after) is { } last ? last + 1 : 0;
        return _walk.Walk(hint, first).Select(Row);
    }

    private IRow Row(CrmRecord record) => new RecordRow(org, typeName, Org.IdOf(record.Key), record);
}

/// <summary>A record of the store as a row.</summary>
internal sealed class RecordRow(Org org, string typeName, string id, CrmRecord record) : IRow
{
    public string TypeName => typeName;

    public string Id => id;

    /// <summary>The record behind it.</summary>
    public CrmRecord Record => record;

    public object? this[string field] => field switch
    {
        "Id" => id,
        "IsDeleted" => record.ArchivedAt is not null,
        "CreatedDate" => StoreText.Second(record.CreatedAt),
        "LastModifiedDate" or "SystemModstamp" => StoreText.Second(record.ModifiedAt),
        "CreatedById" or "LastModifiedById" => Org.Editor(record, first: field == "CreatedById"),
        _ => org.Schema.Source(typeName, field)?.Read(org, record),
    };
}
