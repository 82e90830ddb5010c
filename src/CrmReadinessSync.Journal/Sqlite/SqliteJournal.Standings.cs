using System.Runtime.CompilerServices;
using CrmReadinessSync.Sync;
using Dapper;

namespace CrmReadinessSync.Journal;

internal sealed partial class SqliteJournal
{
    public Task<RunRecord?> FindRunAsync(long run, CancellationToken cancellationToken) => database.ReadAsync(
        (reader, transaction) => reader
            .Query<(long Key, long StartedAt, string Rules, string Cause, byte[]? Ended)>(
                "SELECT key, started_at, rules, cause, ended FROM run WHERE crm = @crm AND key = @run", new { crm = crmKey, run }, transaction)
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
                (reader, transaction) => reader
                    .Query<(long Key, string Deal, byte[] Changes, long Outcome, long At, byte[]? Failure)>(
                        """
                        SELECT key, deal_id, changes, outcome, at, failure FROM write
                        WHERE crm = @crm AND run = @run AND outcome <> 0 AND (at, key) > (@at, @key) ORDER BY at, key LIMIT @size
                        """,
                        parameters,
                        transaction)
                    .AsList(),
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
        (reader, transaction) =>
        {
            const string Found = "FROM standing st JOIN deal d ON d.key = st.deal AND d.closed = 0 AND d.gone = 0 WHERE st.crm = @crm AND st.left_alone > @now";
            var parameters = new { crm = crmKey, now = now.UtcTicks, count };
            var total = reader.ExecuteScalar<long>($"SELECT count(*) {Found}", parameters, transaction);
            return new LeftAlone(total, total == 0 ? [] :
            [
                .. reader.Query<(string Id, byte[] Body)>($"SELECT d.id, st.body {Found} ORDER BY d.id LIMIT @count", parameters, transaction)
                    .Select(row => KeyValuePair.Create(row.Id, JournalJson.Read(row.Body, JournalJson.Compact.DealStanding))),
            ]);
        },
        cancellationToken);

    private void SaveStanding(SqliteWrite write, long deal, DealStanding standing)
    {
        if (standing.IsEmpty)
        {
            write.Execute("DELETE FROM standing WHERE deal = $0", deal);
            return;
        }

        write.Execute(
            "INSERT OR REPLACE INTO standing (deal, crm, left_alone, body) VALUES ($0, $1, $2, $3)",
            deal, crmKey, standing.LeftAloneUntil?.UtcTicks, JournalJson.Write(standing, JournalJson.Compact.DealStanding));
    }
}
