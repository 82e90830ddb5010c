namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>
/// Finds in a WHERE what lets a table walk less: id lists, references to known parents, stretches of SystemModstamp, and the
/// keyset <c>(SystemModstamp &gt; t OR (SystemModstamp = t AND Id &gt; id))</c>. Only what must hold for every row counts.
/// </summary>
internal sealed class SoqlHints(Func<SoqlPath, BoundField> bind)
{
    /// <summary>The hint of a WHERE; the rows still have to pass it.</summary>
    public ScanHint Of(SoqlCondition where)
    {
        var hint = new ScanHint();
        foreach (var part in where is SoqlCondition.All all ? all.Parts : [where])
            hint = Narrow(hint, part);
        return hint;
    }

    private ScanHint Narrow(ScanHint hint, SoqlCondition part)
    {
        switch (part)
        {
            case SoqlCondition.All all:
                return all.Parts.Aggregate(hint, Narrow);
            case SoqlCondition.In { Negated: false } among when Own(among.Path) is { } field:
                return Ids(hint, field, among.Values);
            case SoqlCondition.Compare compare when Own(compare.Path) is { } field:
                return Compared(hint, field, compare);
            case SoqlCondition.Any { Parts: [var a, var b] }:
                return Keyset(hint, a, b) ?? Keyset(hint, b, a) ?? hint;
            default:
                return hint;
        }
    }

    private static ScanHint Ids(ScanHint hint, SObjectField field, IReadOnlyCollection<SoqlLiteral> values)
    {
        if (field.Type is not (FieldType.Id or FieldType.Reference) || values.Any(static v => v.Value is null or ""))
            return hint;
        var ids = values.Select(v => SoqlComparison.Id(field, v)).ToHashSet(StringComparer.Ordinal);
        if (field.Type == FieldType.Id)
            return hint.Ids is null ? hint with { Ids = ids } : hint;
        return hint.Parents is null ? hint with { ParentField = field.Name, Parents = ids } : hint;
    }

    private static ScanHint Compared(ScanHint hint, SObjectField field, SoqlCondition.Compare compare)
    {
        if (compare.Operator == "=" && field.Type is FieldType.Id or FieldType.Reference)
            return Ids(hint, field, [compare.Value]);
        if (field.Type == FieldType.Id && compare.Operator is ">" or ">=" && compare.Value.Value is string)
            return compare.Operator == ">" ? hint with { IdAfter = Later(hint.IdAfter, SoqlComparison.Id(field, compare.Value)) } : hint;
        if (field.Name != "SystemModstamp" || compare.Value.Value is not DateTimeOffset at)
            return hint;
        return compare.Operator switch
        {
            ">" or ">=" => From(hint, at, null),
            "<" or "<=" => hint with { StampTo = hint.StampTo is { } to && to < at ? to : at },
            "=" => From(hint, at, null) with { StampTo = hint.StampTo is { } end && end < at ? end : at },
            _ => hint,
        };
    }

    private ScanHint? Keyset(ScanHint hint, SoqlCondition later, SoqlCondition tied)
    {
        if (later is not SoqlCondition.Compare { Operator: ">", Value.Value: DateTimeOffset after } first || Own(first.Path)?.Name != "SystemModstamp")
            return null;
        if (tied is not SoqlCondition.All { Parts: [SoqlCondition.Compare { Operator: "=", Value.Value: DateTimeOffset same } equal, SoqlCondition.Compare { Operator: ">", Value.Value: string } behind] })
            return null;
        if (same != after || Own(equal.Path)?.Name != "SystemModstamp" || Own(behind.Path) is not { Type: FieldType.Id } id)
            return null;
        return From(hint, after, SoqlComparison.Id(id, behind.Value));
    }

    private static ScanHint From(ScanHint hint, DateTimeOffset at, string? idAfter)
    {
        if (hint.StampFrom is { } from && (from > at || (from == at && hint.IdAfterAtStampFrom is not null)))
            return hint;
        return hint with { StampFrom = at, IdAfterAtStampFrom = idAfter };
    }

    private static string Later(string? a, string b) => a is not null && string.CompareOrdinal(a, b) > 0 ? a : b;

    private SObjectField? Own(SoqlPath path) => bind(path) is { Hops.IsEmpty: true } field ? field.Field : null;
}
