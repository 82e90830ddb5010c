namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>The rows of one object.</summary>
internal interface ITable
{
    /// <summary>The row of an id with this table's prefix, binned ones included; null when there is none.</summary>
    IRow? Find(string id);

    /// <summary>See <see cref="IRows.Scan"/>.</summary>
    IEnumerable<IRow> Scan(ScanHint hint);
}

/// <summary>Orders rows that were gathered rather than walked.</summary>
internal static class Gathered
{
    /// <summary>Rows in the order a hint asks for, binned ones left out unless wanted.</summary>
    public static IEnumerable<IRow> In(IEnumerable<IRow> rows, ScanHint hint)
    {
        if (!hint.IncludeDeleted)
            rows = rows.Where(static row => row["IsDeleted"] is not true);
        return hint.Order switch
        {
            ScanOrder.Stamp => rows.OrderBy(static row => (DateTimeOffset?)row["SystemModstamp"]).ThenBy(static row => row.Id, StringComparer.Ordinal),
            _ => rows.OrderBy(static row => row.Id, StringComparer.Ordinal),
        };
    }

    /// <summary>The rows of an id list.</summary>
    public static IEnumerable<IRow> OfIds(ITable table, IReadOnlySet<string> ids, ScanHint hint) => In(ids.Select(table.Find).OfType<IRow>(), hint);
}
