using CrmReadinessSync.Sandbox;

namespace CrmReadinessSync.Simulation;

/// <summary>Nothing was in the CRM before: every record of a simulated world is made by it, so that the oracle knows all of them.</summary>
internal sealed class EmptyPopulation : IPopulation
{
    public long Count(RecordKind kind) => 0;

    public DateTimeOffset ModifiedAt(RecordKey key) => throw Nobody(key);

    public DateTimeOffset CreatedAt(RecordKey key) => throw Nobody(key);

    public bool TryGlance(RecordKey key, string property, out string? value) => throw Nobody(key);

    public IReadOnlyList<Change> Draw(RecordKey key) => throw Nobody(key);

    public IReadOnlyList<Link> Links(RecordKey key, RecordKind to) => throw Nobody(key);

    private static InvalidOperationException Nobody(RecordKey key) => new($"The population has no {key}.");
}
