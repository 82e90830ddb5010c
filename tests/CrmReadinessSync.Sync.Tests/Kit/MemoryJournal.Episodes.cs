namespace CrmReadinessSync.Sync.Tests;

internal sealed partial class MemoryJournal
{
    private readonly SortedDictionary<(DateTimeOffset BeganAt, string Deal, EpisodeKind Kind), Episode> _episodes = [];

    public IAsyncEnumerable<IReadOnlyList<DealRecord>> ReadTimedAsync(DateTimeOffset now, CancellationToken cancellationToken) => PagesAsync<DealRecord>(
        after => [.. _deals.Values.Where(deal => string.CompareOrdinal(deal.Id, after) > 0 && deal is { Gone: false, Snapshot.IsClosed: false } && deal.DueAt <= now).Take(10).Select(Record)],
        record => record.Snapshot.Id,
        cancellationToken);

    public Task SaveEpisodesAsync(long run, IReadOnlyList<Episode> episodes, IReadOnlyList<DealSnapshot> remembered, CancellationToken cancellationToken) => Do(() =>
    {
        foreach (var episode in episodes)
        {
            _deals.ContainsKey(episode.DealId).ShouldBeTrue();
            _episodes[(episode.BeganAt, episode.DealId, episode.Kind)] = episode;
        }

        foreach (var deal in remembered)
        {
            _deals[deal.Id].Snapshot = _deals[deal.Id].Snapshot! with { Memory = deal.Memory };
        }
    });

    public Task<IReadOnlyList<Episode>> FindEpisodesAsync(IReadOnlyCollection<string> dealIds, bool onlyOpen, CancellationToken cancellationToken) =>
        Do<IReadOnlyList<Episode>>(() => [.. _episodes.Values.Where(episode => dealIds.Contains(episode.DealId) && !(onlyOpen && episode.EndedAt is not null))]);

    public async IAsyncEnumerable<IReadOnlyList<Episode>> ReadEpisodesAsync(
        EpisodeKind kind, DateTimeOffset since, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        yield return [.. _episodes.Values.Where(episode => episode.Kind == kind && episode.BeganAt >= since)];
    }
}
