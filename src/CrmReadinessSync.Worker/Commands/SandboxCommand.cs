using System.CommandLine;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sandbox;

namespace CrmReadinessSync.Worker;

/// <summary><c>sandbox</c>: the practice CRM alone, until stopped.</summary>
internal static class SandboxCommand
{
    private static readonly SandboxOptions Standard = new();

    public static Command Create(Surroundings surroundings)
    {
        var hubSpotPort = Number("--hubspot-port", "Port of the HubSpot side on 127.0.0.1; 0 takes a free one.", "P", Standard.HubSpotPort);
        var salesforcePort = Number("--salesforce-port", "Port of the Salesforce side on 127.0.0.1; 0 takes a free one.", "P", Standard.SalesforcePort);
        var deals = new Option<long>("--deals") { Description = "Deals in each CRM, up to 10,000,000.", HelpName = "N", DefaultValueFactory = _ => Standard.Deals };
        var seed = Number("--seed", "The same seed gives the same CRM.", "S", Standard.Seed);
        var language = new Option<string>("--language") { Description = "Language of labels and pages: ja or en.", HelpName = "ja|en", DefaultValueFactory = _ => Standard.Language };
        var limits = new Option<SandboxLimits>("--limits") { Description = "real: the vendor's rates, quotas and index delay; none: none.", HelpName = "real|none", DefaultValueFactory = _ => Standard.Limits };
        var latency = Number("--latency", "Milliseconds added to each answer.", "MS", 0);
        var faults = new Option<string[]>("--faults") { Description = $"Faults to meet: {string.Join(", ", SandboxOptions.FaultNames)}. May be given several times.", HelpName = "NAME", DefaultValueFactory = _ => [], AllowMultipleArgumentsPerToken = true };
        var bare = new Option<bool>("--bare") { Description = "Leave out the readiness fields, as an account is before it was set up." };
        var planted = new Option<bool>("--planted") { Description = "Closed deals alone, whose outcomes hang on what was planted: what backtest and calibrate ought to find." };
        var import = new Option<string?>("--import") { Description = "A CSV file whose rows become the deals.", HelpName = "CSV" };
        var map = new Option<string?>("--map") { Description = "How its columns become properties; a JSON file.", HelpName = "FILE" };
        var settings = new Option<string?>("--write-settings") { Description = "Also write a settings file that connects to it, with a journal of its own beside it: check --settings FILE.", HelpName = "FILE" };
        var command = new Command("sandbox", "Run the practice CRM on this machine. The first line printed is JSON with base URLs and credentials.")
        {
            hubSpotPort, salesforcePort, deals, seed, language, limits, latency, faults, bare, planted, import, map, settings,
        };
        command.SetAction((arguments, cancellationToken) => Guarded.RunAsync(
            surroundings,
            json: false,
            async () =>
            {
                var options = new SandboxOptions
                {
                    HubSpotPort = arguments.GetValue(hubSpotPort),
                    SalesforcePort = arguments.GetValue(salesforcePort),
                    Deals = arguments.GetValue(deals),
                    Seed = arguments.GetValue(seed),
                    Language = arguments.GetValue(language)!,
                    Limits = arguments.GetValue(limits),
                    Latency = TimeSpan.FromMilliseconds(arguments.GetValue(latency)),
                    Faults = [.. arguments.GetValue(faults)!.SelectMany(names => names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))],
                    Bare = arguments.GetValue(bare),
                    Planted = arguments.GetValue(planted),
                    ImportFile = Absolute(arguments.GetValue(import)),
                    MapFile = Absolute(arguments.GetValue(map)),
                };
                await using var server = await StartAsync(options, surroundings, cancellationToken);
                if (Absolute(arguments.GetValue(settings)) is { } file)
                {
                    SandboxSettings.Write(file, SandboxDocument.Of(server), options.Planted);
                }

                await surroundings.Out.WriteLineAsync(SandboxDocument.Of(server).Line());
                await surroundings.Out.FlushAsync(cancellationToken);
                await surroundings.Error.WriteLineAsync($"The deal board is at {server.Page}; stop with Ctrl+C.");
                await Stopping.WaitAsync(cancellationToken);
                return ExitCode.Done;
            },
            cancellationToken));
        return command;

        string? Absolute(string? path) => path is null ? null : Path.GetFullPath(path, surroundings.WorkingFolder);
    }

    /// <summary>Starts a practice CRM.</summary>
    /// <exception cref="SettingsException">The options are wrong, a port is taken or a file cannot be imported.</exception>
    public static async Task<SandboxServer> StartAsync(SandboxOptions options, Surroundings surroundings, CancellationToken cancellationToken)
    {
        if (options.Validate() is { Count: > 0 } faults)
        {
            throw new SettingsException([.. faults.Select(fault => new SettingsFault(fault.Option, fault.Problem, fault.Remedy))]);
        }

        try
        {
            return await SandboxServer.StartAsync(options, surroundings.Time, cancellationToken);
        }
        catch (SandboxImportException failed)
        {
            throw new SettingsException([new SettingsFault("--import", failed.Message, "Mend the file or its map.", File: options.ImportFile)]);
        }
        catch (IOException failed)
        {
            throw new SettingsException([new SettingsFault("--hubspot-port", failed.Message, "Give another port, or 0 for any free one.")]);
        }
    }

    private static Option<int> Number(string name, string description, string help, int standard) =>
        new(name) { Description = description, HelpName = help, DefaultValueFactory = _ => standard };
}
