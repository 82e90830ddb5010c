using System.Text.Json;
using System.Text.Json.Nodes;

namespace CrmReadinessSync.Readiness;

/// <summary>
/// Settings as JSON in which every value remembers the file, line and column it came from, through merging too.
/// Keys compare by ordinal and paths join them with <c>:</c>. Immutable.
/// </summary>
public sealed partial class SettingsDocument
{
    private readonly SettingsNode _node;
    private JsonNode? _json;

    private SettingsDocument(SettingsNode node, string path)
    {
        _node = node;
        Path = path;
    }

    /// <summary>Where this document hangs in the whole settings: empty at the top, <c>Readiness</c> for that section.</summary>
    public string Path { get; }

    /// <summary>Where the document begins.</summary>
    public SettingsPlace Place => _node.Place;

    /// <summary>The plain JSON; null only for a JSON null. It is shared: read it, or clone it before changing it.</summary>
    public JsonNode? Root => _json ??= _node.ToJson();

    /// <summary>What kind of JSON this is.</summary>
    public JsonValueKind Kind =>
        _node.Members is not null ? JsonValueKind.Object : _node.Items is not null ? JsonValueKind.Array : _node.Scalar?.ValueKind ?? JsonValueKind.Undefined;

    /// <summary>
    /// The text of a string; null for anything else. Of a number or boolean too when the source has no lines: the environment cannot
    /// tell the token <c>12345</c> from a number.
    /// </summary>
    public string? Text => Kind switch
    {
        JsonValueKind.String => _node.Scalar!.Value.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False when Place.Line is null => _node.Scalar!.Value.GetRawText(),
        _ => null,
    };

    /// <summary>The members of an object or the items of an array (key <c>0</c>, <c>1</c>, …), in the order written; nulls included.</summary>
    public IEnumerable<KeyValuePair<string, SettingsDocument>> Sections() =>
        _node.Children().Select(child => KeyValuePair.Create(child.Key, new SettingsDocument(child.Node, Join(child.Key))));

    /// <summary>The member of that name, of whatever kind; null when it is absent or JSON null.</summary>
    public SettingsDocument? Section(string key) =>
        _node.Members is not null && _node.Members.TryGetValue(key, out var child) && !child.IsNull ? new SettingsDocument(child, Join(key)) : null;

    /// <summary>This document with a patch applied as RFC 7396 says: objects member by member, null removes, anything else replaces whole.</summary>
    public SettingsDocument MergedWith(SettingsDocument patch) => new(_node.Apply(patch._node), Path);

    /// <summary>
    /// The one patch that does what this one and then <paramref name="later"/> do. Unlike <see cref="MergedWith"/> it keeps nulls,
    /// so that a later file can still remove what only the shipped document beneath both holds.
    /// </summary>
    public SettingsDocument Then(SettingsDocument later) => new(_node.Then(later._node), Path);

    /// <summary>The same values under another path, for faults that belong elsewhere.</summary>
    internal SettingsDocument Under(string path) => new(_node, path);

    /// <summary>The place of the value at a path relative to this document, or of the nearest value above it.</summary>
    public SettingsPlace? PlaceOf(string path) => _node.Nearest(path).Place;

    /// <summary>A fault at a path relative to this document, placed where the value was written or, when it is missing, where it belongs.</summary>
    /// <param name="relativePath">Keys joined by <c>:</c>; empty for the document itself.</param>
    /// <param name="problem">What is wrong, one sentence.</param>
    /// <param name="remedy">What to write instead, one sentence.</param>
    /// <param name="value">The value found, never a secret; shortened to 80 characters.</param>
    public SettingsFault Fault(string relativePath, string problem, string remedy, string? value = null)
    {
        var place = PlaceOf(relativePath);
        return new SettingsFault(Join(relativePath), problem, remedy, Shortened(value), place?.File, place?.Line, place?.Column);
    }

    private string Join(string key) => key.Length == 0 ? Path : Path.Length == 0 ? key : $"{Path}:{key}";

    private static string? Shortened(string? value) => value is { Length: > 80 } ? string.Concat(value.AsSpan(0, 79), "…") : value;
}
