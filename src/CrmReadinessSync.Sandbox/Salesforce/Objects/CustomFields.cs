using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>Fields an admin made.</summary>
internal static class CustomFields
{
    /// <summary>The API name of a store property such as <c>readiness_talk_depth</c>: <c>Readiness_Talk_Depth__c</c>.</summary>
    public static string ApiName(string property) =>
        string.Join('_', property.Split('_', StringSplitOptions.RemoveEmptyEntries).Select(static word => char.ToUpperInvariant(word[0]) + word[1..])) + "__c";

    /// <summary>A readiness field as its package makes it: notes and next step fit 255 characters, reasons are the only long text.</summary>
    public static OrgField OfReadiness(PropertyDefinition definition)
    {
        var name = ApiName(definition.Name);
        SObjectField field = definition.Type switch
        {
            PropertyType.Choice or PropertyType.Choices => new(name, definition.Type == PropertyType.Choice ? FieldType.Picklist : FieldType.MultiPicklist)
            {
                Label = definition.Label, Length = definition.Type == PropertyType.Choice ? 255 : 4099, Restricted = true,
                Sortable = definition.Type == PropertyType.Choice,
                Choices = [.. definition.Options.Select(static o => new PicklistChoice(o.Value, o.Label, !o.Hidden))],
            },
            PropertyType.Date => Fields.Plain(name, definition.Label, FieldType.Date),
            PropertyType.LongText when definition.Name == ReadinessFields.Reasons => Fields.LongText(name, definition.Label, 32_768),
            PropertyType.LongText or PropertyType.Text => Fields.Text(name, definition.Label),
            PropertyType.Number => Fields.Plain(name, definition.Label, FieldType.Double) with { Precision = 18 },
            PropertyType.Boolean => Fields.Plain(name, definition.Label, FieldType.Boolean),
            _ => Fields.Plain(name, definition.Label, FieldType.DateTime),
        };
        // Whose age does not matter is not tracked, as in the package.
        return new OrgField(field, definition.Name)
        {
            IsTracked = definition.Name is not (ReadinessFields.NextStep or ReadinessFields.Reasons or ReadinessFields.OverrideReason or ReadinessFields.OverrideUntil),
        };
    }

    /// <summary>A field as the Metadata of a Tooling CustomField describes it.</summary>
    /// <exception cref="SalesforceException">FIELD_INTEGRITY_EXCEPTION when the description does not hold together.</exception>
    public static OrgField OfMetadata(string name, JsonObject metadata)
    {
        var label = metadata["label"]?.GetValue<string>() ?? throw Wrong("Required field is missing: label", "label");
        var type = metadata["type"]?.GetValue<string>() ?? throw Wrong("Required field is missing: type", "type");
        var length = metadata["length"]?.GetValue<int>() ?? 0;
        var precision = metadata["precision"]?.GetValue<int>() ?? 0;
        var scale = metadata["scale"]?.GetValue<int>() ?? 0;
        SObjectField field = type switch
        {
            "Text" when length is > 0 and <= 255 => Fields.Text(name, label, length),
            "Text" => throw Wrong("Length must be a positive number no greater than 255", "length"),
            "TextArea" => Fields.LongText(name, label, 255),
            "LongTextArea" when length is >= 256 and <= 131_072 => Fields.LongText(name, label, length),
            "LongTextArea" => throw Wrong("Length must be between 256 and 131072", "length"),
            "Number" or "Currency" or "Percent" when precision is > 0 and <= 18 && scale >= 0 && scale <= precision =>
                new(name, type switch { "Number" => FieldType.Double, "Currency" => FieldType.Currency, _ => FieldType.Percent }) { Label = label, Precision = precision, Scale = scale },
            "Number" or "Currency" or "Percent" => throw Wrong("Precision must be between 1 and 18, and no less than scale", "precision"),
            "Checkbox" => Fields.Plain(name, label, FieldType.Boolean),
            "Date" => Fields.Plain(name, label, FieldType.Date),
            "DateTime" => Fields.Plain(name, label, FieldType.DateTime),
            "Picklist" or "MultiselectPicklist" => Picklist(name, label, type, metadata),
            _ => throw Wrong($"Cannot create a field of type {type}", "type"),
        };
        var tracked = metadata["trackHistory"]?.GetValue<bool>() ?? false;
        if (tracked && type is "LongTextArea" or "TextArea" && length > 255)
            throw Wrong("Cannot track history for a long text area", "trackHistory");
        return new OrgField(field, name) { IsTracked = tracked };
    }

    private static SObjectField Picklist(string name, string label, string type, JsonObject metadata)
    {
        var set = metadata["valueSet"] as JsonObject ?? throw Wrong("Required field is missing: valueSet", "valueSet");
        var values = set["valueSetDefinition"]?["value"] as JsonArray ?? throw Wrong("Required field is missing: valueSetDefinition", "valueSetDefinition");
        return new(name, type == "Picklist" ? FieldType.Picklist : FieldType.MultiPicklist)
        {
            Label = label, Length = type == "Picklist" ? 255 : 4099, Sortable = type == "Picklist",
            Restricted = set["restricted"]?.GetValue<bool>() ?? false,
            Choices = [.. values.OfType<JsonObject>().Select(static v =>
            {
                var value = (v["fullName"] ?? v["valueName"])?.GetValue<string>() ?? throw Wrong("Required field is missing: fullName", "fullName");
                return new PicklistChoice(value, v["label"]?.GetValue<string>() ?? value, v["isActive"]?.GetValue<bool>() ?? true);
            })],
        };
    }

    private static SalesforceException Wrong(string message, string field) => new("FIELD_INTEGRITY_EXCEPTION", message, 400, field);
}
