using System.Collections.Frozen;

namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>A row whose values are at hand.</summary>
internal sealed class ValueRow(string typeName, string id, IEnumerable<KeyValuePair<string, object?>> values) : IRow
{
    private readonly FrozenDictionary<string, object?> _values = values.ToFrozenDictionary(StringComparer.Ordinal);

    public string TypeName => typeName;

    public string Id => id;

    public object? this[string field] => field == "Id" ? id : _values.GetValueOrDefault(field);
}

/// <summary>A small table made anew whenever it is asked.</summary>
internal sealed class SmallTable(Func<IEnumerable<IRow>> rows) : ITable
{
    public IRow? Find(string id) => rows().FirstOrDefault(row => row.Id == id);

    public IEnumerable<IRow> Scan(ScanHint hint) => Gathered.In(rows(), hint);
}
