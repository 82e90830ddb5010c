using System.Globalization;
using System.Text;
using CrmReadinessSync.History;

namespace CrmReadinessSync.Worker;

/// <summary>Shows a page on a terminal. Columns line up in Japanese too: a full-width character takes two places.</summary>
internal static class PageText
{
    public static void Print(Page page, TextWriter output)
    {
        output.WriteLine(page.Title);
        foreach (var block in page.Blocks)
        {
            switch (block)
            {
                case Heading heading:
                    output.WriteLine();
                    output.WriteLine(heading.Text);
                    break;
                case Paragraph paragraph:
                    output.WriteLine($"  {paragraph.Text}");
                    break;
                case Table table:
                    Print(table, output);
                    break;
                default:
                    break;
            }
        }
    }

    private static void Print(Table table, TextWriter output)
    {
        var rows = table.Rows.Prepend(table.Head).ToList();
        var widths = table.Head.Select((_, column) => rows.Max(row => Width(row[column]))).ToList();
        foreach (var row in rows)
        {
            var line = new StringBuilder();
            for (var column = 0; column < row.Count; column++)
            {
                line.Append("  ").Append(row[column]).Append(' ', widths[column] - Width(row[column]));
            }

            output.WriteLine(line.ToString().TrimEnd());
        }
    }

    /// <summary>Places on a terminal: East Asian wide and full-width forms take two, combining marks none.</summary>
    public static int Width(string text)
    {
        var width = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            width += Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? 0 : IsWide(rune.Value) ? 2 : 1;
        }

        return width;
    }

    private static bool IsWide(int value) =>
        value is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3) or (>= 0xF900 and <= 0xFAFF)
            or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6) or (>= 0x1F300 and <= 0x1FAFF) or (>= 0x20000 and <= 0x3FFFD);
}
