using System.CommandLine;
using CrmReadinessSync.History;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Worker;

/// <summary><c>backtest</c>: what the deals that are already closed say of the rules.</summary>
internal static class BacktestCommand
{
    private const int ShownToAPerson = 20;
    private const int ToldOtherwise = 1000;

    public static Command Create(Surroundings surroundings, SettingsOptions sources)
    {
        var csv = new Option<string?>("--csv") { Description = "A file of closed deals, one a row; separator and encoding are found out.", HelpName = "FILE" };
        var map = new Option<string?>("--map") { Description = "What the file's columns mean; --schema prints what it may hold.", HelpName = "FILE" };
        var rules = new Option<string?>("--rules") { Description = "A settings file whose Readiness section alone is tried, in place of the rules in force.", HelpName = "FILE" };
        var html = new Option<string?>("--html") { Description = "Also write the report as one self-contained page.", HelpName = "FILE" };
        var list = new Option<int?>("--list") { Description = $"How many paused deals of each outcome to list; {ShownToAPerson}, with --json or --html {ToldOtherwise}.", HelpName = "N" };
        var schema = new Option<bool>("--schema") { Description = "Print the JSON Schema of a mapping file, and nothing else." };
        var language = CommonOptions.Language();
        var json = CommonOptions.Json();
        var command = new Command("backtest", "Judge closed deals as before their meetings and compare with how they ended: losses that would have been paused, and wins. Writes to no CRM.")
        {
            csv, map, rules, html, list, language, json, schema,
        };
        command.SetAction((arguments, cancellationToken) => Guarded.RunAsync(
            surroundings,
            arguments.GetValue(json),
            async () =>
            {
                if (arguments.GetValue(schema))
                {
                    surroundings.Out.Write(MapCatalogue.Schema());
                    return ExitCode.Done;
                }

                var (file, mapFile) = Files(arguments.GetValue(csv), arguments.GetValue(map));
                var tried = HistoryInput.Rules(surroundings, sources.Read(arguments, surroundings), arguments.GetValue(rules));
                var history = HistoryInput.OfFile(file, mapFile, tried, surroundings, cancellationToken);
                if (history.UnreadableDates > 0)
                {
                    surroundings.Error.WriteLine($"{file}: {history.UnreadableDates} dates could not be read and count as blank.");
                }

                var page = arguments.GetValue(html);
                var listed = arguments.GetValue(list) ?? (arguments.GetValue(json) || page is not null ? ToldOtherwise : ShownToAPerson);
                var report = Backtest.Of(
                    history.Table, new BacktestOptions(Path.GetFileName(file), history.NotClosed, Math.Max(0, listed), FromHistory: history.IsDated), cancellationToken);
                await PrintAsync(surroundings, report, tried, arguments.GetValue(language) ?? "en", arguments.GetValue(json), page, cancellationToken);
                return ExitCode.Done;
            },
            cancellationToken));
        return command;
    }

    /// <summary>Both files.</summary>
    /// <exception cref="SettingsException">One is missing.</exception>
    public static (string Csv, string Map) Files(string? csv, string? map) => (csv, map) switch
    {
        (null, _) => throw new SettingsException([new SettingsFault("--csv", "There is nothing to read.", "Give --csv FILE --map FILE.")]),
        (_, null) => throw new SettingsException([new SettingsFault("--map", "Nothing says what the file's columns mean.", "Give --map FILE; `backtest --schema` prints what it may hold.")]),
        _ => (csv, map),
    };

    private static async Task PrintAsync(
        Surroundings surroundings, BacktestReport report, ReadinessRules rules, string language, bool json, string? html, CancellationToken cancellationToken)
    {
        var page = BacktestPage.Of(report, rules, language);
        if (html is not null)
        {
            await File.WriteAllTextAsync(Path.GetFullPath(html, surroundings.WorkingFolder), HtmlPage.Of(page), cancellationToken);
            surroundings.Error.WriteLine($"The page is in {html}.");
        }

        if (json)
        {
            surroundings.Out.WriteLine(HistoryJson.Of(report));
        }
        else
        {
            PageText.Print(page, surroundings.Out);
        }
    }
}
