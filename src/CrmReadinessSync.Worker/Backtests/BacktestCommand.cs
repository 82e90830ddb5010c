using System.CommandLine;
using CrmReadinessSync.History;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Worker;

/// <summary><c>backtest</c>: what the deals that are already closed say of the rules.</summary>
internal static class BacktestCommand
{
    private const int ShownToAPerson = 20;

    public static Command Create(Surroundings surroundings, SettingsOptions sources)
    {
        var chosen = new HistoryOptions(surroundings, sources);
        var html = new Option<string?>("--html") { Description = "Also write the report as one self-contained page.", HelpName = "FILE" };
        var list = new Option<int?>("--list") { Description = $"How many paused deals of each outcome to list; {ShownToAPerson}, with --json or --html {BacktestPage.MostListed}.", HelpName = "N" };
        var gate = new Option<double?>("--max-paused-wins")
        {
            Description = "End with exit code 4 when the rules would have paused more than this share of the wins, 0 to 1: a gate for whoever rolls rules out.",
            HelpName = "SHARE",
        };
        gate.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is < 0 or > 1)
            {
                result.AddError("--max-paused-wins takes a share from 0 to 1, such as 0.05.");
            }
        });
        var schema = new Option<bool>("--schema") { Description = "Print the JSON Schema of a mapping file, and nothing else." };
        var language = CommonOptions.Language();
        var json = CommonOptions.Json();
        var command = new Command("backtest", "Judge closed deals as before their meetings and compare with how they ended: losses that would have been paused, and wins. Writes to no CRM.")
        {
            html, list, gate, language, json, schema,
        };
        chosen.AddTo(command);
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

                var (source, tried, _, history) = await chosen.ReadAsync(arguments, cancellationToken);
                var page = arguments.GetValue(html);
                var listed = arguments.GetValue(list) ?? (arguments.GetValue(json) || page is not null ? BacktestPage.MostListed : ShownToAPerson);
                var report = Backtest.Of(
                    history.Table, new BacktestOptions(source, history.NotClosed, Math.Max(0, listed), FromHistory: history.IsDated), cancellationToken);
                await PrintAsync(surroundings, report, tried, arguments.GetValue(language) ?? "en", arguments.GetValue(json), page, arguments.GetValue(list) ?? ShownToAPerson, cancellationToken);
                return Passes(report.PausedWins, arguments.GetValue(gate), surroundings.Error) ? ExitCode.Done : ExitCode.Held;
            },
            cancellationToken));
        return command;
    }

    private static bool Passes(PausedDeals wins, double? most, TextWriter error)
    {
        if (most is not { } share || !(wins.Share > share))
        {
            return true;
        }

        error.WriteLine(FormattableString.Invariant($"These rules would have paused {wins.Count} of {wins.Of} wins, {wins.Share:0.0%}; more than the {share:0.0%} allowed."));
        error.WriteLine("  Look at the wins listed, and let what paused them ask for less.");
        return false;
    }

    private static async Task PrintAsync(
        Surroundings surroundings, BacktestReport report, ReadinessRules rules, string language, bool json, string? html, int listed, CancellationToken cancellationToken)
    {
        if (html is not null)
        {
            await File.WriteAllTextAsync(Path.GetFullPath(html, surroundings.WorkingFolder), HtmlPage.Of(BacktestPage.Of(report, rules, language)), cancellationToken);
            surroundings.Error.WriteLine($"The page is in {html}.");
        }

        if (json)
        {
            surroundings.Out.WriteLine(HistoryJson.Of(report));
        }
        else
        {
            PageText.Print(BacktestPage.Of(report, rules, language, listed), surroundings.Out);
        }
    }
}
