using System.Collections.Frozen;

namespace CrmReadinessSync.Readiness;

/// <summary>
/// Words looked for all at once in folded text. A word that begins or ends with a Latin letter or a figure matches whole words only:
/// "cool" is not in "school". Most places are ruled out by their first two characters, in two bits.
/// </summary>
internal sealed class WordSet
{
    private readonly ulong[] _starts = new ulong[1024];
    private readonly ulong[] _pairs = new ulong[1024];
    private readonly FrozenDictionary<char, string[]> _byStart;

    public WordSet(IEnumerable<string> words)
    {
        var all = words.OrderByDescending(word => word.Length).ThenBy(word => word, StringComparer.Ordinal).ToArray();
        _byStart = all.GroupBy(word => word[0]).ToFrozenDictionary(group => group.Key, group => group.ToArray());
        foreach (var word in all)
        {
            Mark(_starts, word[0]);
            if (word.Length > 1)
            {
                Mark(_pairs, Pair(word[0], word[1]));
                continue;
            }

            for (var next = 0; next <= char.MaxValue; next++)
            {
                Mark(_pairs, Pair(word[0], (char)next));
            }
        }
    }

    /// <summary>Whether any of the words stands in the text.</summary>
    public bool IsIn(string folded, bool[] katakana) => Next(folded, 0, out _, katakana) is not null;

    /// <summary>The next word at or after a place, the longest of those that begin there; null when there is none.</summary>
    /// <param name="folded">The text.</param>
    /// <param name="from">The place.</param>
    /// <param name="at">Where the word begins.</param>
    /// <param name="katakana">Which characters were katakana: no word begins or ends within a run of it. Null or empty for no such bounds.</param>
    public string? Next(string folded, int from, out int at, bool[]? katakana = null)
    {
        var inWord = from > 0 && char.IsAsciiLetterOrDigit(folded[from - 1]);
        for (at = from; at < folded.Length; at++)
        {
            var here = folded[at];
            var wasInWord = inWord;
            inWord = char.IsAsciiLetterOrDigit(here);
            if ((wasInWord && inWord)
                || !IsMarked(_starts, here)
                || !IsMarked(_pairs, Pair(here, at + 1 < folded.Length ? folded[at + 1] : '\0')))
            {
                continue;
            }

            foreach (var word in _byStart[here])
            {
                if (IsAt(folded, at, word) && !(katakana is { Length: > 0 } && (IsWithin(katakana, at) || IsWithin(katakana, at + word.Length))))
                {
                    return word;
                }
            }
        }

        return null;
    }

    private static bool IsAt(string folded, int at, string word) =>
        folded.AsSpan(at).StartsWith(word, StringComparison.Ordinal)
        && (at + word.Length == folded.Length || !char.IsAsciiLetterOrDigit(word[^1]) || !char.IsAsciiLetterOrDigit(folded[at + word.Length]));

    private static bool IsWithin(bool[] katakana, int at) => at > 0 && at < katakana.Length && katakana[at - 1] && katakana[at];

    private static int Pair(char one, char two) => ((one * 31) + two) & 0xFFFF;

    private static void Mark(ulong[] bits, int index) => bits[index >> 6] |= 1UL << (index & 63);

    private static bool IsMarked(ulong[] bits, int index) => (bits[index >> 6] >> (index & 63) & 1) != 0;
}
