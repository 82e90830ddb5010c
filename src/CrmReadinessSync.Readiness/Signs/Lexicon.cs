using System.Text.RegularExpressions;

namespace CrmReadinessSync.Readiness;

/// <summary>How the words of a lexicon make an answer vague, and so what settles it.</summary>
internal enum WordClass
{
    /// <summary>Says neither yes nor no: 「検討します」. Settled by a date or a reason.</summary>
    Hedge,

    /// <summary>Praise that names no use: "very impressive". Settled by a reason alone: a nice demo on Tuesday is still no use.</summary>
    Praise,

    /// <summary>Puts it off: 「そのうち」. Settled by a date or a reason.</summary>
    Deferral,

    /// <summary>Means what it says, such as 「相見積」. Settled by a reason alone.</summary>
    Plain,
}

/// <summary>What takes the vagueness out of the words around it.</summary>
internal enum SettlingClass
{
    /// <summary>When: 「来週」, "Friday". Dates in figures count without being named.</summary>
    Date,

    /// <summary>Why, or for what: 「稟議」, "because".</summary>
    Reason,
}

/// <summary>
/// Words of one or more languages that make an answer vague, and those that settle it, looked for in folded text
/// (<see cref="TextFolding"/>: width, case and kana make no difference).
/// </summary>
internal sealed partial class Lexicon
{
    private readonly IReadOnlyDictionary<string, WordClass> _classes;
    private readonly WordSet _words;
    private readonly WordSet _reasons;
    private readonly WordSet _dates;

    public Lexicon(IReadOnlyDictionary<string, WordClass> words, IReadOnlyDictionary<string, SettlingClass> unless)
    {
        _classes = words;
        _words = new WordSet(words.Keys);
        _reasons = new WordSet(unless.Where(pair => pair.Value is SettlingClass.Reason).Select(pair => pair.Key));
        _dates = new WordSet(unless.Where(pair => pair.Value is SettlingClass.Date).Select(pair => pair.Key));
    }

    public bool IsEmpty => _classes.Count == 0;

    /// <summary>The first word that nothing in the text settles; null when there is none, which is the common and the fast case.</summary>
    public string? Find(FieldValue value)
    {
        var folded = value.Folded;
        if (_words.Next(folded, 0, out _) is null)
        {
            return null;
        }

        var katakana = value.Katakana;
        if (_words.Next(folded, 0, out var at, katakana) is not { } word || _reasons.IsIn(folded, katakana))
        {
            return null;
        }

        bool? isDated = null;
        for (; word is not null; word = _words.Next(folded, at + 1, out at, katakana))
        {
            if (_classes[word] is WordClass.Praise or WordClass.Plain || !(isDated ??= _dates.IsIn(folded, katakana) || DateInFigures().IsMatch(folded)))
            {
                return word;
            }
        }

        return null;
    }

    /// <summary>Every word in the text, settled or not, for whoever measures the lexicon.</summary>
    public IEnumerable<string> All(string folded)
    {
        for (var word = _words.Next(folded, 0, out var at); word is not null; word = _words.Next(folded, at + 1, out at))
        {
            yield return word;
        }
    }

    [GeneratedRegex(
        @"\d\s*(?:月|日|年)|\d[/\-.]\d|\b\d{1,2}(?:st|nd|rd|th)\b|\b\d{1,2}\s+(?:of\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\s+\d|\bq[1-4]\b",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex DateInFigures();
}
