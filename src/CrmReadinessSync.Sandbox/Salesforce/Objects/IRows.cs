namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>One row. Values are <c>string</c>, <c>bool</c>, <c>decimal</c>, <see cref="DateOnly"/>, <see cref="DateTimeOffset"/> (UTC) or null.</summary>
internal interface IRow
{
    /// <summary>The sObject's API name.</summary>
    string TypeName { get; }

    /// <summary>18 characters.</summary>
    string Id { get; }

    /// <summary>The value of a field by its exact API name; null when blank.</summary>
    object? this[string field] { get; }
}

/// <summary>The tables behind a query.</summary>
internal interface IRows
{
    /// <summary>Finds an sObject whatever the case; null when unknown.</summary>
    SObjectType? Type(string name);

    /// <summary>Finds the row an id names (its first three characters tell the object), the recycle bin included; null when there is none.</summary>
    IRow? Find(string id);

    /// <summary>
    /// Every row of <paramref name="type"/> that fits <paramref name="hint"/>, perhaps more, in the hint's order.
    /// Lazy: a query that needs a page must not cost a table.
    /// </summary>
    IEnumerable<IRow> Scan(SObjectType type, ScanHint hint);
}

/// <summary>An order a table can be walked in without sorting it.</summary>
internal enum ScanOrder
{
    /// <summary>Any.</summary>
    None,

    /// <summary>By id, ordinal.</summary>
    Id,

    /// <summary>By SystemModstamp, then id.</summary>
    Stamp,
}

/// <summary>What WHERE says at its top level that a table may use to walk less. Everything null means: the whole table.</summary>
internal sealed record ScanHint
{
    /// <summary>Only these ids.</summary>
    public IReadOnlySet<string>? Ids { get; init; }

    /// <summary>Only rows whose reference field <see cref="ParentField"/> is one of these.</summary>
    public IReadOnlySet<string>? Parents { get; init; }

    /// <summary>The reference field of <see cref="Parents"/>.</summary>
    public string? ParentField { get; init; }

    /// <summary>Only rows whose id lies behind this one.</summary>
    public string? IdAfter { get; init; }

    /// <summary>Only rows stamped then or later.</summary>
    public DateTimeOffset? StampFrom { get; init; }

    /// <summary>Only rows stamped then or earlier.</summary>
    public DateTimeOffset? StampTo { get; init; }

    /// <summary>The keyset: of the rows stamped exactly <see cref="StampFrom"/>, only those whose id lies behind this one.</summary>
    public string? IdAfterAtStampFrom { get; init; }

    /// <summary>The order rows must come in.</summary>
    public ScanOrder Order { get; init; }

    /// <summary>Whether rows in the recycle bin and archived ones are wanted too.</summary>
    public bool IncludeDeleted { get; init; }
}
