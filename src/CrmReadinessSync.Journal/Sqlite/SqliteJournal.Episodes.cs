using System.Runtime.CompilerServices;
using CrmReadinessSync.Sync;
using Dapper;

namespace CrmReadinessSync.Journal;

internal sealed partial class SqliteJournal
{
    private const string EpisodeColumns = "d.id AS Deal, d.key AS Key, e.kind AS Kind, e.began_at AS BeganAt, e.ended_at AS EndedAt, e.body AS Body";

    public async IAsyncEnumerable<IReadOnlyList<DealRecord>> ReadTimedAsync(DateTimeOffset now, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = "";
        while (true)
        {
            var parameters = new { crm = crmKey, after, now = now.UtcTicks, size = PageSize };
            var page = await database.ReadAsync(
                (reader, transaction) => reader
                    .Query<DealRow>(
                        $"""
                        SELECT {DealRow.Columns} FROM deal d INDEXED BY deal_due_at {DealRow.Joins}
                        WHERE d.crm = @crm AND d.due_at <= @now AND d.closed = 0 AND d.gone = 0 AND d.id > @after ORDER BY d.id LIMIT @size
                        """,
                        parameters,
                        transaction)
                    .Select(row => row.ToRecord(null))
                    .ToList(),
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
        write =>
        {
            Demand(write, run);
            var keys = KeysOf(write, episodes.Select(episode => episode.DealId).Concat(remembered.Select(deal => deal.Id)));
            foreach (var episode in episodes)
            {
                write.Execute(
                    """
                    INSERT INTO episode (crm, deal, kind, began_at, ended_at, body) VALUES ($0, $1, $2, $3, $4, $5)
                    ON CONFLICT (deal, kind, began_at) DO UPDATE SET ended_at = excluded.ended_at, body = excluded.body
                    """,
                    crmKey, keys[episode.DealId], (int)episode.Kind, episode.BeganAt.UtcTicks, episode.EndedAt?.UtcTicks, StoredEpisode.Write(episode));
            }

            foreach (var deal in remembered)
            {
                write.Execute(
                    "UPDATE snapshot SET body = $1 WHERE deal = $0", keys[deal.Id], JournalJson.Write(StoredSnapshot.Of(deal), JournalJson.Compact.StoredSnapshot));
            }
        },
        cancellationToken);

    public Task<IReadOnlyList<Episode>> FindEpisodesAsync(IReadOnlyCollection<string> dealIds, bool onlyOpen, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<Episode>>(
            (reader, transaction) => reader
                .Query<EpisodeRow>(
                    $"""
                    SELECT {EpisodeColumns} FROM json_each(@ids) i CROSS JOIN deal d ON d.crm = @crm AND d.id = i.value CROSS JOIN episode e ON e.deal = d.key
                    WHERE NOT @onlyOpen OR e.ended_at IS NULL ORDER BY e.began_at, d.id, e.kind
                    """,
                    new { crm = crmKey, ids = JsonOf(dealIds.Distinct(StringComparer.Ordinal)), onlyOpen },
                    transaction)
                .Select(StoredEpisode.Read)
                .ToList(),
            cancellationToken);

    public async IAsyncEnumerable<IReadOnlyList<Episode>> ReadEpisodesAsync(
        EpisodeKind kind, DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (at, key) = (since.UtcTicks, -1L);
        while (true)
        {
            var parameters = new { crm = crmKey, kind = (int)kind, at, key, size = PageSize };
            var page = await database.ReadAsync(
                (reader, transaction) => reader
                    .Query<EpisodeRow>(
                        $"""
                        SELECT {EpisodeColumns} FROM episode e INDEXED BY episode_kind CROSS JOIN deal d ON d.key = e.deal
                        WHERE e.crm = @crm AND e.kind = @kind AND (e.began_at, e.deal) > (@at, @key) ORDER BY e.began_at, e.deal LIMIT @size
                        """,
                        parameters,
                        transaction)
                    .AsList(),
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
