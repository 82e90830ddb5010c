using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce;

/// <summary>What describe tells of an object's fields, as fields that a check compares.</summary>
internal static class DescribedFields
{
    /// <summary>The fields of an object, by name in any case.</summary>
    /// <param name="description">The description.</param>
    /// <param name="tracked">Fields whose history is kept; null when the org does not say.</param>
    public static Dictionary<string, CrmField> Of(ObjectDescription description, IReadOnlySet<string>? tracked) => (description.Fields ?? [])
        .DistinctBy(field => field.Name, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(field => field.Name, field => Of(description, field, tracked), StringComparer.OrdinalIgnoreCase);

    /// <summary>A field of something the opportunity points to, under its path.</summary>
    public static CrmField Related(string path, FieldDescription field) => Of(new ObjectDescription(Names.Opportunity, null, Updateable: false), field, null) with { Name = path };

    private static CrmField Of(ObjectDescription description, FieldDescription field, IReadOnlySet<string>? tracked) => new(description.Name, field.Name, KindOf(field), field.Type)
    {
        Options = field.Type is "picklist" or "multipicklist" or "combobox"
            ? [.. (field.PicklistValues ?? []).Select(entry => new CrmOption(entry.Value, entry.Label ?? entry.Value, entry.Active))]
            : null,
        IsClosed = field.RestrictedPicklist,
        MaxLength = field.Type is "string" or "textarea" ? field.Length : null,
        // Where the object as a whole may not be edited, one finding says so.
        IsWritable = field.Updateable || description.Updateable is false || field.Calculated is true,
        ReadOnlyBecause = field.Calculated is true ? "it is a formula" : null,
        IsStock = field.Custom is false,
        HasHistory = tracked?.Contains(field.Name),
    };

    private static CrmFieldKind KindOf(FieldDescription field) => field.Type switch
    {
        "picklist" or "combobox" => CrmFieldKind.Choice,
        "multipicklist" => CrmFieldKind.Choices,
        "textarea" => CrmFieldKind.LongText,
        "string" or "email" or "phone" or "url" or "id" => CrmFieldKind.Text,
        "int" or "double" or "long" or "currency" or "percent" => CrmFieldKind.Number,
        "date" => CrmFieldKind.Date,
        "datetime" => CrmFieldKind.Moment,
        "boolean" => CrmFieldKind.YesNo,
        _ => CrmFieldKind.Other,
    };
}
