using System.Collections.Immutable;

namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>The data types of fields that the practice org has, named as describe names them (in lower case).</summary>
internal enum FieldType
{
    Id,
    Reference,
    String,
    TextArea,
    Picklist,
    MultiPicklist,
    Email,
    Phone,
    Url,
    Boolean,
    Int,
    Double,
    Currency,
    Percent,
    Date,
    DateTime,
}

/// <summary>One choice of a picklist: the API name is compared and stored, the label is what people see.</summary>
internal sealed record PicklistChoice(string Value, string Label, bool Active = true);

/// <summary>One field of an sObject as describe tells it.</summary>
internal sealed record SObjectField(string Name, FieldType Type)
{
    /// <summary>What people see.</summary>
    public string Label { get; init; } = Name;

    /// <summary>Longest text in characters; 0 where length means nothing.</summary>
    public int Length { get; init; }

    /// <summary>Total digits of a number; 0 where it means nothing.</summary>
    public int Precision { get; init; }

    /// <summary>Digits behind the point.</summary>
    public int Scale { get; init; }

    /// <summary>Whether a new row may carry it.</summary>
    public bool Createable { get; init; } = true;

    /// <summary>Whether a row may be changed in it.</summary>
    public bool Updateable { get; init; } = true;

    /// <summary>Whether WHERE may name it.</summary>
    public bool Filterable { get; init; } = true;

    /// <summary>Whether ORDER BY may name it.</summary>
    public bool Sortable { get; init; } = true;

    /// <summary>Whether a row may have none.</summary>
    public bool Nillable { get; init; } = true;

    /// <summary>Whether a picklist refuses values outside its choices.</summary>
    public bool Restricted { get; init; }

    /// <summary>Whether the value is worked out by the org.</summary>
    public bool Calculated { get; init; }

    /// <summary>Objects a reference may point to; several make it polymorphic.</summary>
    public ImmutableArray<string> ReferenceTo { get; init; } = [];

    /// <summary>The word that walks from the row to the one referred to, such as <c>Account</c>.</summary>
    public string? RelationshipName { get; init; }

    /// <summary>Choices of a picklist, in their order.</summary>
    public ImmutableArray<PicklistChoice> Choices { get; init; } = [];

    /// <summary>Whether an admin made it.</summary>
    public bool Custom => Name.EndsWith("__c", StringComparison.Ordinal);

    /// <summary>Whether a reference may point to more than one kind of object.</summary>
    public bool IsPolymorphic => ReferenceTo.Length > 1;

    /// <summary>Whether it counts as long text, of which two in one SELECT shrink the page to 200 rows.</summary>
    public bool IsLongText => Type == FieldType.TextArea && Length > 255 && Custom;
}
