using System.CommandLine;
using System.Text.Json;
using Serilog.Events;

namespace CrmReadinessSync.Worker;

/// <summary><c>once</c>: one cycle of every CRM and exit.</summary>
internal static class OnceCommand
{
    public static Command Create(Surroundings surroundings, SettingsOptions sources)
    {
        var crm = CommonOptions.Crm();
        var json = CommonOptions.Json();
        var now = CommonOptions.Now();
        var release = new Option<long?>("--release")
        {
            Description = "Let the plan go that the brake holds (this one, or the one that stands); its deals are read and judged again first. Expires in 24 hours.",
            HelpName = "PLAN",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("once", "Run one cycle of every enabled CRM and exit: for cron and Kubernetes jobs.") { crm, release, json, now };
        command.SetAction((arguments, cancellationToken) => Guarded.RunAsync(
            surroundings,
            arguments.GetValue(json),
            async () =>
            {
                var settings = Loading.Load(surroundings, sources.Read(arguments, surroundings));
                var chosen = CommonOptions.Chosen(settings, arguments.GetValue(crm));
                var time = CommonOptions.Clock(surroundings.Time, arguments.GetValue(now), chosen);
                var log = WorkerLog.Create(settings, surroundings.Error, surroundings.IsTerminal ? LogEventLevel.Warning : LogEventLevel.Information, toFiles: true);
                await using var place = await Workplace.OpenAsync(settings, surroundings, time, log, cancellationToken);
                if (arguments.GetResult(release) is not null)
                {
                    var releasing = new Releasing(place.Store, time, surroundings.Error);
                    foreach (var one in chosen)
                    {
                        await releasing.LetGoAsync(one.Connection.Name, arguments.GetValue(release), cancellationToken);
                    }
                }

                var reports = await CycleProgressLine.ShowAsync(surroundings, async progress => await Task.WhenAll(chosen.Select(async one =>
                    (Crm: one.Connection.Name, Report: await place.Cycles.RunAsync(settings, one, "once", progress(one.Connection.Name), cancellationToken)))));
                if (arguments.GetValue(json))
                {
                    surroundings.Out.WriteLine(JsonSerializer.Serialize(OnceDocument.Of(reports), WorkerJson.Readable.OnceDocument));
                }
                else
                {
                    foreach (var (name, report) in reports)
                    {
                        CycleDocument.Print(name, report, surroundings.Out);
                    }
                }

                return ExitCode.Of([.. reports.Select(one => one.Report)]);
            },
            cancellationToken));
        return command;
    }
}
