using System.Buffers;
using System.Collections.Frozen;

namespace CrmReadinessSync.Readiness;

/// <summary>
/// Words looked for all at once in folded text. A word that begins or ends with a Latin letter or a figure matches whole words only:
/// "cool" is not in "school".
/// </summary>
internal sealed class WordSet
{
    private readonly SearchValues<string> _any;
    private readonly FrozenDictionary<char, string[]> _byStart;

    public WordSet(IEnumerable<string> words)
    {
        var all = words.OrderByDescending(word => word.Length).ThenBy(word => word, StringComparer.Ordinal).ToArray();
        _any = SearchValues.Create(all, StringComparison.Ordinal);
        _byStart = all.GroupBy(word => word[0]).ToFrozenDictionary(group => group.Key, group => group.ToArray());
    }

    /// <summary>Whether any of the words stands in the text.</summary>
    public bool IsIn(string folded) => Next(folded, 0, out _) is not null;

    /// <summary>The next word at or after a place, the longest of those that begin there; null when there is none.</summary>
    public string? Next(string folded, int from, out int at)
    {
        for (at = from; at < folded.Length; at++)
        {
            var next = folded.AsSpan(at).IndexOfAny(_any);
            if (next < 0)
            {
                return null;
            }

            at += next;
            foreach (var word in _byStart[folded[at]])
            {
                if (IsAt(folded, at, word))
                {
                    return word;
                }
            }
        }

        return null;
    }

    private static bool IsAt(string folded, int at, string word) =>
        folded.AsSpan(at).StartsWith(word, StringComparison.Ordinal)
        && (at == 0 || !char.IsAsciiLetterOrDigit(word[0]) || !char.IsAsciiLetterOrDigit(folded[at - 1]))
        && (at + word.Length == folded.Length || !char.IsAsciiLetterOrDigit(word[^1]) || !char.IsAsciiLetterOrDigit(folded[at + word.Length]));
}
