using System.Collections;
using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;

namespace CrmReadinessSync.Worker;

/// <summary>Everything outside the process that a command touches, so that tests run the real commands in-process.</summary>
internal sealed record Surroundings
{
    /// <summary>Results; with <c>--json</c> one document and nothing else.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Logs of one-shot commands, faults, progress.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Whether a person watches <see cref="Error"/>.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>The process's environment.</summary>
    public ImmutableDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Where the person stands.</summary>
    public required string WorkingFolder { get; init; }

    /// <summary>Where the executable lies.</summary>
    public required string ExecutableFolder { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Registers the vendors.</summary>
    public Action<IServiceCollection> AddCrms { get; init; } = services => services.AddCrms();

    /// <summary>Those of this process.</summary>
    public static Surroundings OfProcess() => new()
    {
        Out = Console.Out,
        Error = Console.Error,
        IsTerminal = !Console.IsErrorRedirected,
        Environment = System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToImmutableDictionary(one => (string)one.Key, one => (string?)one.Value ?? "", StringComparer.Ordinal),
        WorkingFolder = Directory.GetCurrentDirectory(),
        ExecutableFolder = AppContext.BaseDirectory,
    };
}
