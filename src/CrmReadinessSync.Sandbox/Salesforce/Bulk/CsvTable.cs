using System.Globalization;
using System.Text;

namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>A table of text with one line of heads.</summary>
internal sealed record CsvTable(string[] Heads, List<string[]> Rows)
{
    /// <summary>Reads a table; blank lines do not count.</summary>
    /// <exception cref="SalesforceException">InvalidBatch when it is no table, or its lines do not end as the job said.</exception>
    public static CsvTable Read(ReadOnlySpan<byte> utf8, char delimiter, string lineEnding)
    {
        var text = Encoding.UTF8.GetString(utf8).TrimStart('\uFEFF');
        var heads = text.AsSpan(0, Math.Max(0, text.IndexOf('\n', StringComparison.Ordinal)));
        if (heads.EndsWith("\r") != (lineEnding == "CRLF"))
            throw new SalesforceException("InvalidBatch", $"LineEnding is invalid on user data. Current LineEnding setting is {lineEnding}");
        var lines = Lines(text, delimiter).ToList();
        if (lines is not [var header, ..])
            throw new SalesforceException("InvalidBatch", "Field name not found");
        for (var i = 1; i < lines.Count; i++)
        {
            if (lines[i].Length != header.Length)
                throw new SalesforceException("InvalidBatch", string.Create(CultureInfo.InvariantCulture, $"The number of columns in row {i} does not match the header"));
        }

        return new([.. header.Select(static h => h.Trim())], lines[1..]);
    }

    /// <summary>Writes a table the way the job asked for.</summary>
    public static ReadOnlyMemory<byte> Write(IEnumerable<string> heads, IEnumerable<IEnumerable<string?>> rows, char delimiter, string lineEnding)
    {
        var end = lineEnding == "CRLF" ? "\r\n" : "\n";
        var text = new StringBuilder();
        Line(text, heads, delimiter, end);
        foreach (var row in rows)
            Line(text, row, delimiter, end);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    // Every cell is quoted, as in the org's own results.
    private static void Line(StringBuilder text, IEnumerable<string?> cells, char delimiter, string end)
    {
        var first = true;
        foreach (var cell in cells)
        {
            if (!first)
                text.Append(delimiter);
            text.Append('"').Append(cell?.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
            first = false;
        }

        text.Append(end);
    }

    // Cells end at the delimiter or the line, unless a quote holds them together; a doubled quote is one.
    private static IEnumerable<string[]> Lines(string text, char delimiter)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '"' && quoted && i + 1 < text.Length && text[i + 1] == '"')
            {
                cell.Append('"');
                i++;
            }
            else if (c == '"')
            {
                quoted = !quoted;
            }
            else if (c == delimiter && !quoted)
            {
                Take();
            }
            else if (c == '\n' && !quoted)
            {
                Take();
                if (cells is not [""])
                    yield return [.. cells];
                cells.Clear();
            }
            else if (c != '\r' || quoted)
            {
                cell.Append(c);
            }
        }

        if (quoted)
            throw new SalesforceException("InvalidBatch", "A quoted value does not end.");
        if (cell.Length > 0 || cells.Count > 0)
        {
            Take();
            yield return [.. cells];
        }

        void Take()
        {
            cells.Add(cell.ToString());
            cell.Clear();
        }
    }
}
