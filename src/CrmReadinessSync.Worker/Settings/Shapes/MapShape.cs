using System.Text.Json;
using System.Text.Json.Nodes;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Worker;

/// <summary>An object whose keys somebody chose, or chose from a list, each value of one shape.</summary>
/// <param name="description">One English sentence for the schema.</param>
/// <param name="value">The shape of each value.</param>
/// <param name="keys">The keys allowed, with their descriptions; null allows any.</param>
internal sealed class MapShape(string description, Shape value, IReadOnlyDictionary<string, string>? keys = null) : Shape(description)
{
    /// <summary>What to call a key in messages.</summary>
    public string KeyName { get; init; } = "key";

    /// <summary>A pattern that keys must match, with what to tell somebody whose key does not.</summary>
    public (System.Text.RegularExpressions.Regex Pattern, string Remedy)? KeyPattern { get; init; }

    public override Shape? Member(string key) => value;

    public override void Check(SettingsDocument document, ICollection<SettingsFault> faults)
    {
        if (document.Kind is not JsonValueKind.Object)
        {
            Refuse(document, faults, "The value is not an object { … }.", "Write an object with keys and values.");
            return;
        }

        foreach (var (key, child) in document.Sections())
        {
            if (keys is not null && !keys.ContainsKey(key))
            {
                faults.Add(document.Fault(key, $"There is no {KeyName} \"{key}\".", NearestName.Remedy(key, [.. keys.Keys])));
            }
            else if (KeyPattern is { } rule && !rule.Pattern.IsMatch(key))
            {
                faults.Add(document.Fault(key, $"The {KeyName} \"{key}\" cannot be used.", rule.Remedy));
            }
            else if (child.Kind is not JsonValueKind.Null)
            {
                value.Check(child, faults);
            }
        }
    }

    protected override JsonObject Constraints()
    {
        var schema = new JsonObject { ["type"] = "object" };
        if (keys is null)
        {
            schema["additionalProperties"] = value.Schema();
            return schema;
        }

        schema["additionalProperties"] = false;
        schema["properties"] = new JsonObject(keys.Select(key =>
        {
            var one = value.Schema();
            one["description"] = key.Value;
            return KeyValuePair.Create<string, JsonNode?>(key.Key, one);
        }));
        return schema;
    }
}
