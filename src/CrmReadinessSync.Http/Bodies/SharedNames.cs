using System.Collections.Concurrent;
using System.Text.Json;

namespace CrmReadinessSync.Http;

/// <summary>
/// Shares member names, and lists of them, among the objects of answers: every record of a page repeats them. Bounded, since names come
/// from outside.
/// </summary>
public sealed class SharedNames
{
    private const int Most = 2000;
    private const int MostLists = 16;
    private readonly ConcurrentDictionary<string, string> _names = new(StringComparer.Ordinal);
    private string[][] _lists = [];

    /// <summary>Reads the name at which the reader stands.</summary>
    public string Read(ref Utf8JsonReader reader)
    {
        Span<char> text = stackalloc char[128];
        if (reader.HasValueSequence || reader.ValueSpan.Length > text.Length)
        {
            return reader.GetString()!;
        }

        text = text[..reader.CopyString(text)];
        if (_names.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out var known))
        {
            return known;
        }

        var name = text.ToString();
        return _names.Count < Most ? _names.GetOrAdd(name, name) : name;
    }

    /// <summary>The same names as one shared list, if such a list was lately seen; nobody may change it.</summary>
    public string[] Share(ReadOnlySpan<string> names)
    {
        var lists = _lists;
        foreach (var list in lists)
        {
            if (names.SequenceEqual(list))
            {
                return list;
            }
        }

        var own = names.ToArray();
        // A lost race only shares less.
        _lists = [own, .. lists.Take(MostLists - 1)];
        return own;
    }
}
