using System.Runtime.CompilerServices;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Journal;

internal sealed partial class PostgresJournal
{
    private const string EpisodeColumns = "d.id AS Deal, d.key AS Key, e.kind AS Kind, e.began_at AS BeganAt, e.ended_at AS EndedAt, e.body AS Body";

    public async IAsyncEnumerable<IReadOnlyList<DealRecord>> ReadTimedAsync(DateTimeOffset now, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = "";
        while (true)
        {
            var parameters = new { crm = crmKey, after, now = now.UtcTicks, size = PageSize };
            var page = await database.ReadAsync(
                async session => (await session.QueryAsync<DealRow>(
                        $"""
                        SELECT {DealColumns} FROM deal d {DealJoins}
                        WHERE d.crm = @crm AND d.due_at <= @now AND NOT d.closed AND NOT d.gone AND d.id > @after ORDER BY d.id LIMIT @size
                        """,
                        parameters))
                    .ConvertAll(row => row.ToRecord(null)),
                cancellationToken);
            if (page.Count > 0)
            {
                after = page[^1].Snapshot.Id;
                yield return page;
            }

            if (page.Count < PageSize)
            {
                yield break;
            }
        }
    }

    public Task SaveEpisodesAsync(long run, IReadOnlyList<Episode> episodes, IReadOnlyList<DealSnapshot> remembered, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            await DemandAsync(session, run);
            var keys = await KeysOfAsync(session, episodes.Select(episode => episode.DealId).Concat(remembered.Select(deal => deal.Id)));
            // Of an episode that a page names twice, the later one counts.
            var saved = episodes.Reverse().DistinctBy(episode => (episode.DealId, episode.Kind, episode.BeganAt)).ToList();
            await session.ExecuteAsync(
                """
                INSERT INTO episode (crm, deal, kind, began_at, ended_at, body) SELECT @crm, * FROM unnest(@keys, @kinds, @began, @ended, @bodies)
                ON CONFLICT (deal, kind, began_at) DO UPDATE SET ended_at = excluded.ended_at, body = excluded.body
                """,
                new
                {
                    crm = crmKey,
                    keys = saved.Select(episode => keys[episode.DealId]).ToArray(),
                    kinds = saved.Select(episode => (long)episode.Kind).ToArray(),
                    began = saved.Select(episode => episode.BeganAt.UtcTicks).ToArray(),
                    ended = saved.Select(episode => episode.EndedAt?.UtcTicks).ToArray(),
                    bodies = saved.Select(StoredEpisode.Write).ToArray(),
                });
            if (remembered.Count > 0)
            {
                await session.ExecuteAsync(
                    "UPDATE snapshot SET body = page.body FROM unnest(@keys, @bodies) AS page (deal, body) WHERE snapshot.deal = page.deal",
                    new
                    {
                        keys = remembered.Select(deal => keys[deal.Id]).ToArray(),
                        bodies = remembered.Select(deal => JournalJson.Write(StoredSnapshot.Of(deal), JournalJson.Compact.StoredSnapshot)).ToArray(),
                    });
            }
        },
        cancellationToken);

    public Task<IReadOnlyList<Episode>> FindEpisodesAsync(IReadOnlyCollection<string> dealIds, bool onlyOpen, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<Episode>>(
            async session => (await session.QueryAsync<EpisodeRow>(
                    $"""
                    SELECT {EpisodeColumns} FROM deal d JOIN episode e ON e.deal = d.key
                    WHERE d.crm = @crm AND d.id = ANY(@ids) AND (NOT @onlyOpen OR e.ended_at IS NULL) ORDER BY e.began_at, d.id, e.kind
                    """,
                    new { crm = crmKey, ids = Distinct(dealIds), onlyOpen }))
                .ConvertAll(StoredEpisode.Read),
            cancellationToken);

    public async IAsyncEnumerable<IReadOnlyList<Episode>> ReadEpisodesAsync(
        EpisodeKind kind, DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (at, key) = (since.UtcTicks, -1L);
        while (true)
        {
            var parameters = new { crm = crmKey, kind = (long)kind, at, key, size = PageSize };
            var page = await database.ReadAsync(
                session => session.QueryAsync<EpisodeRow>(
                    $"""
                    SELECT {EpisodeColumns} FROM episode e JOIN deal d ON d.key = e.deal
                    WHERE e.crm = @crm AND e.kind = @kind AND (e.began_at, e.deal) > (@at, @key) ORDER BY e.began_at, e.deal LIMIT @size
                    """,
                    parameters),
                cancellationToken);
            if (page.Count > 0)
            {
                (at, key) = (page[^1].BeganAt, page[^1].Key);
                yield return page.ConvertAll(StoredEpisode.Read);
            }

            if (page.Count < PageSize)
            {
                yield break;
            }
        }
    }
}
