using System.Collections.Frozen;
using System.Text.Json;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce;

/// <summary>The readiness fields as custom fields of the opportunity: shipped names.</summary>
internal static class ReadinessCustomFields
{
    private static readonly FrozenDictionary<string, string> Names = Standard.Fields.Concat(Targets())
        .Where(pair => ReadinessFields.Find(pair.Key) is not null)
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The shipped field; null when it is not shipped.</summary>
    public static string? NameOf(string key) => Names.GetValueOrDefault(key);

    /// <summary>Whether a field is one of the shipped ones.</summary>
    public static bool IsShipped(string name) => Names.Values.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static List<KeyValuePair<string, string>> Targets()
    {
        using var json = JsonDocument.Parse(Standard.WriteToDocument);
        return [.. json.RootElement.EnumerateObject().Select(one => KeyValuePair.Create(one.Name, one.Value.GetString()!))];
    }
}
