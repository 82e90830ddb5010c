using System.CommandLine;
using CrmReadinessSync.History;

namespace CrmReadinessSync.Worker;

/// <summary><c>calibrate</c>: which weights, essentials and ceilings the closed deals speak for. Applies nothing.</summary>
internal static class CalibrateCommand
{
    private const int ShownToAPerson = 20;
    private const int ToldOtherwise = 1000;
    private const int Seed = 20261126;

    public static Command Create(Surroundings surroundings, SettingsOptions sources)
    {
        var chosen = new HistoryOptions(surroundings, sources);
        var patch = new Option<string?>("--patch") { Description = "Also write the proposal as a settings file, for preview --against; not written when there is nothing to change.", HelpName = "FILE" };
        var language = CommonOptions.Language();
        var json = CommonOptions.Json();
        var command = new Command("calibrate", "Propose weights, unknown credit, essentials and ceilings from closed deals, with what they are worth on unseen ones, or to keep what there is. Applies nothing.")
        {
            patch, language, json,
        };
        chosen.AddTo(command);
        command.SetAction((arguments, cancellationToken) => Guarded.RunAsync(
            surroundings,
            arguments.GetValue(json),
            async () =>
            {
                var (source, present, document, history) = await chosen.ReadAsync(arguments, cancellationToken);
                var report = Calibrator.Of(history.Table, document, source, arguments.GetValue(json) ? ToldOtherwise : ShownToAPerson, Seed, cancellationToken) with { FromHistory = history.IsDated };
                if (arguments.GetValue(patch) is { } target && report.Patch is not null)
                {
                    await File.WriteAllTextAsync(Path.GetFullPath(target, surroundings.WorkingFolder), HistoryJson.Of(report.Patch) + "\n", cancellationToken);
                    surroundings.Error.WriteLine($"The proposal is in {target}; try it with preview --against {target}.");
                }

                if (arguments.GetValue(json))
                {
                    surroundings.Out.WriteLine(HistoryJson.Of(report));
                }
                else
                {
                    PageText.Print(CalibrationPage.Of(report, present, arguments.GetValue(language) ?? "en"), surroundings.Out);
                }

                return ExitCode.Done;
            },
            cancellationToken));
        return command;
    }
}
