using System.Collections.Immutable;

namespace CrmReadinessSync.EndToEnd.Tests;

/// <summary>How the executable is started.</summary>
internal sealed record WorkerStart
{
    /// <summary>The command and its options.</summary>
    public ImmutableArray<string> Arguments { get; init; } = ["once", "--json"];

    /// <summary>The executable; the one that was built unless a test has a copy of its own.</summary>
    public string? Executable { get; init; }

    /// <summary>Where the account is reached instead of at its own address.</summary>
    public Uri? Through { get; init; }

    /// <summary>Settings by environment, beside the account's own.</summary>
    public ImmutableDictionary<string, string> Settings { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>No file may grow beyond so many blocks of 1,024 bytes, as on a full disk; null for no limit.</summary>
    public int? MostFileBlocks { get; init; }

    /// <summary>The service.</summary>
    public static WorkerStart Service { get; } = new() { Arguments = ["run"] };
}
