using System.Runtime.CompilerServices;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Journal;

internal sealed partial class PostgresJournal
{
    /// <summary>What a <see cref="DealRow"/> takes, and the tables beside "deal d" that hold it.</summary>
    private const string DealColumns =
        """
        d.key AS Key, d.id AS Id, d.modified_at AS ModifiedAt, d.seen_at AS SeenAt, d.closed::int AS Closed, d.due_at AS DueAt, d.outcome AS Outcome,
        d.echo_at AS EchoAt, s.body AS Body, s.shown AS Shown, v.body AS Verdict, st.body AS Standing,
        r.attempts AS Attempts, r.next_at AS NextAt, r.first_at AS FirstAt, r.failure AS Failure
        """;

    private const string DealJoins =
        """
        JOIN snapshot s ON s.deal = d.key
        LEFT JOIN verdict v ON v.deal = d.key
        LEFT JOIN standing st ON st.deal = d.key
        LEFT JOIN retry r ON r.crm = d.crm AND r.deal = d.id
        """;

    public Task<IReadOnlyDictionary<string, KnownDeal>> FindAsync(IReadOnlyCollection<string> dealIds, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyDictionary<string, KnownDeal>>(
            async session => (await session.QueryAsync<DealRow>(
                    $"SELECT {DealColumns} FROM deal d {DealJoins} WHERE d.crm = @crm AND d.id = ANY(@ids) AND NOT d.gone",
                    new { crm = crmKey, ids = Distinct(dealIds) }))
                .ToDictionary(row => row.Id, row => new KnownDeal(row.ToSnapshot(), Instant(row.EchoAt), row.ToStanding()), StringComparer.Ordinal),
            cancellationToken);

    public Task<IReadOnlyList<string>> FindLinkedAsync(LinkKind kind, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<string>>(
            async session => await session.QueryAsync<string>(
                """
                SELECT DISTINCT d.id FROM link l JOIN deal d ON d.key = l.deal
                WHERE l.other = ANY(@ids) AND l.kind = @kind AND d.crm = @crm AND NOT d.closed AND NOT d.gone
                ORDER BY d.id
                """,
                new { crm = crmKey, kind = (long)kind, ids = Distinct(ids) }),
            cancellationToken);

    public IAsyncEnumerable<string> ListIdsAsync(CancellationToken cancellationToken) => ListAsync(
        "SELECT id FROM deal WHERE crm = @crm AND id > @after AND NOT gone ORDER BY id LIMIT @size",
        until: 0,
        cancellationToken);

    public IAsyncEnumerable<string> ListUnsettledAsync(DateTimeOffset now, CancellationToken cancellationToken) => ListAsync(
        """
        SELECT id FROM deal WHERE crm = @crm AND id > @after AND unsettled
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
            var page = await database.ReadAsync(session => session.QueryAsync<string>(sql, parameters), cancellationToken);
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
