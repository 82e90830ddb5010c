using System.Text.Json;
using System.Text.Json.Nodes;

namespace CrmReadinessSync.Readiness;

/// <summary>One JSON value that remembers where it was written. Exactly one of the three contents is set.</summary>
internal sealed record SettingsNode(SettingsPlace Place)
{
    /// <summary>An object's members in the order they were written.</summary>
    public OrderedDictionary<string, SettingsNode>? Members { get; init; }

    /// <summary>An array's values.</summary>
    public IReadOnlyList<SettingsNode>? Items { get; init; }

    /// <summary>A string, number, boolean or null.</summary>
    public JsonElement? Scalar { get; init; }

    public bool IsNull => Scalar is { ValueKind: JsonValueKind.Null };

    /// <summary>This value with <paramref name="patch"/> applied as RFC 7396 says: null removes, arrays are replaced whole.</summary>
    public SettingsNode Apply(SettingsNode patch) => Merge(patch, keepRemovals: false);

    /// <summary>The one patch that does what this one and then <paramref name="later"/> do: removals stay, so that they reach what is below.</summary>
    public SettingsNode Then(SettingsNode later) => Merge(later, keepRemovals: true);

    private SettingsNode Merge(SettingsNode patch, bool keepRemovals)
    {
        if (patch.Members is null)
        {
            return patch;
        }

        var merged = Members is null ? new OrderedDictionary<string, SettingsNode>(StringComparer.Ordinal) : new(Members, StringComparer.Ordinal);
        foreach (var (key, value) in patch.Members)
        {
            if (value.IsNull && !keepRemovals)
            {
                merged.Remove(key);
            }
            else
            {
                merged[key] = merged.TryGetValue(key, out var old) ? old.Merge(value, keepRemovals) : Absent(value.Place).Merge(value, keepRemovals);
            }
        }

        return new SettingsNode(patch.Place) { Members = merged };
    }

    // A patch's nested nulls vanish even where there was nothing to remove: merging onto an empty value does that.
    private static SettingsNode Absent(SettingsPlace place) => new(place);

    /// <summary>The node at a path of keys joined by <c>:</c>, or the nearest one above it that exists.</summary>
    public SettingsNode Nearest(ReadOnlySpan<char> path)
    {
        if (path.IsEmpty)
        {
            return this;
        }

        // A key may itself hold a colon, so every member that begins the path is a candidate; the longest goes first.
        SettingsNode? best = null;
        var bestLength = -1;
        foreach (var (key, child) in Children())
        {
            if (key.Length > bestLength && path.StartsWith(key, StringComparison.Ordinal) && (path.Length == key.Length || path[key.Length] == ':'))
            {
                (best, bestLength) = (child, key.Length);
            }
        }

        return best is null ? this : best.Nearest(path.Length == bestLength ? [] : path[(bestLength + 1)..]);
    }

    public IEnumerable<(string Key, SettingsNode Node)> Children() =>
        Members is not null ? Members.Select(static m => (m.Key, m.Value))
        : Items is not null ? Items.Select(static (item, i) => (i.ToString(System.Globalization.CultureInfo.InvariantCulture), item))
        : [];

    public JsonNode? ToJson() =>
        Members is not null ? new JsonObject(Members.Select(static m => KeyValuePair.Create(m.Key, m.Value.ToJson())))
        : Items is not null ? new JsonArray([.. Items.Select(static i => i.ToJson())])
        : Scalar is { ValueKind: not JsonValueKind.Null } scalar ? JsonValue.Create(scalar)
        : null;
}
