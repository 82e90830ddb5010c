using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Journal;

internal sealed partial class PostgresJournal
{
    /// <summary>
    /// The plan of "deal d" in a run, looked up deal by deal, which the LIMIT demands, in <c>write_planned</c>, which alone has the run's deals in order. Of a run
    /// that began after the last ANALYZE the server expects one row: it would begin with all that the run planned, for every batch of it, or take any index that
    /// has the run.
    /// </summary>
    private const string PlannedOf =
        """
        CROSS JOIN LATERAL (SELECT key, deal, deal_id, changes FROM write
            WHERE crm = @crm AND run = @run AND deal >= d.key AND deal <= d.key AND outcome = 0 ORDER BY deal LIMIT 1) w
        """;

    public async IAsyncEnumerable<IReadOnlyList<PlannedWrite>> ReadPlanAsync(long run, int batchSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (meeting, grouped, deal) = (long.MinValue, "", "");
        while (true)
        {
            var parameters = new { run, meeting, grouped, deal, size = batchSize };
            var page = await database.ReadAsync(
                session => session.QueryAsync<(string Deal, long Meeting, string Grouped, long Attempts, byte[] Changes, string? FlipTo)>(
                    """
                    SELECT deal_id, meeting, grouped, attempts, changes, flip_to FROM write
                    WHERE run = @run AND outcome = 0 AND (meeting, grouped, deal_id) > (@meeting, @grouped, @deal)
                    ORDER BY meeting, grouped, deal_id LIMIT @size
                    """,
                    parameters),
                cancellationToken);
            if (page.Count > 0)
            {
                (deal, meeting, grouped, _, _, _) = page[^1];
                yield return page.ConvertAll(row => new PlannedWrite(
                    row.Deal,
                    ChangesOf(row.Changes),
                    row.Meeting == long.MaxValue ? null : Instant(row.Meeting),
                    row.Grouped.Length == 0 ? null : row.Grouped,
                    (int)row.Attempts,
                    row.FlipTo));
            }

            if (page.Count < batchSize)
            {
                yield break;
            }
        }
    }

