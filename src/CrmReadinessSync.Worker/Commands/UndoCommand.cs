using System.CommandLine;
using System.Text.Json;
using CrmReadinessSync.Sync;
using Serilog.Events;

namespace CrmReadinessSync.Worker;

/// <summary><c>undo</c>: put back what a run overwrote.</summary>
internal static class UndoCommand
{
    private const int ShownToAPerson = 20;

    public static Command Create(Surroundings surroundings, SettingsOptions sources)
    {
        var run = new Argument<long>("run") { Description = "The run's number, as once, the log and the status page tell it.", HelpName = "RUN" };
        var crm = CommonOptions.Crm();
        var apply = new Option<bool>("--apply") { Description = "Put the old values back. Without it nothing is written anywhere." };
        var top = new Option<int?>("--top") { Description = $"How many deals to list; {ShownToAPerson}, or with --json all.", HelpName = "N" };
        var json = CommonOptions.Json();
        var now = CommonOptions.Now();
        var command = new Command(
            "undo",
            "Show what putting back the values that a run overwrote would change, and with --apply put them back where the CRM still shows what the run wrote. What was undone stays so until the deal's facts or the rules change. An undo is a run of its own and can be undone.")
        {
            run, crm, apply, top, json, now,
        };
        command.SetAction((arguments, cancellationToken) => Guarded.RunAsync(
            surroundings,
            arguments.GetValue(json),
            async () =>
            {
                var settings = Loading.Load(surroundings, sources.Read(arguments, surroundings));
                var chosen = CommonOptions.Chosen(settings, arguments.GetValue(crm));
                var time = CommonOptions.Clock(surroundings.Time, arguments.GetValue(now), chosen);
                var log = WorkerLog.Create(settings, surroundings.Error, LogEventLevel.Warning, toFiles: arguments.GetValue(apply));
                await using var place = await Workplace.OpenAsync(settings, surroundings, time, log, cancellationToken);
                var most = arguments.GetValue(top) ?? (arguments.GetValue(json) ? int.MaxValue : ShownToAPerson);
                var (report, undoing) = await new Undoing(place, most).RunAsync(chosen, arguments.GetValue(run), arguments.GetValue(apply), cancellationToken);
                if (arguments.GetValue(json))
                {
                    surroundings.Out.WriteLine(JsonSerializer.Serialize(undoing, WorkerJson.Readable.UndoDocument));
                }
                else
                {
                    undoing.Print(undoing.Crm, report, surroundings.Out);
                }

                return ExitCode.Of([report]);
            },
            cancellationToken));
        return command;
    }
}
