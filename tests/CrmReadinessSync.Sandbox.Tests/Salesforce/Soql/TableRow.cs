using CrmReadinessSync.Sandbox.Salesforce;

namespace CrmReadinessSync.Sandbox.Tests.Salesforce;

/// <summary>A row of the tables that generated queries are run over.</summary>
internal sealed record TableRow(string Id, string? Text, decimal? Number, DateOnly? Day, DateTimeOffset Stamp, bool Flag, string? Parent, string[] Colours) : IRow
{
    public string TypeName => "Thing__c";

    public object? this[string field] => field switch
    {
        "Id" => Id,
        "Text__c" => Text,
        "Number__c" => Number,
        "Day__c" => Day,
        "SystemModstamp" => Stamp,
        "Flag__c" => Flag,
        "Parent__c" => Parent,
        "Colours__c" => Colours.Length == 0 ? null : string.Join(';', Colours),
        _ => null,
    };

    public static string IdOf(int number) => RecordId.Of("a00", number);

    public static string ParentId(int number) => RecordId.Of("a01", number);

    public static DateTimeOffset Moment(Random random) => new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero).AddSeconds(random.Next(12));

    public static DateOnly AnyDay(Random random) => new DateOnly(2026, 11, 20).AddDays(random.Next(6));

    public static TableRow Draw(int number, Random random)
    {
        string?[] texts = [null, "Alpha", "ALPHA", "Beta", "Ga_mma", "Gaxmma", "100%", "1000", "O'Hara", "back\\slash", "É", "delta force"];
        return new TableRow(
            IdOf(number),
            texts[random.Next(texts.Length)],
            random.Next(5) == 0 ? null : (decimal)random.Next(-3, 4) / 2,
            random.Next(5) == 0 ? null : AnyDay(random),
            Moment(random),
            random.Next(2) == 0,
            random.Next(4) == 0 ? null : ParentId(random.Next(6)),
            [.. new[] { "red", "blue", "green" }.Where(_ => random.Next(2) == 0)]);
    }
}

/// <summary>Tables that give exactly what a hint asks for and no row more: a hint that promises too much loses rows.</summary>
internal sealed class TableRows(IReadOnlyList<TableRow> rows) : IRows
{
    private static readonly SObjectType Thing = new("Thing__c", "a00",
    [
        Fields.Id(), Fields.Text("Text__c", "Text"), Fields.Plain("Number__c", "Number", FieldType.Double), Fields.Plain("Day__c", "Day", FieldType.Date),
        Fields.Plain("SystemModstamp", "Stamp", FieldType.DateTime), Fields.Plain("Flag__c", "Flag", FieldType.Boolean),
        Fields.Reference("Parent__c", "Parent", "Parent__r", "Parent__c"), new SObjectField("Colours__c", FieldType.MultiPicklist),
    ]);

    private static readonly SObjectType ParentType = new("Parent__c", "a01", [Fields.Id(), Fields.Text("Name", "Name")], [new("Things__r", "Thing__c", "Parent__c")]);

    public SObjectType? Type(string name) => name switch { "Thing__c" => Thing, "Parent__c" => ParentType, _ => null };

    public IRow? Find(string id) => id.StartsWith("a01", StringComparison.Ordinal)
        ? new ValueRow("Parent__c", id, [new("Name", $"Parent {RecordId.Number(id)}")])
        : rows.FirstOrDefault(row => row.Id == id);

    public IEnumerable<IRow> Scan(SObjectType type, ScanHint hint)
    {
        if (type.Name == "Parent__c")
            return Enumerable.Range(0, 6).Select(n => Find(TableRow.ParentId(n))!);
        var found = rows.Where(row => (hint.Ids is null || hint.Ids.Contains(row.Id))
            && (hint.Parents is null || (row[hint.ParentField!] is string parent && hint.Parents.Contains(parent)))
            && (hint.IdAfter is null || string.CompareOrdinal(row.Id, hint.IdAfter) > 0)
            && (hint.StampFrom is null || row.Stamp >= hint.StampFrom)
            && (hint.StampTo is null || row.Stamp <= hint.StampTo)
            && (hint.IdAfterAtStampFrom is null || row.Stamp != hint.StampFrom || string.CompareOrdinal(row.Id, hint.IdAfterAtStampFrom) > 0));
        return hint.Order switch
        {
            ScanOrder.Stamp => found.OrderBy(row => row.Stamp).ThenBy(row => row.Id, StringComparer.Ordinal),
            ScanOrder.Id => found.OrderBy(row => row.Id, StringComparer.Ordinal),
            _ => found,
        };
    }
}
