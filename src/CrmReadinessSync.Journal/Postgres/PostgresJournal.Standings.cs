using System.Runtime.CompilerServices;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Journal;

internal sealed partial class PostgresJournal
{
    public Task<RunRecord?> FindRunAsync(long run, CancellationToken cancellationToken) => database.ReadAsync(
        async session => (await session.QueryAsync<(long Key, long StartedAt, string Rules, string Cause, byte[]? Ended)>(
                "SELECT key, started_at, rules, cause, ended FROM run WHERE crm = @crm AND key = @run", new { crm = crmKey, run }))
            .Select(row => new RunRecord(
                row.Key,
                new RunStart(Instant(row.StartedAt), row.Rules, row.Cause),
                row.Ended is null ? null : JournalJson.Read(row.Ended, JournalJson.Compact.RunEnd)))
            .FirstOrDefault(),
        cancellationToken);

    public async IAsyncEnumerable<IReadOnlyList<WriteLogEntry>> ListWritesAsync(long run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (at, key) = (long.MinValue, 0L);
        while (true)
        {
            var parameters = new { crm = crmKey, run, at, key, size = PageSize };
            var page = await database.ReadAsync(
                session => session.QueryAsync<(long Key, string Deal, byte[] Changes, long Outcome, long At, byte[]? Failure)>(
                    """
                    SELECT key, deal_id, changes, outcome, at, failure FROM write
                    WHERE crm = @crm AND run = @run AND outcome <> 0 AND (at, key) > (@at, @key) ORDER BY at, key LIMIT @size
                    """,
                    parameters),
                cancellationToken);
            if (page.Count > 0)
            {
                (key, _, _, _, at, _) = page[^1];
                yield return page.ConvertAll(row => new WriteLogEntry(
                    run,
                    row.Deal,
                    ChangesOf(row.Changes),
                    (DealOutcome)row.Outcome,
                    Instant(row.At),
                    row.Failure is null ? null : JournalJson.Read(row.Failure, JournalJson.Compact.CrmFailure)));
            }

            if (page.Count < PageSize)
            {
                yield break;
            }
        }
    }

    public Task<LeftAlone> ReadLeftAloneAsync(DateTimeOffset now, int count, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            const string Found = "FROM standing st JOIN deal d ON d.key = st.deal AND NOT d.closed AND NOT d.gone WHERE st.crm = @crm AND st.left_alone > @now";
            var parameters = new { crm = crmKey, now = now.UtcTicks, count };
            var total = await session.ScalarAsync<long>($"SELECT count(*) {Found}", parameters);
            return new LeftAlone(total, total == 0 ? [] :
            [
                .. (await session.QueryAsync<(string Id, byte[] Body)>($"SELECT d.id, st.body {Found} ORDER BY d.id LIMIT @count", parameters))
                    .Select(row => KeyValuePair.Create(row.Id, JournalJson.Read(row.Body, JournalJson.Compact.DealStanding))),
            ]);
        },
        cancellationToken);

    private async Task SaveStandingsAsync(PostgresSession session, IReadOnlyList<(string Deal, DealStanding Standing)> standings)
    {
        if (standings.Count == 0)
        {
            return;
        }

        await session.ExecuteAsync(
            "DELETE FROM standing WHERE deal IN (SELECT key FROM deal WHERE crm = @crm AND id = ANY(@ids))",
            new { crm = crmKey, ids = Distinct(standings.Select(one => one.Deal)) });
        var kept = standings.Where(one => !one.Standing.IsEmpty).ToList();
        await session.ExecuteAsync(
            """
            INSERT INTO standing (deal, crm, left_alone, body)
            SELECT d.key, @crm, page.left_alone, page.body FROM unnest(@ids, @until, @bodies) AS page (id, left_alone, body) JOIN deal d ON d.crm = @crm AND d.id = page.id
            """,
            new
            {
                crm = crmKey,
                ids = kept.Select(one => one.Deal).ToArray(),
                until = kept.Select(one => one.Standing.LeftAloneUntil?.UtcTicks).ToArray(),
                bodies = kept.Select(one => JournalJson.Write(one.Standing, JournalJson.Compact.DealStanding)).ToArray(),
            });
    }
}
