using System.Text.Json;
using System.Text.Json.Nodes;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Worker;

/// <summary>An object with known keys, compared by ordinal; any other key is a fault.</summary>
internal sealed class ObjectShape(string description, params IReadOnlyList<(string Key, Shape Shape)> members) : Shape(description)
{
    private readonly Dictionary<string, Shape> _members = members.ToDictionary(m => m.Key, m => m.Shape, StringComparer.Ordinal);

    public IReadOnlyList<(string Key, Shape Shape)> Members => members;

    public override Shape? Member(string key) => _members.GetValueOrDefault(key);

    public override void Check(SettingsDocument value, ICollection<SettingsFault> faults)
    {
        if (value.Kind is not JsonValueKind.Object)
        {
            Refuse(value, faults, "The value is not an object { … }.", "Write an object with keys and values.");
            return;
        }

        foreach (var (key, child) in value.Sections())
        {
            if (!_members.TryGetValue(key, out var shape))
            {
                faults.Add(value.Fault(key, $"The key \"{key}\" is unknown.", NearestName.Remedy(key, _members.Keys)));
            }
            else if (child.Kind is not JsonValueKind.Null)
            {
                shape.Check(child, faults);
            }
        }
    }

    protected override JsonObject Constraints() => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["properties"] = new JsonObject(members.Select(m => KeyValuePair.Create<string, JsonNode?>(m.Key, m.Shape.Schema()))),
    };
}
