using System.Collections.Concurrent;
using System.Text.Json;

namespace CrmReadinessSync.HubSpot;

/// <summary>
/// Shares property names, and lists of them, among records: every record of a page repeats them. Bounded, since names come from
/// outside.
/// </summary>
internal static class PropertyNames
{
    private const int Most = 2000;
    private static readonly ConcurrentDictionary<string, string> Names = new(StringComparer.Ordinal);
    private static string[][] _lists = [];

    /// <summary>Reads the name at which the reader stands.</summary>
    public static string Read(ref Utf8JsonReader reader)
    {
        Span<char> text = stackalloc char[128];
        if (reader.HasValueSequence || reader.ValueSpan.Length > text.Length)
        {
            return reader.GetString()!;
        }

        text = text[..reader.CopyString(text)];
        if (Names.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out var known))
        {
            return known;
        }

        var name = text.ToString();
        return Names.Count < Most ? Names.GetOrAdd(name, name) : name;
    }

    /// <summary>The same names as one shared list, if such a list was lately seen.</summary>
    public static string[] Share(List<string> names)
    {
        foreach (var list in _lists)
        {
            if (list.AsSpan().SequenceEqual(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(names)))
            {
                return list;
            }
        }

        string[] own = [.. names];
        var lists = _lists;
        // A lost race only shares less.
        _lists = [own, .. lists.Take(15)];
        return own;
    }
}
