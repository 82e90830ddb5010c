using System.CommandLine;
using System.Text.Json;
using CrmReadinessSync.Journal;
using CrmReadinessSync.Sync;
using Spectre.Console;

namespace CrmReadinessSync.Worker;

/// <summary><c>check</c>: every misconfiguration with its remedy.</summary>
internal static class CheckCommand
{
    public static Command Create(Surroundings surroundings, SettingsOptions sources)
    {
        var crm = CommonOptions.Crm();
        var json = CommonOptions.Json();
        var command = new Command(
            "check",
            "Tell everything that is misconfigured, with its place and remedy: settings, credentials, permissions, fields, clocks, limits, journal. Changes nothing. Ends with 0 when cycles can run, 2 when the settings need a change, 3 when the CRM does, 1 when this machine does.")
        { crm, json };
        command.SetAction((arguments, cancellationToken) => Guarded.RunAsync(
            surroundings,
            arguments.GetValue(json),
            async () =>
            {
                var found = new List<(string? Crm, CheckFinding Finding)>();
                try
                {
                    var settings = Loading.Load(surroundings, sources.Read(arguments, surroundings));
                    var chosen = CommonOptions.Chosen(settings, arguments.GetValue(crm));
                    await LookAsync(surroundings, settings, chosen, found, cancellationToken);
                }
                catch (SettingsException faulty)
                {
                    found.AddRange(CheckDocument.OfFaults(faulty.Faults));
                }

                var document = CheckDocument.Of(found);
                if (arguments.GetValue(json))
                {
                    surroundings.Out.WriteLine(JsonSerializer.Serialize(document, WorkerJson.Readable.CheckDocument));
                }
                else
                {
                    document.Print(surroundings.Out);
                }

                return document.ExitCode;
            },
            cancellationToken));
        return command;
    }

    /// <summary>A file is opened only if that changes nothing; a server is asked, and what it says is a finding.</summary>
    private static async Task<IJournalStore?> OpenJournalAsync(
        Surroundings surroundings, WorkerSettings settings, List<(string? Crm, CheckFinding Finding)> found, CancellationToken cancellationToken)
    {
        var place = settings.Journal.Place;
        if (place.Examine() is { } health)
        {
            return health is { Exists: true, Damage: null } && health.Version == health.KnownVersion ? await place.OpenAsync(surroundings.Time, cancellationToken) : null;
        }

        try
        {
            var store = await place.OpenAsync(surroundings.Time, cancellationToken);
            found.Add((null, CheckFinding.Fine(CheckArea.Journal, "The server answers, and its schema is of this version.")));
            return store;
        }
        catch (JournalException failed)
        {
            found.Add((null, new CheckFinding(CheckSeverity.Error, CheckArea.Journal, failed.Message, failed.Remedy) { Setting = "Journal:ConnectionString", Cause = CheckCause.Machine }));
            return null;
        }
    }

    private static async Task LookAsync(
        Surroundings surroundings, WorkerSettings settings, IReadOnlyList<CrmSettings> chosen, List<(string? Crm, CheckFinding Finding)> found, CancellationToken cancellationToken)
    {
        var machine = new MachineCheck(settings, surroundings.Time);
        found.AddRange(machine.OfMachine().Select(finding => ((string?)null, finding)));
        await using var store = await OpenJournalAsync(surroundings, settings, found, cancellationToken);
        var values = settings.Rules.Values;
        var results = await WatchAsync(surroundings, tell => Task.WhenAll(chosen.Select(one => OfCrmAsync(one, tell))));
        found.AddRange(results.SelectMany(one => one));

        async Task<List<(string?, CheckFinding)>> OfCrmAsync(CrmSettings one, Action<string> tell)
        {
            var name = one.Connection.Name;
            var findings = new List<(string?, CheckFinding)> { (name, machine.OfSchedule(one)) };
            var journal = store is null ? null : await store.OpenAsync(name, cancellationToken);
            if (journal is not null)
            {
                findings.AddRange((await MachineCheck.OfJournalAsync(journal, one, cancellationToken)).Select(finding => ((string?)name, finding)));
            }

            await using var crm = one.Kind.Connect(one.Connection, one.Section);
            await foreach (var finding in crm.Check.CheckAsync(new CheckRequest(journal is null ? new ForgetfulCache() : new ReadOnlyCache(journal), values), cancellationToken))
            {
                findings.Add((name, finding));
                tell($"{name}: {finding.Area.ToString().ToLowerInvariant()}");
            }

            return findings;
        }
    }

    /// <summary>Shows how far it is on a terminal; a pipe stays quiet.</summary>
    private static async Task<T> WatchAsync<T>(Surroundings surroundings, Func<Action<string>, Task<T>> work)
    {
        if (!surroundings.IsTerminal)
        {
            return await work(static _ => { });
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(surroundings.Error) });
        return await console.Status().StartAsync("Checking", context => work(words => context.Status(Markup.Escape(words))));
    }
}
