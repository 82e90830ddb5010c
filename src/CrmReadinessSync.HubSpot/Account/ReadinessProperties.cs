using System.Collections.Frozen;
using System.Text.Json;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.HubSpot;

/// <summary>The readiness fields as HubSpot properties of deals: shipped names, types, labels in one language.</summary>
internal static class ReadinessProperties
{
    private static readonly FrozenDictionary<string, string> Names = Read(Standard.Fields).Concat(Read(Standard.WriteTo))
        .Where(pair => ReadinessFields.Find(pair.Key) is not null)
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The shipped property of a field; null when it is not shipped.</summary>
    public static string? NameOf(string key) => Names.GetValueOrDefault(key);

    /// <summary>Whether a property is one of the shipped ones.</summary>
    public static bool IsShipped(string name) => Names.Values.Contains(name, StringComparer.Ordinal);

    /// <summary>The property to make for a field (https://developers.hubspot.com/docs/api-reference/crm-properties-v3/guide: type and fieldType).</summary>
    public static NewProperty Make(ReadinessField field, string name, string language) => new(
        name,
        field.Label(language),
        field.Help(language),
        ReadinessFields.Group,
        TypeOf(field.Kind).Type,
        TypeOf(field.Kind).FieldType,
        FormField: false,
        field.Options.IsEmpty ? null : [.. field.Options.Select((option, at) => new PropertyOption { Value = option.Value, Label = option.Label(language), DisplayOrder = at })]);

    private static (string Type, string FieldType) TypeOf(ReadinessFieldKind kind) => kind switch
    {
        ReadinessFieldKind.Text => ("string", "text"),
        ReadinessFieldKind.LongText => ("string", "textarea"),
        ReadinessFieldKind.Choice => ("enumeration", "select"),
        ReadinessFieldKind.Choices => ("enumeration", "checkbox"),
        ReadinessFieldKind.Date => ("date", "date"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    private static List<KeyValuePair<string, string>> Read(string document)
    {
        using var json = JsonDocument.Parse(document);
        return [.. json.RootElement.EnumerateObject().Select(one => KeyValuePair.Create(
            one.Name, (one.Value.ValueKind is JsonValueKind.Object ? one.Value.GetProperty("From") : one.Value).GetString()!))];
    }
}
