using System.CommandLine;
using Microsoft.Extensions.Logging;
using Serilog.Events;

namespace CrmReadinessSync.Worker;

/// <summary><c>run</c>, and what happens without a command: the service.</summary>
internal static partial class RunCommand
{
    public static Command Create(Surroundings surroundings, SettingsOptions sources)
    {
        var command = new Command("run", "Run the service: a cycle of each enabled CRM at start and then on its schedule, until stopped.");
        SetAction(command, surroundings, sources);
        return command;
    }

    public static void SetAction(Command command, Surroundings surroundings, SettingsOptions sources) =>
        command.SetAction((arguments, cancellationToken) => Guarded.RunAsync(
            surroundings,
            json: false,
            async () =>
            {
                var input = sources.Read(arguments, surroundings);
                var settings = Loading.Load(surroundings, input);
                var enabled = CommonOptions.Chosen(settings, name: null);
                var log = WorkerLog.Create(settings, surroundings.Out, LogEventLevel.Information, toFiles: true);
                await using var place = await Workplace.OpenServiceAsync(settings, input, surroundings, surroundings.Time, log, cancellationToken);
                var logger = place.Logger("CrmReadinessSync.Service");
                Log.Starting(logger, settings.BaseFile, settings.Rules.Fingerprint, string.Join(", ", enabled.Select(crm => crm.Connection.Name)), settings.Safety.DryRun);
                await place.RunUntilStoppedAsync(cancellationToken);
                Log.Stopped(logger);
                return ExitCode.Done;
            },
            cancellationToken));

    private static partial class Log
    {
        [LoggerMessage(4020, LogLevel.Information, "Settings from {File}, rules {Rules}; syncing {Crms}; dry run: {DryRun}")]
        public static partial void Starting(ILogger log, string? file, string rules, string crms, bool dryRun);

        [LoggerMessage(4021, LogLevel.Information, "Stopped as asked; what was left comes with the next run")]
        public static partial void Stopped(ILogger log);
    }
}
