using System.Collections.Immutable;
using System.CommandLine;

namespace CrmReadinessSync.Worker;

/// <summary>The options that say where settings come from; every command on real accounts has them.</summary>
internal sealed class SettingsOptions
{
    private readonly Option<string[]> _files = new("--settings")
    {
        Description = "A further settings file, on top of appsettings.json; may be given several times.",
        HelpName = "FILE",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> _secrets = new("--secrets")
    {
        Description = "A folder of secrets: one file a key, named like Crms__hubspot__HubSpot__AccessToken.",
        HelpName = "FOLDER",
    };

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "One setting, on top of everything else, such as --set Crms:hubspot:Enabled=true.",
        HelpName = "KEY=VALUE",
        DefaultValueFactory = _ => [],
    };

    /// <summary>Adds the options to a command; the practice commands do without.</summary>
    public TCommand AddTo<TCommand>(TCommand command)
        where TCommand : Command
    {
        command.Options.Add(_files);
        command.Options.Add(_secrets);
        command.Options.Add(_set);
        return command;
    }

    /// <summary>Where a command's settings come from.</summary>
    public SettingsInput Read(ParseResult arguments, Surroundings surroundings) => new()
    {
        WorkingFolder = surroundings.WorkingFolder,
        ExecutableFolder = surroundings.ExecutableFolder,
        Environment = surroundings.Environment,
        Files = [.. arguments.GetValue(_files) ?? []],
        SecretsFolder = arguments.GetValue(_secrets),
        Assignments = [.. arguments.GetValue(_set) ?? []],
    };
}
