using System.CommandLine;
using System.Text.Json;

namespace CrmReadinessSync.Worker;

/// <summary><c>settings validate|schema|show</c>.</summary>
internal static class SettingsCommand
{
    public static Command Create(Surroundings surroundings, SettingsOptions sources) =>
        new("settings", "Check the settings, print their schema, or show what is in force.")
        {
            sources.AddTo(Validate(surroundings, sources)), Schema(surroundings), sources.AddTo(Show(surroundings, sources)),
        };

    private static Command Validate(Surroundings surroundings, SettingsOptions sources)
    {
        var json = CommonOptions.Json();
        var command = new Command("validate", "Check the settings without running anything; exit code 2 tells of faults.") { json };
        command.SetAction((arguments, cancellationToken) => Guarded.RunAsync(
            surroundings,
            arguments.GetValue(json),
            () =>
            {
                var settings = Loading.Load(surroundings, sources.Read(arguments, surroundings));
                surroundings.Out.WriteLine(arguments.GetValue(json)
                    ? JsonSerializer.Serialize(new FaultsDocument(true, []), WorkerJson.Readable.FaultsDocument)
                    : $"The settings are in order. Base file: {settings.BaseFile ?? "none"}. Rules: {settings.Rules.Fingerprint}. Enabled: {string.Join(", ", settings.Enabled.Select(crm => crm.Connection.Name).DefaultIfEmpty("nothing"))}.");
                return Task.FromResult(ExitCode.Done);
            },
            cancellationToken));
        return command;
    }

    private static Command Schema(Surroundings surroundings)
    {
        var json = CommonOptions.Json();
        var command = new Command("schema", "Print the JSON Schema of the settings, for editors.") { json };
        command.SetAction((_, cancellationToken) => Guarded.RunAsync(
            surroundings,
            json: false,
            () =>
            {
                surroundings.Out.Write(Loading.WithLoader(surroundings, loader => SettingsSchema.Of(loader.Catalogue)));
                return Task.FromResult(ExitCode.Done);
            },
            cancellationToken));
        return command;
    }

    private static Command Show(Surroundings surroundings, SettingsOptions sources)
    {
        var json = CommonOptions.Json();
        var command = new Command("show", "Print the settings in force with the source of each value; secrets are masked.") { json };
        command.SetAction((arguments, cancellationToken) => Guarded.RunAsync(
            surroundings,
            arguments.GetValue(json),
            () =>
            {
                var shown = Loading.WithLoader(surroundings, loader =>
                {
                    var loaded = loader.Read(sources.Read(arguments, surroundings));
                    return loaded.Settings is null ? throw new SettingsException(loaded.Faults) : ShowDocument.Of(loaded, loader.Catalogue);
                });
                if (arguments.GetValue(json))
                {
                    surroundings.Out.WriteLine(JsonSerializer.Serialize(shown, WorkerJson.Readable.ShowDocument));
                }
                else
                {
                    shown.Print(surroundings.Out);
                }

                return Task.FromResult(ExitCode.Done);
            },
            cancellationToken));
        return command;
    }
}
