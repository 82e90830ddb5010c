using System.Text;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce;

/// <summary>
/// The CSV of bulk jobs: UTF-8 without a mark, line feeds, every cell quoted, and two spellings of "nothing": an empty cell leaves the
/// field alone, <c>#N/A</c> clears it.
/// </summary>
internal static class BulkCsv
{
    private const string Null = "#N/A";

    /// <summary>One row a deal; a column for each field that any row changes.</summary>
    public static ReadOnlyMemory<byte> Write(IReadOnlyList<DealWrite> rows, Func<string, string> nameOf)
    {
        var properties = Properties(rows);
        var text = new StringBuilder();
        Line(Columns(rows, nameOf));
        foreach (var row in rows)
        {
            Line([row.DealId, .. properties.Select(property => row.Changes.TryGetValue(property, out var value) ? value ?? Null : "")]);
        }

        return Encoding.UTF8.GetBytes(text.ToString());

        void Line(IEnumerable<string> cells) => text.AppendJoin(',', cells.Select(cell => cell.Length == 0 ? "" : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")).Append('\n');
    }

    /// <summary>The columns of what <see cref="Write"/> writes; the lists of a job repeat them beside its own.</summary>
    public static IReadOnlyList<string> Columns(IReadOnlyList<DealWrite> rows, Func<string, string> nameOf) => [Names.Id, .. Properties(rows).Select(nameOf)];

    /// <summary>Rows by column name; none of an empty text.</summary>
    /// <param name="bytes">The list.</param>
    /// <param name="columns">Columns it has.</param>
    /// <exception cref="CrmException">It lacks one of them, or was cut off: what is missing of a list is no proof that it was not there.</exception>
    public static IEnumerable<IReadOnlyDictionary<string, string>> Read(ReadOnlySpan<byte> bytes, IEnumerable<string> columns)
    {
        var lines = Lines(Encoding.UTF8.GetString(bytes).TrimStart('\ufeff'), out var isCutOff);
        if (lines.Count == 0 && !isCutOff)
        {
            return [];
        }

        var header = lines.Count == 0 ? [] : lines[0];
        return isCutOff || lines.Exists(line => line.Count != header.Count) || columns.Except(header, StringComparer.OrdinalIgnoreCase).Any()
            ? throw FailureTable.Unreadable("A list of a bulk job was cut off, or has other columns than were sent.")
            : lines.Skip(1).Select(cells => Row(header, cells));
    }

    private static List<string> Properties(IReadOnlyList<DealWrite> rows) => rows.SelectMany(row => row.Changes.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();

    private static Dictionary<string, string> Row(List<string> header, List<string> cells)
    {
        var row = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < header.Count; i++)
        {
            row.TryAdd(header[i], cells[i]);
        }

        return row;
    }

    /// <summary>Cells by line (RFC 4180): a quoted cell may hold commas, line ends and doubled quotes.</summary>
    private static List<List<string>> Lines(string text, out bool isCutOff)
    {
        var lines = new List<List<string>>();
        var line = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quoted)
            {
                if (c != '"')
                {
                    cell.Append(c);
                }
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    cell.Append('"');
                    i++;
                }
                else
                {
                    quoted = false;
                }
            }
            else if (c == '"')
            {
                quoted = true;
            }
            else if (c == ',')
            {
                EndCell();
            }
            else if (c == '\n')
            {
                EndLine();
            }
            else if (c != '\r')
            {
                cell.Append(c);
            }
        }

        isCutOff = quoted;
        if (cell.Length > 0 || line.Count > 0)
        {
            EndLine();
        }

        return lines;

        void EndCell()
        {
            line.Add(cell.ToString());
            cell.Clear();
        }

        void EndLine()
        {
            EndCell();
            if (line is not [""])
            {
                lines.Add(line);
            }

            line = [];
        }
    }
}
