namespace CrmReadinessSync.Sync;

/// <summary>What the journal keeps of what people did to our fields, and of runs as a person looks back on them (law 14).</summary>
public interface IStandings
{
    /// <summary>One run; null when there is none by this id, or it was pruned.</summary>
    Task<RunRecord?> FindRunAsync(long run, CancellationToken cancellationToken);

    /// <summary>All writes of a run with old and new values, in pages ascending by deal.</summary>
    IAsyncEnumerable<IReadOnlyList<WriteLogEntry>> ListWritesAsync(long run, CancellationToken cancellationToken);

    /// <summary>Open deals on which a field is left alone at <paramref name="now"/>, as many as asked for, ascending by id, and how many there are.</summary>
    Task<LeftAlone> ReadLeftAloneAsync(DateTimeOffset now, int count, CancellationToken cancellationToken);
}

/// <summary>Fields that somebody else keeps overwriting.</summary>
/// <param name="Total">On how many deals.</param>
/// <param name="Deals">Some of them.</param>
public sealed record LeftAlone(long Total, IReadOnlyList<KeyValuePair<string, DealStanding>> Deals);
