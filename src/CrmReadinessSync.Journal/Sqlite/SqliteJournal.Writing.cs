using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using CrmReadinessSync.Sync;
using Dapper;

namespace CrmReadinessSync.Journal;

internal sealed partial class SqliteJournal
{
    public async IAsyncEnumerable<IReadOnlyList<PlannedWrite>> ReadPlanAsync(long run, int batchSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (meeting, grouped, deal) = (long.MinValue, "", "");
        while (true)
        {
            var parameters = new { run, meeting, grouped, deal, size = batchSize };
            var page = await database.ReadAsync(
                (reader, transaction) => reader
                    .Query<(string Deal, long Meeting, string Grouped, long Attempts, byte[] Changes, string? FlipTo)>(
                        """
                        SELECT deal_id, meeting, grouped, attempts, changes, flip_to FROM write INDEXED BY write_plan
                        WHERE run = @run AND outcome = 0 AND (meeting, grouped, deal_id) > (@meeting, @grouped, @deal)
                        ORDER BY meeting, grouped, deal_id LIMIT @size
                        """,
                        parameters,
                        transaction)
                    .AsList(),
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
        write =>
        {
            Demand(write, run);
            foreach (var key in KeysOf(write, dealIds).Values)
            {
                write.Execute("INSERT OR IGNORE INTO sent (write) SELECT key FROM write WHERE crm = $0 AND run = $1 AND deal = $2 AND outcome = 0", crmKey, run, key);
            }
        },
        cancellationToken,
        durable: true);

    public Task<bool> SaveOutcomesAsync(long run, IReadOnlyList<WriteRecord> records, CancellationToken cancellationToken) => database.WriteAsync(
        write =>
        {
            if (!Holds(write, run))
            {
                SaveStale(write, run, records);
                return false;
            }

            var planned = write
                .Query<PlannedRow>(
                    """
                    SELECT w.key AS Key, w.deal AS Deal, w.deal_id AS DealId, w.changes AS Changes, s.shown AS Shown
                    FROM json_each(@ids) i
                    CROSS JOIN deal d ON d.crm = @crm AND d.id = i.value
                    CROSS JOIN write w ON w.crm = @crm AND w.run = @run AND w.deal = d.key AND w.outcome = 0
                    CROSS JOIN snapshot s ON s.deal = d.key
                    """,
                    new { crm = crmKey, run, ids = JsonOf(records.Select(record => record.DealId).Distinct(StringComparer.Ordinal)) })
                .ToDictionary(row => row.DealId, StringComparer.Ordinal);
            foreach (var record in records)
            {
                if (!planned.Remove(record.DealId, out var row))
                {
                    throw new InvalidOperationException($"Deal {record.DealId} has an outcome but no plan in run {run}.");
                }

                SaveOutcome(write, row, record);
            }

            return true;
        },
        cancellationToken);

    /// <summary>
    /// The run that took over has closed the plan and read these deals again, perhaps before the late request landed: they are read once
    /// more. Whatever it plans or writes meanwhile does not settle them.
    /// </summary>
    private void SaveStale(SqliteWrite write, long run, IReadOnlyList<WriteRecord> records)
    {
        foreach (var record in records)
        {
            write.Execute(
                "UPDATE write SET outcome = $3, at = $4 WHERE crm = $0 AND run = $1 AND deal_id = $2 AND outcome = $5",
                crmKey, run, record.DealId, (int)DealOutcome.Stale, record.At.UtcTicks, (int)DealOutcome.Abandoned);
            write.Execute("UPDATE deal SET due = NOT closed, unsettled = 1 WHERE crm = $0 AND id = $1 AND gone = 0", crmKey, record.DealId);
        }
    }

    private void SaveOutcome(SqliteWrite write, PlannedRow row, WriteRecord record)
    {
        var failure = record.Retry is { } retry ? JournalJson.Write(retry.Failure, JournalJson.Compact.CrmFailure) : null;
        write.Execute("UPDATE write SET outcome = $1, at = $2, failure = $3 WHERE key = $0", row.Key, (int)record.Outcome, record.At.UtcTicks, failure);
        write.Execute("DELETE FROM sent WHERE write = $0", row.Key);
        switch (record.Outcome)
        {
            case DealOutcome.Planned:
                throw new ArgumentException($"Deal {record.DealId}: planned is not an outcome.", nameof(record));
            case DealOutcome.Gone:
                MarkGone(write, record.DealId);
                return;
            case DealOutcome.Written:
                var shown = JournalJson.Read(row.Shown, JournalJson.Compact.ImmutableSortedDictionaryStringString)
                    .SetItems(ChangesOf(row.Changes).Select(change => KeyValuePair.Create(change.Key, change.Value.New!)));
                write.Execute(
                    "UPDATE snapshot SET shown = $1 WHERE deal = $0",
                    row.Deal, JournalJson.Write(shown, JournalJson.Compact.ImmutableSortedDictionaryStringString));
                write.Execute(
                    "UPDATE deal SET outcome = $1, echo_at = $2 WHERE key = $0", row.Deal, (int)record.Outcome, record.StampAfter?.UtcTicks);
                write.Execute("DELETE FROM held WHERE deal = $0", row.Deal);
                DropRetry(write, record.DealId);
                return;
            case DealOutcome.Queued:
                SaveRetry(write, record.Retry ?? throw new ArgumentException($"Deal {record.DealId} is queued without a retry.", nameof(record)));
                break;
        }

        write.Execute("UPDATE deal SET outcome = $1 WHERE key = $0", row.Deal, (int)record.Outcome);
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
    }
}
