using System.Runtime.CompilerServices;
using CrmReadinessSync.Sync;
using Dapper;

namespace CrmReadinessSync.Journal;

internal sealed partial class SqliteJournal
{
    public Task<DealRecord?> FindDealAsync(string dealId, CancellationToken cancellationToken) => database.ReadAsync(
        (reader, transaction) =>
        {
            var row = reader.QuerySingleOrDefault<DealRow>(
                $"SELECT {DealRow.Columns} FROM deal d {DealRow.Joins} WHERE d.crm = @crm AND d.id = @dealId",
                new { crm = crmKey, dealId },
                transaction);
            return row?.ToRecord(CopiesOf(reader, transaction, [row]).GetValueOrDefault(row.Key));
        },
        cancellationToken);

    public async IAsyncEnumerable<IReadOnlyList<DealRecord>> ReadOpenDealsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = "";
        while (true)
        {
            var parameters = new { crm = crmKey, after, size = PageSize };
            var page = await database.ReadAsync(
                (reader, transaction) =>
                {
                    var rows = reader
                        .Query<DealRow>(
                            $"""
                            SELECT {DealRow.Columns} FROM deal d INDEXED BY deal_open {DealRow.Joins}
                            WHERE d.crm = @crm AND d.closed = 0 AND d.gone = 0 AND d.id > @after ORDER BY d.id LIMIT @size
                            """,
                            parameters,
                            transaction)
                        .AsList();
                    var copies = CopiesOf(reader, transaction, rows);
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
        (reader, transaction) => reader
            .Query<RetryRow>(
                $"SELECT {RetryRow.Columns} FROM retry r WHERE r.crm = @crm ORDER BY r.next_at, r.deal LIMIT @count",
                new { crm = crmKey, count },
                transaction)
            .Select(row => row.ToRecord())
            .ToList(),
        cancellationToken);

    public Task<IReadOnlyDictionary<string, RetryRecord>> FindRetriesAsync(IReadOnlyCollection<string> dealIds, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyDictionary<string, RetryRecord>>(
            (reader, transaction) => reader
                .Query<RetryRow>(
                    $"SELECT {RetryRow.Columns} FROM json_each(@ids) i CROSS JOIN retry r ON r.crm = @crm AND r.deal = i.value",
                    new { crm = crmKey, ids = JsonOf(dealIds.Distinct(StringComparer.Ordinal)) },
                    transaction)
                .ToDictionary(row => row.Deal, row => row.ToRecord(), StringComparer.Ordinal),
            cancellationToken);

    public Task<IReadOnlyList<WriteLogEntry>> ReadWritesAsync(long? run, string? dealId, int count, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<WriteLogEntry>>(
            (reader, transaction) => reader
                .Query<(long Run, string Deal, byte[] Changes, long Outcome, long At, byte[]? Failure)>(
                    $"""
                    SELECT w.run, w.deal_id, w.changes, w.outcome, w.at, w.failure
                    FROM write w {(dealId is null ? "" : "INDEXED BY write_of_deal") /* else every write of the CRM is walked, newest first */}
                    WHERE w.crm = @crm AND w.outcome <> 0
                        {(run is null ? "" : "AND w.run = @run")}
                        {(dealId is null ? "" : "AND w.deal = (SELECT key FROM deal WHERE crm = @crm AND id = @dealId)")}
                    ORDER BY w.run DESC, w.at DESC, w.key DESC LIMIT @count
                    """,
                    new { crm = crmKey, run, dealId, count },
                    transaction)
                .Select(row => new WriteLogEntry(
                    row.Run,
                    row.Deal,
                    ChangesOf(row.Changes),
                    (DealOutcome)row.Outcome,
                    Instant(row.At),
                    row.Failure is null ? null : JournalJson.Read(row.Failure, JournalJson.Compact.CrmFailure)))
                .ToList(),
            cancellationToken);
}
