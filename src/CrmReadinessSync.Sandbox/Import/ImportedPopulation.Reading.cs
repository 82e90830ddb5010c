using System.Globalization;
using System.Text.RegularExpressions;
using CsvHelper;

namespace CrmReadinessSync.Sandbox;

/// <summary>Reading the file, row by row.</summary>
internal sealed partial class ImportedPopulation
{
    [GeneratedRegex("^[a-z][a-z0-9_]{0,98}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex PropertyName();

    [GeneratedRegex(@"\{(?<column>[^{}]+)\}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Placeholder();

    /// <summary>Reads a CSV file by a map.</summary>
    /// <exception cref="SandboxImportException">Either cannot be used.</exception>
    public static ImportedPopulation Read(string file, string mapFile, DateTimeOffset start)
    {
        var map = ImportMap.Read(mapFile);
        foreach (var (column, target) in map.Columns)
        {
            if (!ImportMap.OwnProperties.ContainsKey(target.Property) && !PropertyName().IsMatch(target.Property))
            {
                throw new SandboxImportException(mapFile, null, $"Column \"{column}\" goes to \"{target.Property}\", which is no name of a property.",
                    $"Use lower case letters, digits and underscores, or one of {string.Join(", ", ImportMap.OwnProperties.Keys)}.");
            }
        }

        try
        {
            using var csv = CsvReader.FromFile(file, CsvReaderOptions.Default with
            {
                Separator = ',',
                TrackLineNumbers = true,
                MalformedData = CsvMalformedDataHandling.Throw,
                FieldCountMismatch = CsvFieldCountHandling.Throw,
                IncludeValuesInExceptions = false,
            });
            return Read(file, mapFile, map, csv, start);
        }
        catch (CsvFormatException fault)
        {
            throw new SandboxImportException(file, fault.LineNumber, fault.Message, "Give each row as many fields as the header, and quote fields that hold commas or quotation marks.", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new SandboxImportException(file, null, fault.Message, "Give a file that can be read.", fault);
        }
    }

    private static ImportedPopulation Read(string file, string mapFile, ImportMap map, CsvReader csv, DateTimeOffset start)
    {
        string[] header = [.. csv.Headers];
        if (header.Length == 0)
            throw new SandboxImportException(file, 1, "The file is empty.", "Give a header and at least one row.");
        int Index(string column, string role)
        {
            var at = Array.IndexOf(header, column);
            return at >= 0 ? at : throw new SandboxImportException(mapFile, null, $"{role} \"{column}\" is not in the header of {Path.GetFileName(file)}.", $"Its columns are {string.Join(", ", header)}.");
        }

        var columns = map.Columns.Select(pair => (Column: pair.Key, At: Index(pair.Key, "Column"), Target: pair.Value)).ToList();
        var outcome = map.Outcome is null ? -1 : Index(map.Outcome.Column, "The outcome's column");
        var placeholders = Placeholder().Matches(map.Name).Select(match => match.Groups["column"].Value).Where(name => name != "row").Distinct()
            .Select(name => (Name: name, At: Index(name, "The name's column"))).ToList();
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        string Once(string text) => texts.TryGetValue(text, out var known) ? known : texts[text] = text;

        var rows = new List<string?[]>();
        var heads = new List<(string, string?)>();
        while (csv.Read())
        {
            var row = new string?[columns.Count];
            for (var i = 0; i < columns.Count; i++)
            {
                var text = csv.GetString(columns[i].At).Trim();
                if (columns[i].Target.Values is { } values && text.Length > 0)
                {
                    if (!values.TryGetValue(text, out var translated))
                    {
                        throw new SandboxImportException(file, csv.LineNumber, $"\"{text}\" in column \"{columns[i].Column}\" has no translation.",
                            $"Add it to the map's values, which know {string.Join(", ", values.Keys)}.");
                    }

                    text = translated ?? string.Empty;
                }

                row[i] = text.Length == 0 ? null : Once(text);
            }

            rows.Add(row);
            var name = map.Name.Replace("{row}", rows.Count.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
            foreach (var (column, at) in placeholders)
                name = name.Replace("{" + column + "}", csv.GetString(at), StringComparison.Ordinal);
            heads.Add((name, outcome < 0 ? null : Once(csv.GetString(outcome))));
        }

        if (rows.Count == 0)
            throw new SandboxImportException(file, 2, "There are no rows below the header.", "Give at least one row.");
        var targets = columns.Select(column => ImportMap.OwnProperties.TryGetValue(column.Target.Property, out var own)
            ? (column.Column, own.Kind, own.Stored) : (column.Column, RecordKind.Deal, column.Target.Property)).ToList();
        return new ImportedPopulation(file, map, targets, rows, heads, Describe(columns.Select(column => (column.Column, column.Target)), rows), start);
    }

    /// <summary>A translated column is a choice of its translations; any other is text.</summary>
    private static List<PropertyDefinition> Describe(IEnumerable<(string Column, ImportColumn Target)> columns, List<string?[]> rows)
    {
        var properties = new List<PropertyDefinition>();
        var at = -1;
        foreach (var (column, target) in columns)
        {
            at++;
            if (ImportMap.OwnProperties.ContainsKey(target.Property))
                continue;
            var values = target.Values is null ? [] : rows.Select(row => row[at]).OfType<string>().Concat(target.Values.Values.OfType<string>()).Distinct().ToList();
            properties.Add(new PropertyDefinition(
                target.Property,
                target.Label ?? column,
                values.Count > 0 ? PropertyType.Choice : PropertyType.Text,
                [.. values.Select((value, i) => new PropertyOption(value, value, null, i))]));
        }

        return properties;
    }
}
