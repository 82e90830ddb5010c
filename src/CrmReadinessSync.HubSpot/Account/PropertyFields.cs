using System.Collections.Frozen;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.HubSpot;

/// <summary>HubSpot's property definitions as fields that a check compares.</summary>
internal static class PropertyFields
{
    /// <summary>The properties of an object type, by name.</summary>
    public static FrozenDictionary<string, CrmField> Of(string type, PropertyList list) => list.Results
        .Where(property => property.Name.Length > 0)
        .DistinctBy(property => property.Name, StringComparer.OrdinalIgnoreCase)
        .ToFrozenDictionary(property => property.Name, property => Of(type, property), StringComparer.OrdinalIgnoreCase);

    private static CrmField Of(string type, PropertyDefinition property)
    {
        var why = property.Calculated is true ? "HubSpot calculates it" : property.ModificationMetadata?.ReadOnlyValue is true ? "its values are read-only in HubSpot" : null;
        return new CrmField(type, property.Name, KindOf(property), $"{property.Type}/{property.FieldType}")
        {
            Options = property is { Type: "enumeration", ExternalOptions: not true } ? [.. property.Options.Select(option => new CrmOption(option.Value, option.Label, !option.Hidden))] : null,
            IsClosed = property.Type is "enumeration",
            IsWritable = why is null,
            ReadOnlyBecause = why,
            IsStock = property.HubspotDefined is true,
            // HubSpot keeps the history of every property.
            HasHistory = true,
        };
    }

    private static CrmFieldKind KindOf(PropertyDefinition property) => (property.Type, property.FieldType) switch
    {
        ("enumeration", "checkbox") => CrmFieldKind.Choices,
        ("enumeration", "booleancheckbox") or ("bool", _) => CrmFieldKind.YesNo,
        ("enumeration", _) => CrmFieldKind.Choice,
        ("string", "textarea" or "html") => CrmFieldKind.LongText,
        ("string" or "phone_number", _) => CrmFieldKind.Text,
        ("number", _) => CrmFieldKind.Number,
        ("date", _) => CrmFieldKind.Date,
        ("datetime", _) => CrmFieldKind.Moment,
        _ => CrmFieldKind.Other,
    };
}
