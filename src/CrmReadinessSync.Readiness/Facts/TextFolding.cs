using System.Text;

namespace CrmReadinessSync.Readiness;

/// <summary>
/// Makes spellings that people take for equal equal: full and half width (NFKC), case, katakana and hiragana, curled
/// and straight apostrophes, outer and repeated space.
/// </summary>
internal static class TextFolding
{
    public static string Fold(string text)
    {
        if (IsFolded(text))
        {
            return text;
        }

        var normal = Normalize(text);
        var folded = new StringBuilder(normal.Length);
        var space = false;
        foreach (var c in normal)
        {
            if (char.IsWhiteSpace(c))
            {
                space = folded.Length > 0;
                continue;
            }

            if (space)
            {
                folded.Append(' ');
                space = false;
            }

            // Katakana ァ…ヶ lie 0x60 above hiragana ぁ…ゖ.
            folded.Append(c is >= '\u30A1' and <= '\u30F6' ? (char)(c - 0x60) : c is '\u2019' ? '\'' : char.ToLowerInvariant(c));
        }

        return folded.ToString();
    }

    /// <summary>
    /// Which characters of the folded text were katakana, the mark of a long vowel included; empty when none was. Folding joins what people
    /// read apart: 「いたメモ」 then holds 「ため」.
    /// </summary>
    public static bool[] Katakana(string text)
    {
        var normal = Normalize(text);
        if (normal.AsSpan().IndexOfAnyInRange('\u30A1', '\u30FC') < 0)
        {
            return [];
        }

        var marks = new List<bool>(normal.Length);
        var space = false;
        foreach (var c in normal)
        {
            if (char.IsWhiteSpace(c))
            {
                space = marks.Count > 0;
                continue;
            }

            if (space)
            {
                marks.Add(false);
                space = false;
            }

            marks.Add(c is >= '\u30A1' and <= '\u30FC');
        }

        return [.. marks];
    }

    /// <summary>The values that rules name are mostly plain snake case: nothing to do, nothing to allocate.</summary>
    private static bool IsFolded(string text)
    {
        foreach (var c in text)
        {
            if (c is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or '_' or '.' or '-'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A CRM may hold half a surrogate pair; such text cannot be normalised and is folded as it stands.</summary>
    private static string Normalize(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            return text;
        }
    }
}
