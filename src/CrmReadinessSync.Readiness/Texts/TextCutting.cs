using System.Globalization;

namespace CrmReadinessSync.Readiness;

/// <summary>Shortens texts without breaking what a reader sees as one character.</summary>
internal static class TextCutting
{
    /// <summary>At most <paramref name="most"/> UTF-16 units, the last an ellipsis when cut; always at a text-element boundary.</summary>
    public static string Cut(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        var end = 0;
        while (end < text.Length)
        {
            var next = end + StringInfo.GetNextTextElementLength(text, end);
            if (next > most - 1)
            {
                break;
            }

            end = next;
        }

        return most < 1 ? "" : string.Concat(text.AsSpan(0, end), "…");
    }

    /// <summary>One line: CRM short text fields take no breaks.</summary>
    public static string OneLine(string text) =>
        string.Join(' ', text.Split(['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
