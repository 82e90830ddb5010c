namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>What is told of a deal's past: rows made from the store's history, in its order.</summary>
internal sealed class HistoryTable(Org org, Func<Org, CrmRecord, IEnumerable<IRow>> rowsOf) : ITable
{
    // Rows a deal may have within the numbers of this table.
    private const int Room = 65_536;

    /// <summary>OpportunityHistory: a row for each change of amount, stage or close date, with all of them as they then stood.</summary>
    public static HistoryTable States(Org org) => new(org, static (org, deal) => StatesOf(org, deal));

    /// <summary>OpportunityFieldHistory: a row for each change of a tracked field, and one for the making.</summary>
    public static HistoryTable Changes(Org org) => new(org, static (org, deal) => ChangesOf(org, deal));

    public IRow? Find(string id) => RecordId.Number(id) is { } number && org.Store.Find(new RecordKey(RecordKind.Deal, number / Room)) is { } deal
        ? rowsOf(org, deal).FirstOrDefault(row => row.Id == id)
        : null;

    public IEnumerable<IRow> Scan(ScanHint hint)
    {
        if (hint.Ids is { } ids)
            return Gathered.OfIds(this, ids, hint);
        if (hint is { ParentField: "OpportunityId", Parents: { } parents })
            return Gathered.In(parents.Select(id => org.KeyOf(RecordKind.Deal, id)).OfType<RecordKey>().Select(org.Store.Find).OfType<CrmRecord>().SelectMany(deal => rowsOf(org, deal)), hint);
        var first = hint.IdAfter is { } after && RecordId.Number(after) is { } last ? last / Room : 0;
        var rows = org.Store.List(RecordKind.Deal, first, archived: false).SelectMany(deal => rowsOf(org, deal));
        return hint.Order == ScanOrder.Stamp ? Gathered.In(rows, hint) : rows;
    }

    private static IEnumerable<IRow> StatesOf(Org org, CrmRecord deal)
    {
        string[] watched = [Known.Stage, Known.Amount, Known.CloseDate];
        var moments = watched.SelectMany(deal.History).OrderBy(static c => c.At).GroupBy(static c => c.At);
        var now = new Dictionary<string, string?>(StringComparer.Ordinal);
        var index = 0;
        foreach (var moment in moments)
        {
            var before = new Dictionary<string, string?>(now, StringComparer.Ordinal);
            foreach (var change in moment)
                now[change.Property] = change.Value;
            var stage = now.GetValueOrDefault(Known.Stage) ?? "";
            var (probability, category) = DealFields.AtStage(stage);
            var amount = StoreText.Read(now.GetValueOrDefault(Known.Amount), FieldType.Currency) as decimal?;
            yield return Row(org, deal, "OpportunityHistory", KeyPrefix.OpportunityHistory, index++, moment.Key, moment.First().Source,
            [
                new("StageName", ValueMap.Stages.Api(stage)),
                new("Amount", amount),
                new("ExpectedRevenue", amount * probability / 100),
                new("CloseDate", StoreText.Read(now.GetValueOrDefault(Known.CloseDate), FieldType.Date)),
                new("Probability", probability),
                new("ForecastCategory", category),
                new("PrevAmount", StoreText.Read(before.GetValueOrDefault(Known.Amount), FieldType.Currency)),
                new("PrevCloseDate", StoreText.Read(before.GetValueOrDefault(Known.CloseDate), FieldType.Date)),
            ]);
        }
    }

    private static IEnumerable<IRow> ChangesOf(Org org, CrmRecord deal)
    {
        var made = deal.CreatedAt;
        var index = 0;
        yield return Row(org, deal, "OpportunityFieldHistory", KeyPrefix.FieldHistory, index++, made, EditSource.System, [new("Field", "created"), new("DataType", "Text")]);
        var tracked = org.Schema.SourcesOf("Opportunity").Where(static f => f is { IsTracked: true, Property: not null });
        var changes = tracked.SelectMany(field => Steps(field, deal.History(field.Property!))).Where(step => step.At > made).OrderBy(static s => s.At);
        foreach (var (at, source, field, old, current) in changes)
        {
            yield return Row(org, deal, "OpportunityFieldHistory", KeyPrefix.FieldHistory, index++, at, source,
            [
                new("Field", field.Field.Name), new("DataType", DataType(field.Field.Type)), new("OldValue", StoreText.Write(field.FromStore(old))), new("NewValue", StoreText.Write(field.FromStore(current))),
            ]);
        }
    }

    private static IEnumerable<(DateTimeOffset At, EditSource Source, OrgField Field, string? Old, string? New)> Steps(OrgField field, IReadOnlyList<Change> history)
    {
        string? old = null;
        foreach (var change in history)
        {
            yield return (change.At, change.Source, field, old, change.Value);
            old = change.Value;
        }
    }

    private static string DataType(FieldType type) => type switch
    {
        FieldType.Picklist => "DynamicEnum",
        FieldType.MultiPicklist => "MultiEnum",
        FieldType.Date => "DateOnly",
        FieldType.Currency => "Currency",
        FieldType.Double => "Double",
        _ => "Text",
    };

    private static ValueRow Row(Org org, CrmRecord deal, string type, string prefix, int index, DateTimeOffset at, EditSource source, IEnumerable<KeyValuePair<string, object?>> values) =>
        new(type, RecordId.Of(prefix, (deal.Key.Number * Room) + index),
        [
            .. values,
            new("OpportunityId", Org.IdOf(deal.Key)),
            new("IsDeleted", deal.ArchivedAt is not null),
            new("CreatedDate", StoreText.Second(at)),
            new("CreatedById", Org.UserOf(source)),
            new("SystemModstamp", StoreText.Second(at)),
        ]);
}
