using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CrmReadinessSync.Journal;
using Spectre.Console;

namespace CrmReadinessSync.Worker;

/// <summary><c>journal copy</c>: moves the journal, for instance from a file to a server.</summary>
internal static class JournalCommand
{
    public static Command Create(Surroundings surroundings, SettingsOptions sources) =>
        new("journal", "Care for the service's memory.") { sources.AddTo(Copy(surroundings, sources)) };

    private static Command Copy(Surroundings surroundings, SettingsOptions sources)
    {
        var to = new Option<string>("--to") { Description = "A settings file whose Journal section names the empty journal to fill.", HelpName = "FILE", Required = true };
        var json = CommonOptions.Json();
        var command = new Command("copy", "Copy the journal, whole, into an empty one, and compare the two. Stop the service first; a copy that was cut off is continued by the same command.") { to, json };
        command.SetAction((arguments, cancellationToken) => Guarded.RunAsync(
            surroundings,
            arguments.GetValue(json),
            async () =>
            {
                var input = sources.Read(arguments, surroundings);
                var from = Loading.Load(surroundings, input).Journal.Place;
                var target = Loading.Load(surroundings, Target(input, arguments.GetValue(to)!)).Journal.Place;
                var started = surroundings.Time.GetTimestamp();
                var rows = await ShowAsync(surroundings, progress => from.CopyToAsync(target, progress, cancellationToken));
                var seconds = surroundings.Time.GetElapsedTime(started).TotalSeconds;
                surroundings.Out.WriteLine(arguments.GetValue(json)
                    ? JsonSerializer.Serialize(new JournalCopyDocument(rows, Math.Round(seconds, 2)), WorkerJson.Readable.JournalCopyDocument)
                    : string.Create(CultureInfo.InvariantCulture, $"{rows} rows copied and compared in {seconds:0.0} s. Point the service's Journal section at the copy and start it again."));
                return ExitCode.Done;
            },
            cancellationToken));
        return command;
    }

    /// <summary>The file has the last word on where the copy lies; passwords still come from the environment or the secrets.</summary>
    private static SettingsInput Target(SettingsInput input, string file) => input with
    {
        Files = [.. input.Files, file],
        Environment = input.Environment.RemoveRange(["CRS_Journal__Provider", "CRS_Journal__ConnectionString"]),
        Assignments = [.. input.Assignments.Where(one => !one.StartsWith("Journal:Provider=", StringComparison.Ordinal) && !one.StartsWith("Journal:ConnectionString=", StringComparison.Ordinal))],
    };

    private static async Task<long> ShowAsync(Surroundings surroundings, Func<IProgress<TransferProgress>?, Task<long>> work)
    {
        if (!surroundings.IsTerminal)
        {
            return await work(null);
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(surroundings.Error) });
        return await console.Status().StartAsync("Opening both", context => work(new Line(context)));
    }

    private sealed class Line(StatusContext context) : IProgress<TransferProgress>
    {
        public void Report(TransferProgress value) => context.Status(Markup.Escape(string.Create(
            CultureInfo.InvariantCulture, $"{(value.IsComparing ? "comparing" : "copying")} {value.Table}: {value.Rows} of {value.Of}")));
    }
}

/// <summary>What <c>journal copy --json</c> prints.</summary>
/// <param name="Rows">Rows copied by this call.</param>
/// <param name="Seconds">How long it took, comparing included.</param>
internal sealed record JournalCopyDocument(long Rows, double Seconds);
