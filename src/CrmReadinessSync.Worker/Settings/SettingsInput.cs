using System.Collections.Immutable;

namespace CrmReadinessSync.Worker;

/// <summary>Where settings are looked for, in the order in which later sources win.</summary>
internal sealed record SettingsInput
{
    /// <summary>Holds <c>appsettings.json</c> first, before <see cref="ExecutableFolder"/>; relative paths start here.</summary>
    public required string WorkingFolder { get; init; }

    /// <summary>Holds the shipped <c>appsettings.json</c>.</summary>
    public required string ExecutableFolder { get; init; }

    /// <summary>The base file a running service began with: no other takes its place when it is gone for a moment. Null looks for one.</summary>
    public string? BaseFile { get; init; }

    /// <summary>Files of <c>--settings</c>.</summary>
    public ImmutableArray<string> Files { get; init; } = [];

    /// <summary>The folder of <c>--secrets</c>: one file a key, named like an environment variable without <c>CRS_</c>.</summary>
    public string? SecretsFolder { get; init; }

    /// <summary>The process's environment; only <c>CRS_…__…</c> counts.</summary>
    public ImmutableDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary><c>KEY=VALUE</c> of <c>--set</c>.</summary>
    public ImmutableArray<string> Assignments { get; init; } = [];

    /// <summary>Settings a command adds by itself, before the environment; path → text.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Given { get; init; } = [];

    /// <summary>Whether files are read at all; <c>demo</c> needs none.</summary>
    public bool ReadsFiles { get; init; } = true;
}
