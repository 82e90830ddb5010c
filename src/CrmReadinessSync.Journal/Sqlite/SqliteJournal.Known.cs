using System.Runtime.CompilerServices;
using CrmReadinessSync.Sync;
using Dapper;

namespace CrmReadinessSync.Journal;

internal sealed partial class SqliteJournal
{
    public Task<IReadOnlyDictionary<string, KnownDeal>> FindAsync(IReadOnlyCollection<string> dealIds, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyDictionary<string, KnownDeal>>(
            (reader, transaction) => reader
                .Query<DealRow>(
                    $"""
                    SELECT {DealRow.Columns} FROM json_each(@ids) i CROSS JOIN deal d ON d.crm = @crm AND d.id = i.value {DealRow.Joins}
                    WHERE d.gone = 0
                    """,
                    new { crm = crmKey, ids = JsonOf(dealIds.Distinct(StringComparer.Ordinal)) },
                    transaction)
                .ToDictionary(row => row.Id, row => new KnownDeal(row.ToSnapshot(), Instant(row.EchoAt), row.ToStanding()), StringComparer.Ordinal),
            cancellationToken);

    public Task<IReadOnlyList<string>> FindLinkedAsync(LinkKind kind, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<string>>(
            (reader, transaction) => reader
                .Query<string>(
                    """
                    SELECT DISTINCT d.id FROM json_each(@ids) i CROSS JOIN link l ON l.other = i.value AND l.kind = @kind
                    CROSS JOIN deal d ON d.key = l.deal
                    WHERE d.crm = @crm AND d.closed = 0 AND d.gone = 0
                    ORDER BY d.id
                    """,
                    new { crm = crmKey, kind = (int)kind, ids = JsonOf(ids) },
                    transaction)
                .AsList(),
            cancellationToken);

    public IAsyncEnumerable<string> ListIdsAsync(CancellationToken cancellationToken) => ListAsync(
        "SELECT id FROM deal WHERE crm = @crm AND id > @after AND gone = 0 ORDER BY id LIMIT @size",
        until: 0,
        cancellationToken);

    public IAsyncEnumerable<string> ListUnsettledAsync(DateTimeOffset now, CancellationToken cancellationToken) => ListAsync(
        """
        SELECT id FROM deal WHERE crm = @crm AND id > @after AND unsettled = 1
        UNION
        SELECT deal FROM retry WHERE crm = @crm AND deal > @after AND next_at <= @until
        ORDER BY 1 LIMIT @size
        """,
        until: now.UtcTicks,
        cancellationToken);

    private async IAsyncEnumerable<string> ListAsync(string sql, long until, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const int Size = 2000;
        var after = "";
        while (true)
        {
            var parameters = new { crm = crmKey, after, until, size = Size };
            var page = await database.ReadAsync((reader, transaction) => reader.Query<string>(sql, parameters, transaction).AsList(), cancellationToken);
            foreach (var id in page)
            {
                yield return id;
            }

            if (page.Count < Size)
            {
                yield break;
            }

            after = page[^1];
        }
    }
}
