namespace CrmReadinessSync.Sync;

/// <summary>
/// What verdicts led to, kept beside them for back-tests, calibration and reports: meetings as they were prepared, good stops, the rep's last
/// words. An episode belongs to a deal and goes with it; its key is deal, kind and beginning, so that saving one again replaces it.
/// </summary>
public interface IEpisodes
{
    /// <summary>Open deals whose time has come by <paramref name="now"/>, as they were last seen and judged, in pages ascending by id. Pages may be saved meanwhile.</summary>
    IAsyncEnumerable<IReadOnlyList<DealRecord>> ReadTimedAsync(DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Keeps episodes, and the memory of deals whose memory changed with them.</summary>
    Task SaveEpisodesAsync(long run, IReadOnlyList<Episode> episodes, IReadOnlyList<DealSnapshot> remembered, CancellationToken cancellationToken);

    /// <summary>Episodes of the given deals, oldest first; only those not ended, or all.</summary>
    Task<IReadOnlyList<Episode>> FindEpisodesAsync(IReadOnlyCollection<string> dealIds, bool onlyOpen, CancellationToken cancellationToken);

    /// <summary>All episodes of a kind that began at or after an instant, oldest first, in pages.</summary>
    IAsyncEnumerable<IReadOnlyList<Episode>> ReadEpisodesAsync(EpisodeKind kind, DateTimeOffset since, CancellationToken cancellationToken);
}
