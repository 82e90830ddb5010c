namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>Shorthand for writing down objects.</summary>
internal static class Fields
{
    /// <summary>A text of so many characters.</summary>
    public static SObjectField Text(string name, string label, int length = 255) => new(name, FieldType.String) { Label = label, Length = length };

    /// <summary>Long text, which WHERE and ORDER BY refuse.</summary>
    public static SObjectField LongText(string name, string label, int length) =>
        new(name, FieldType.TextArea) { Label = label, Length = length, Filterable = length <= 255, Sortable = length <= 255 };

    /// <summary>A picklist; values outside its choices are let in unless restricted.</summary>
    public static SObjectField Choice(string name, string label, ValueMap? map, bool japanese) =>
        new(name, FieldType.Picklist) { Label = label, Length = 255, Choices = map?.Choices(japanese) ?? [] };

    /// <summary>A number, date, moment or checkbox.</summary>
    public static SObjectField Plain(string name, string label, FieldType type) =>
        new(name, type) { Label = label, Precision = type is FieldType.Currency ? 18 : type is FieldType.Int ? 8 : type is FieldType.Percent ? 3 : 0, Scale = type is FieldType.Currency ? 2 : 0, Nillable = type != FieldType.Boolean };

    /// <summary>A reference to rows of other objects.</summary>
    public static SObjectField Reference(string name, string label, string relationship, params string[] to) =>
        new(name, FieldType.Reference) { Label = label, Length = 18, RelationshipName = relationship, ReferenceTo = [.. to] };

    /// <summary>The same field as the org itself keeps it: nobody writes it.</summary>
    public static SObjectField Kept(this SObjectField field) => field with { Createable = false, Updateable = false };

    /// <summary>The same field, which every row must have.</summary>
    public static SObjectField Required(this SObjectField field) => field with { Nillable = false };

    /// <summary>The id every row has.</summary>
    public static SObjectField Id() => new SObjectField("Id", FieldType.Id) { Label = "Record ID", Length = 18 }.Kept().Required();

    /// <summary>The stamps and names of who and when, and whether the row is in the bin.</summary>
    public static IEnumerable<SObjectField> System() =>
    [
        Plain("IsDeleted", "Deleted", FieldType.Boolean).Kept(),
        Plain("CreatedDate", "Created Date", FieldType.DateTime).Kept().Required(),
        Reference("CreatedById", "Created By ID", "CreatedBy", "User").Kept().Required(),
        Plain("LastModifiedDate", "Last Modified Date", FieldType.DateTime).Kept().Required(),
        Reference("LastModifiedById", "Last Modified By ID", "LastModifiedBy", "User").Kept().Required(),
        Plain("SystemModstamp", "System Modstamp", FieldType.DateTime).Kept().Required(),
    ];
}
