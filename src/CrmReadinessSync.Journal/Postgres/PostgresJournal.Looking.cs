using System.Runtime.CompilerServices;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Journal;

internal sealed partial class PostgresJournal
{
    public Task<DealRecord?> FindDealAsync(string dealId, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            var rows = await session.QueryAsync<DealRow>(
                $"SELECT {DealColumns} FROM deal d {DealJoins} WHERE d.crm = @crm AND d.id = @dealId", new { crm = crmKey, dealId });
            var copies = await CopiesOfAsync(session, rows);
            return rows.SingleOrDefault() is { } row ? row.ToRecord(copies.GetValueOrDefault(row.Key)) : null;
        },
        cancellationToken);

    public async IAsyncEnumerable<IReadOnlyList<DealRecord>> ReadOpenDealsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = "";
        while (true)
        {
            var parameters = new { crm = crmKey, after, size = PageSize };
            var page = await database.ReadAsync(
                async session =>
                {
                    var rows = await session.QueryAsync<DealRow>(
                        $"""
                        SELECT {DealColumns} FROM deal d {DealJoins}
                        WHERE d.crm = @crm AND NOT d.closed AND NOT d.gone AND d.id > @after ORDER BY d.id LIMIT @size
                        """,
                        parameters);
                    var copies = await CopiesOfAsync(session, rows);
                    return rows.ConvertAll(row => row.ToRecord(copies.GetValueOrDefault(row.Key)));
                },
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

    public Task<IReadOnlyList<RetryRecord>> ReadRetriesAsync(int count, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<RetryRecord>>(
        async session => (await session.QueryAsync<RetryRow>(
                $"SELECT {RetryRow.Columns} FROM retry r WHERE r.crm = @crm ORDER BY r.next_at, r.deal LIMIT @count", new { crm = crmKey, count }))
            .ConvertAll(row => row.ToRecord()),
        cancellationToken);

    public Task<IReadOnlyDictionary<string, RetryRecord>> FindRetriesAsync(IReadOnlyCollection<string> dealIds, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyDictionary<string, RetryRecord>>(
            async session => (await session.QueryAsync<RetryRow>(
                    $"SELECT {RetryRow.Columns} FROM retry r WHERE r.crm = @crm AND r.deal = ANY(@ids)", new { crm = crmKey, ids = Distinct(dealIds) }))
                .ToDictionary(row => row.Deal, row => row.ToRecord(), StringComparer.Ordinal),
            cancellationToken);

    public Task<IReadOnlyList<WriteLogEntry>> ReadWritesAsync(long? run, string? dealId, int count, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<WriteLogEntry>>(
            async session => (await session.QueryAsync<(long Run, string Deal, byte[] Changes, long Outcome, long At, byte[]? Failure)>(
                    $"""
                    SELECT w.run, w.deal_id, w.changes, w.outcome, w.at, w.failure FROM write w
                    WHERE w.crm = @crm AND w.outcome <> 0
                        {(run is null ? "" : "AND w.run = @run")}
                        {(dealId is null ? "" : "AND w.deal = (SELECT key FROM deal WHERE crm = @crm AND id = @dealId)")}
                    ORDER BY w.run DESC, w.at DESC, w.key DESC LIMIT @count
                    """,
                    new { crm = crmKey, run, dealId, count }))
                .ConvertAll(row => new WriteLogEntry(
                    row.Run,
                    row.Deal,
                    ChangesOf(row.Changes),
                    (DealOutcome)row.Outcome,
                    Instant(row.At),
                    row.Failure is null ? null : JournalJson.Read(row.Failure, JournalJson.Compact.CrmFailure))),
            cancellationToken);
}
