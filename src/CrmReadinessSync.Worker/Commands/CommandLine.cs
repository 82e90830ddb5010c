using System.CommandLine;

namespace CrmReadinessSync.Worker;

/// <summary>The one executable's command line.</summary>
internal static class CommandLine
{
    /// <summary>Runs what the arguments ask for.</summary>
    /// <returns>The exit code; see <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] arguments, Surroundings surroundings, CancellationToken cancellationToken)
    {
        var parsed = Root(surroundings).Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                surroundings.Error.WriteLine(error.Message);
            }

            surroundings.Error.WriteLine("Try --help.");
            return ExitCode.Settings;
        }

        return await parsed.InvokeAsync(
            new InvocationConfiguration
            {
                Output = surroundings.Out,
                Error = surroundings.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = WorkerServices.StopWithin + TimeSpan.FromSeconds(5),
            },
            cancellationToken);
    }

    private static RootCommand Root(Surroundings surroundings)
    {
        var sources = new SettingsOptions();
        var root = new RootCommand("Asks of every open deal in HubSpot and Salesforce, before its meeting: how far should we talk with this person now? Without a command it runs the service.")
        {
            sources.AddTo(RunCommand.Create(surroundings, sources)),
            DemoCommand.Create(surroundings),
            SandboxCommand.Create(surroundings),
            sources.AddTo(OnceCommand.Create(surroundings, sources)),
            sources.AddTo(CheckCommand.Create(surroundings, sources)),
            sources.AddTo(ProvisionCommand.Create(surroundings, sources)),
            sources.AddTo(PreviewCommand.Create(surroundings, sources)),
            sources.AddTo(ExplainCommand.Create(surroundings, sources)),
            sources.AddTo(UndoCommand.Create(surroundings, sources)),
            sources.AddTo(StopsCommand.Create(surroundings, sources)),
            sources.AddTo(OutcomesCommand.Create(surroundings, sources)),
            sources.AddTo(BacktestCommand.Create(surroundings, sources)),
            JournalCommand.Create(surroundings, sources),
            sources.AddTo(CalibrateCommand.Create(surroundings, sources)),
            sources.AddTo(ReportCommand.Create(surroundings, sources)),
            SettingsCommand.Create(surroundings, sources),
        };
        sources.AddTo(root);
        RunCommand.SetAction(root, surroundings, sources);
        return root;
    }
}
