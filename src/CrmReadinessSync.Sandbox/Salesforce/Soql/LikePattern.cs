namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>A LIKE pattern: <c>%</c> any run, <c>_</c> any one character, a backslash takes the wildcard's meaning away. Case does not count.</summary>
internal sealed class LikePattern
{
    // Wildcards as characters no text holds (the end of the private use area), so that escaped ones are plain.
    private const char Run = '\uF8FF';
    private const char One = '\uF8FE';
    private readonly string _pattern;

    private LikePattern(string pattern) => _pattern = pattern;

    /// <summary>Reads a pattern as the lexer leaves it.</summary>
    public static LikePattern Of(string text)
    {
        var pattern = new System.Text.StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] is '%' or '_')
                pattern.Append(text[++i]);
            else
                pattern.Append(text[i] switch { '%' => Run, '_' => One, var c => char.ToUpperInvariant(c) });
        }

        return new LikePattern(pattern.ToString());
    }

    /// <summary>Whether the whole text fits; a blank fits nothing.</summary>
    public bool Fits(string? text)
    {
        if (text is null)
            return false;

        // Greedy with one way back: to the newest run, which takes one character more.
        int t = 0, p = 0, runAt = -1, resume = 0;
        while (t < text.Length)
        {
            if (p < _pattern.Length && (_pattern[p] == One || _pattern[p] == char.ToUpperInvariant(text[t])))
            {
                t++;
                p++;
            }
            else if (p < _pattern.Length && _pattern[p] == Run)
            {
                runAt = p++;
                resume = t;
            }
            else if (runAt >= 0)
            {
                p = runAt + 1;
                t = ++resume;
            }
            else
            {
                return false;
            }
        }

        while (p < _pattern.Length && _pattern[p] == Run)
            p++;
        return p == _pattern.Length;
    }
}
