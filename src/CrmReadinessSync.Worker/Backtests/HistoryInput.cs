using System.Collections.Immutable;
using CrmReadinessSync.History;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Worker;

/// <summary>What <c>backtest</c> and <c>calibrate</c> read from: closed deals in a file, and the rules to try on them.</summary>
internal static class HistoryInput
{
    /// <summary>The rules of one file alone, or those in force.</summary>
    /// <exception cref="SettingsException">They have faults.</exception>
    public static ReadinessRules Rules(Surroundings surroundings, SettingsInput input, string? file) =>
        Loading.Load(surroundings, file is null ? input : OneFile(input, file)).Rules;

    /// <summary>The <c>Readiness</c> document as written; null where the shipped rules are as they are.</summary>
    public static SettingsDocument? RulesDocument(Surroundings surroundings, SettingsInput input, string? file) =>
        Loading.WithLoader(surroundings, loader => loader.Read(file is null ? input : OneFile(input, file))).Document.Section("Readiness");

    /// <summary>Judges every closed deal of a file, in one pass.</summary>
    /// <param name="csv">The file.</param>
    /// <param name="map">Its mapping file.</param>
    /// <param name="rules">The rules to try.</param>
    /// <param name="surroundings">Where files are looked for.</param>
    /// <param name="now">As of when a deal without a meeting is judged.</param>
    /// <param name="cancellationToken">Stops between rows.</param>
    /// <exception cref="SettingsException">The map has faults, or names columns that the file does not have.</exception>
    /// <exception cref="HistoryFileException">The file cannot be read.</exception>
    public static FileHistory OfFile(string csv, string map, ReadinessRules rules, Surroundings surroundings, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var mapping = MapFile.Read(map, surroundings.WorkingFolder);
        using var deals = CsvDeals.Open(Open(csv, surroundings), csv, mapping.Map, now);
        mapping.CheckColumns(deals, csv);
        var table = new HistoryTable(rules, mapping.Map.Dimensions);
        foreach (var deal in deals.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            table.Add(deal);
        }

        CheckDates(deals.UnreadableDates, csv, map);
        if (table.Count == 0)
        {
            throw deals.FirstNotClosed is not { } first
                ? new HistoryFileException(csv, 2, null, "The file has a header and no rows.", "Give a file with a row for each closed deal.")
                : new HistoryFileException(
                    csv, first.Line, first.Column, $"None of its {deals.Rows} rows is a closed deal: \"{mapping.Map.Outcome}\" says neither won nor lost.", $"Name its values in Won and Lost of Outcome in {map}.");
        }

        return new FileHistory(table, deals.Rows, deals.NotClosed, mapping.Map.MeetingAt is not null && mapping.Map.Fields.All(field => field.SetAt is not null))
        {
            FirstNotClosed = deals.FirstNotClosed,
            UnreadableDates = deals.UnreadableDates,
        };
    }

    /// <summary>A column of dates of which not one can be read is no column of dates, or is written in another way than the map says.</summary>
    private static void CheckDates(IReadOnlyList<DateColumn> unreadable, string csv, string map)
    {
        if (unreadable.FirstOrDefault(column => column.Read == 0) is { } none)
        {
            throw new HistoryFileException(
                csv, none.FirstLine, none.Column, $"\"{none.Name}\" holds no date that can be read.", $"Name how they are written with DateFormat in {map}, write them as 2026-11-26, or do not name the column there.");
        }
    }

    /// <summary>Judges closed deals of an account as before their meetings.</summary>
    /// <param name="place">Where the command works.</param>
    /// <param name="crm">The connection.</param>
    /// <param name="rules">The rules to try.</param>
    /// <param name="wanted">Which deals.</param>
    /// <param name="cancellationToken">Stops between pages.</param>
    /// <exception cref="CrmException">The account cannot be read.</exception>
    public static async Task<FileHistory> OfCrmAsync(Workplace place, CrmSettings crm, ReadinessRules rules, WantedDeals wanted, CancellationToken cancellationToken)
    {
        var journal = await place.Store.OpenAsync(crm.Connection.Name, cancellationToken);
        var account = place.Cycles.Connect(crm);
        var history = AccountDeals.HistoryOf(account, crm.Connection);
        var opened = await account.OpenAsync(journal, cancellationToken);
        var dimensions = DealReplay.DimensionsOf(crm.Connection);
        var table = new HistoryTable(rules, dimensions);
        var deals = new AccountDeals(history, journal, new DealReplay(crm.Connection, dimensions, wanted.EveryMeeting));
        await foreach (var deal in deals.ReadAsync(new HistoryRequest(opened, wanted.Since, wanted.Most), cancellationToken))
        {
            table.Add(deal);
        }

        return table.Count > 0
            ? new FileHistory(table, deals.Read, 0, IsDated: true) { WithoutMeeting = deals.WithoutMeeting }
            : throw new HistoryFileException(crm.Connection.Name, null, null, $"None of its {deals.Read} closed deals had a sales meeting.", "Check --since and Meetings of the connection; or use --csv.");
    }

    /// <summary>A rules file stands alone: neither the base file nor what the environment says is under it.</summary>
    private static SettingsInput OneFile(SettingsInput input, string file) => input with
    {
        ReadsFiles = false,
        Files = [file],
        SecretsFolder = null,
        Environment = ImmutableDictionary<string, string>.Empty,
    };

    private static FileStream Open(string csv, Surroundings surroundings)
    {
        try
        {
            return new FileStream(Path.GetFullPath(csv, surroundings.WorkingFolder), new FileStreamOptions { Options = FileOptions.SequentialScan, BufferSize = 1 << 16 });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HistoryFileException(csv, null, null, e is FileNotFoundException or DirectoryNotFoundException ? "There is no such file." : e.Message, "Give the path of a CSV file that can be read.", e);
        }
    }
}

/// <summary>A file's closed deals, judged.</summary>
/// <param name="Table">The deals.</param>
/// <param name="Rows">Rows read.</param>
/// <param name="NotClosed">Rows left out.</param>
/// <param name="IsDated">Whether every value is dated and judged as before its meeting.</param>
internal sealed record FileHistory(HistoryTable Table, long Rows, long NotClosed, bool IsDated)
{
    /// <summary>Line and column of the first row that was left out.</summary>
    public (long Line, int Column)? FirstNotClosed { get; init; }

    /// <summary>Columns of which some dates count as blank.</summary>
    public IReadOnlyList<DateColumn> UnreadableDates { get; init; } = [];

    /// <summary>Closed deals that never had a sales meeting, and were not judged.</summary>
    public long WithoutMeeting { get; init; }
}

/// <summary>Which closed deals of an account are wanted.</summary>
/// <param name="Since">Only those closed on that day or later; null for all.</param>
/// <param name="Most">So many at most; null for all.</param>
/// <param name="EveryMeeting">Whether each meeting is judged; otherwise the first alone.</param>
internal sealed record WantedDeals(DateOnly? Since, int? Most, bool EveryMeeting);