    public Task MarkSentAsync(long run, IReadOnlyList<string> dealIds, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            await DemandAsync(session, run);
            await session.ExecuteAsync(
                $"INSERT INTO sent (write) SELECT w.key FROM deal d {PlannedOf} WHERE d.crm = @crm AND d.id = ANY(@ids) ON CONFLICT DO NOTHING",
                new { crm = crmKey, run, ids = Distinct(dealIds) });
        },
        cancellationToken,
        durable: true);

    public Task<bool> SaveOutcomesAsync(long run, IReadOnlyList<WriteRecord> records, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            if (!await HoldsAsync(session, run))
            {
                await SaveStaleAsync(session, run, records);
                return false;
            }

            if (records.FirstOrDefault(record => record.Outcome is DealOutcome.Planned) is { } planned)
            {
                throw new ArgumentException($"Deal {planned.DealId}: planned is not an outcome.", nameof(records));
            }

            var plans = (await session.QueryAsync<PlannedRow>(
                    $"""
                    SELECT w.key AS Key, w.deal AS Deal, w.deal_id AS DealId, w.changes AS Changes, s.shown AS Shown
                    FROM deal d {PlannedOf} JOIN snapshot s ON s.deal = d.key
                    WHERE d.crm = @crm AND d.id = ANY(@ids)
                    """,
                    new { crm = crmKey, run, ids = Distinct(records.Select(record => record.DealId)) }))
                .ToDictionary(row => row.DealId, StringComparer.Ordinal);
            var outcomes = new List<(PlannedRow Plan, WriteRecord Record)>(records.Count);
            foreach (var record in records)
            {
                outcomes.Add(plans.Remove(record.DealId, out var row)
                    ? (row, record)
                    : throw new InvalidOperationException($"Deal {record.DealId} has an outcome but no plan in run {run}."));
            }

            await KeepOutcomesAsync(session, outcomes);
            return true;
        },
        cancellationToken);

    private async Task KeepOutcomesAsync(PostgresSession session, List<(PlannedRow Plan, WriteRecord Record)> outcomes)
    {
        await session.ExecuteAsync(
            """
            UPDATE write SET outcome = page.outcome, at = page.at, failure = page.failure
            FROM unnest(@keys, @outcomes, @at, @failures) AS page (key, outcome, at, failure) WHERE write.key = page.key
            """,
            new
            {
                keys = outcomes.Select(one => one.Plan.Key).ToArray(),
                outcomes = outcomes.Select(one => (long)one.Record.Outcome).ToArray(),
                at = outcomes.Select(one => one.Record.At.UtcTicks).ToArray(),
                failures = outcomes.Select(one => one.Record.Retry is { } retry ? JournalJson.Write(retry.Failure, JournalJson.Compact.CrmFailure) : null).ToArray(),
            });
        await session.ExecuteAsync("DELETE FROM sent WHERE write = ANY(@keys)", new { keys = outcomes.Select(one => one.Plan.Key).ToArray() });
        await session.ExecuteAsync(
            """
            UPDATE deal SET outcome = page.outcome, echo_at = CASE WHEN page.outcome = @written THEN page.echo_at ELSE deal.echo_at END
            FROM unnest(@deals, @outcomes, @echoes) AS page (key, outcome, echo_at) WHERE deal.key = page.key
            """,
            new
            {
                written = (long)DealOutcome.Written,
                deals = outcomes.Select(one => one.Plan.Deal).ToArray(),
                outcomes = outcomes.Select(one => (long)one.Record.Outcome).ToArray(),
                echoes = outcomes.Select(one => one.Record.StampAfter?.UtcTicks).ToArray(),
            });

        var written = outcomes.Where(one => one.Record.Outcome is DealOutcome.Written).ToList();
        await session.ExecuteAsync(
            "UPDATE snapshot SET shown = page.shown FROM unnest(@deals, @shown) AS page (deal, shown) WHERE snapshot.deal = page.deal",
            new
            {
                deals = written.Select(one => one.Plan.Deal).ToArray(),
                shown = written.Select(one => JournalJson.Write(one.Plan.ShownAfter(), JournalJson.Compact.ImmutableSortedDictionaryStringString)).ToArray(),
            });
        await session.ExecuteAsync("DELETE FROM held WHERE deal = ANY(@deals)", new { deals = written.Select(one => one.Plan.Deal).ToArray() });
        await DropRetriesAsync(session, [.. written.Select(one => one.Plan.DealId)]);
        if (outcomes.Where(one => one.Record.Outcome is DealOutcome.Gone).Select(one => one.Plan.DealId).ToList() is { Count: > 0 } gone)
        {
            await MarkGoneAsync(session, gone);
        }

        var queued = outcomes
            .Where(one => one.Record.Outcome is DealOutcome.Queued)
            .Select(one => one.Record.Retry ?? throw new ArgumentException($"Deal {one.Record.DealId} is queued without a retry.", nameof(outcomes)))
            .ToList();
        if (queued.Count > 0)
        {
            await SaveRetriesAsync(session, queued);
        }
    }

    private static ImmutableSortedDictionary<string, ValueChange> ChangesOf(byte[] body) =>
        JournalJson.Read(body, JournalJson.Compact.ImmutableSortedDictionaryStringValueChange);

    private sealed class PlannedRow
    {
        public long Key { get; set; }

        public long Deal { get; set; }

        public string DealId { get; set; } = "";

        public byte[] Changes { get; set; } = [];

        public byte[] Shown { get; set; } = [];

        /// <summary>What the CRM shows once the plan has been written.</summary>
        public ImmutableSortedDictionary<string, string> ShownAfter() =>
            JournalJson.Read(Shown, JournalJson.Compact.ImmutableSortedDictionaryStringString)
                .SetItems(ChangesOf(Changes).Select(change => KeyValuePair.Create(change.Key, change.Value.New!)));
    }
}
