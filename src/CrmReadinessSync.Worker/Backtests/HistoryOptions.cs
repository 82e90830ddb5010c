using System.CommandLine;
using System.Globalization;
using CrmReadinessSync.History;
using CrmReadinessSync.Readiness;
using Serilog.Events;

namespace CrmReadinessSync.Worker;

/// <summary>The options that say which closed deals <c>backtest</c> and <c>calibrate</c> look at, and by which rules.</summary>
internal sealed class HistoryOptions(Surroundings surroundings, SettingsOptions sources)
{
    private readonly Option<string?> _csv = new("--csv") { Description = "A file of closed deals, one a row; separator and encoding are found out.", HelpName = "FILE" };
    private readonly Option<string?> _map = new("--map") { Description = "What the file's columns mean; `backtest --schema` prints what it may hold.", HelpName = "FILE" };
    private readonly Option<string?> _crm = new("--crm") { Description = "Closed deals of this connection, each rebuilt as before its first meeting from the CRM's own history.", HelpName = "NAME" };
    private readonly Option<DateOnly?> _since = new("--since")
    {
        Description = "Only deals closed on that day or later.",
        HelpName = "DATE",
        CustomParser = result =>
        {
            if (DateOnly.TryParseExact(result.Tokens[0].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                return day;
            }

            result.AddError("--since takes a day such as 2026-04-01.");
            return null;
        },
    };

    private readonly Option<int?> _deals = new("--deals") { Description = "So many deals at most, those that closed last.", HelpName = "N" };
    private readonly Option<bool> _everyMeeting = new("--every-meeting") { Description = "Judge a deal before each of its meetings, not before the first alone." };
    private readonly Option<string?> _rules = new("--rules") { Description = "A settings file whose Readiness section alone is tried, in place of the rules in force.", HelpName = "FILE" };
    private readonly Option<DateTimeOffset?> _now = CommonOptions.Now();

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _csv, _map, _crm, _since, _deals, _everyMeeting, _rules, _now })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Reads and judges the deals.</summary>
    /// <exception cref="SettingsException">The options, the map or the settings have faults.</exception>
    public async Task<ChosenHistory> ReadAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var input = sources.Read(arguments, surroundings);
        var file = arguments.GetValue(_rules);
        if (arguments.GetValue(_crm) is not { } name)
        {
            var (csv, map) = Files(arguments.GetValue(_csv), arguments.GetValue(_map));
            var tried = HistoryInput.Rules(surroundings, input, file);
            var history = HistoryInput.OfFile(csv, map, tried, surroundings, arguments.GetValue(_now) ?? surroundings.Time.GetUtcNow(), cancellationToken);
            foreach (var column in history.UnreadableDates)
            {
                surroundings.Error.WriteLine(
                    $"{csv}:{column.FirstLine}:{column.Column}: {column.Unreadable} of {column.Unreadable + column.Read} dates of \"{column.Name}\" cannot be read and count as blank; this is the first. Mend them, or name how they are written with DateFormat in {map}.");
            }

            if (history.FirstNotClosed is { } first)
            {
                surroundings.Error.WriteLine(
                    $"{csv}:{first.Line}:{first.Column}: {history.NotClosed} of {history.Rows} rows say neither won nor lost and are left out as not closed; this is the first. If it is closed, name its value in Won or Lost of Outcome in {map}.");
            }

            return new ChosenHistory(Path.GetFileName(csv), tried, HistoryInput.RulesDocument(surroundings, input, file), history);
        }

        if (arguments.GetValue(_csv) is not null)
        {
            throw new SettingsException([new SettingsFault("--crm", "Both a connection and a file are given.", "Give --crm NAME, or --csv FILE --map FILE.")]);
        }

        var settings = Loading.Load(surroundings, input);
        var rules = file is null ? settings.Rules : HistoryInput.Rules(surroundings, input, file);
        var chosen = CommonOptions.One(settings, name);
        var time = CommonOptions.Clock(surroundings.Time, arguments.GetValue(_now), [chosen]);
        var log = WorkerLog.Create(settings, surroundings.Error, LogEventLevel.Warning, toFiles: false);
        await using var place = await Workplace.OpenAsync(settings, surroundings, time, log, cancellationToken);
        var wanted = new WantedDeals(arguments.GetValue(_since), arguments.GetValue(_deals), arguments.GetValue(_everyMeeting));
        var read = await HistoryInput.OfCrmAsync(place, chosen, rules, wanted, cancellationToken);
        if (read.WithoutMeeting > 0)
        {
            surroundings.Error.WriteLine($"{name}: {read.WithoutMeeting} of {read.Rows} closed deals never had a sales meeting and were not judged.");
        }

        return new ChosenHistory(name, rules, HistoryInput.RulesDocument(surroundings, input, file), read);
    }

    private static (string Csv, string Map) Files(string? csv, string? map) => (csv, map) switch
    {
        (null, _) => throw new SettingsException([new SettingsFault("--csv", "There is nothing to read.", "Give --crm NAME, or --csv FILE --map FILE.")]),
        (_, null) => throw new SettingsException([new SettingsFault("--map", "Nothing says what the file's columns mean.", "Give --map FILE; `backtest --schema` prints what it may hold.")]),
        _ => (csv, map),
    };
}

/// <summary>The deals that were chosen, judged.</summary>
/// <param name="Source">What they came from.</param>
/// <param name="Rules">The rules that judged.</param>
/// <param name="Document">Those rules as written; null for the shipped ones.</param>
/// <param name="History">The deals.</param>
internal sealed record ChosenHistory(string Source, ReadinessRules Rules, SettingsDocument? Document, FileHistory History);
