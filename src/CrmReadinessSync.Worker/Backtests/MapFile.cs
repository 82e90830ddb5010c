using System.Collections.Frozen;
using System.Text.Json;
using CrmReadinessSync.History;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Worker;

/// <summary>Reads a mapping file: all of it, or all its faults with line and column.</summary>
internal sealed class MapFile
{
    private readonly SettingsDocument _document;

    private MapFile(SettingsDocument document, HistoryMap map)
    {
        _document = document;
        Map = map;
    }

    public HistoryMap Map { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="SettingsException">It has faults.</exception>
    public static MapFile Read(string path, string workingFolder)
    {
        var faults = new List<SettingsFault>();
        SettingsDocument? document = null;
        try
        {
            document = SettingsDocument.Parse(path, File.ReadAllBytes(Path.GetFullPath(path, workingFolder)), faults);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            faults.Add(new SettingsFault("--map", e is FileNotFoundException or DirectoryNotFoundException ? "There is no such file." : e.Message, "Give the path of a mapping file; `backtest --schema` prints what it may hold.", File: path));
        }

        if (document is not null && faults.Count == 0)
        {
            MapCatalogue.Root.Check(document, faults);
            Across(document, faults);
        }

        return document is null || faults.Count > 0 ? throw new SettingsException(faults) : new MapFile(document, Build(document));
    }

    /// <summary>Refuses columns that the file does not have.</summary>
    /// <exception cref="SettingsException">There is one.</exception>
    public void CheckColumns(CsvDeals file, string csv)
    {
        var faults = file.Missing()
            .Select(one => _document.Fault(one.Path, $"{csv} has no such column.", NearestName.Of(one.Column, file.Header) is { } nearest ? $"Did you mean \"{nearest}\"?" : $"Its columns are {Listed(file.Header)}.", one.Column))
            .ToList();
        if (faults.Count > 0)
        {
            throw new SettingsException(faults);
        }
    }

    private static string Listed(IReadOnlyList<string> columns)
    {
        const int most = 60;
        const int letters = 40;
        var names = columns.Take(most).Select(name => name.Length > letters ? $"{name[..letters]}…" : name);
        return columns.Count > most ? $"{string.Join(", ", names)} and {columns.Count - most} more" : string.Join(", ", names);
    }

    private static void Across(SettingsDocument document, List<SettingsFault> faults)
    {
        if (document.Section("Outcome") is not { } outcome)
        {
            faults.Add(document.Fault("Outcome", "The map does not say how deals ended.", "Write \"Outcome\": { \"From\": the column, \"Won\": [ … ], \"Lost\": [ … ] }."));
        }
        else if (outcome.Kind is JsonValueKind.Object)
        {
            if (outcome.Section("From") is null)
            {
                faults.Add(outcome.Fault("From", "The outcome does not say in which column it is.", "Name the column."));
            }

            foreach (var both in Folded(outcome, "Won", "Won").Intersect(Folded(outcome, "Lost", "Lost")))
            {
                faults.Add(outcome.Fault("Lost", "A value is both won and lost.", "Keep it in one of the two lists.", both));
            }
        }

        if (document.Section("Fields") is not { Kind: JsonValueKind.Object } fields || !fields.Sections().Any(one => one.Value.Kind is JsonValueKind.Object))
        {
            faults.Add(document.Fault("Fields", "The map names no field.", "Name at least one field of the rules and its column."));
            return;
        }

        foreach (var (name, field) in fields.Sections().Where(one => one.Value.Kind is JsonValueKind.Object && one.Value.Section("From") is null))
        {
            faults.Add(field.Fault("From", $"The field \"{name}\" does not say where it comes from.", "Write \"From\": the column's name."));
        }

        var owners = fields.Sections().Where(one => one.Key == "owner").Select(one => one.Value.Section("From")?.Text).ToList();
        foreach (var (_, column) in document.Section("Segments")?.Sections() ?? [])
        {
            if (column.Text is { } text && (PersonColumns.Names(text) || owners.Contains(text)))
            {
                faults.Add(column.Fault("", "Law 11: reports never tell deals apart by person.", "Name a column such as the source, the campaign, the product or the pipeline.", text));
            }
        }
    }

    private static HistoryMap Build(SettingsDocument document)
    {
        var outcome = document.Section("Outcome")!;
        return new HistoryMap
        {
            Separator = document.Section("Separator")?.Text?[0],
            Encoding = document.Section("Encoding")?.Text,
            DateFormat = document.Section("DateFormat")?.Text,
            Zone = TimeZoneInfo.FindSystemTimeZoneById(document.Section("TimeZone")?.Text ?? "Asia/Tokyo"),
            Id = document.Section("Id")?.Text,
            Account = document.Section("Account")?.Text,
            MeetingAt = document.Section("MeetingAt")?.Text,
            ClosedAt = document.Section("ClosedAt")?.Text,
            Outcome = outcome.Section("From")!.Text!,
            Won = Folded(outcome, "Won", "Won").ToFrozenSet(StringComparer.Ordinal),
            Lost = Folded(outcome, "Lost", "Lost").ToFrozenSet(StringComparer.Ordinal),
            Fields =
            [
                .. from field in document.Section("Fields")!.Sections()
                   where field.Value.Kind is JsonValueKind.Object
                   select new FieldColumn(
                       Vocabulary.TryFind(field.Key, out var word) ? word : throw new InvalidOperationException($"{field.Key} was checked."),
                       field.Value.Section("From")!.Text!,
                       field.Value.Section("Values")?.Sections().ToFrozenDictionary(one => one.Key, one => one.Value.Text, StringComparer.Ordinal),
                       field.Value.Section("SetAt")?.Text),
            ],
            Segments = [.. document.Section("Segments")?.Sections().Select(one => one.Value.Text!) ?? []],
        };
    }

    private static IEnumerable<string> Folded(SettingsDocument outcome, string key, string otherwise) =>
        (outcome.Section(key)?.Sections().Select(one => one.Value.Text).OfType<string>() ?? [otherwise]).Select(text => text.Trim().ToUpperInvariant());
}
