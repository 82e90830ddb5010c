using System.Collections.Immutable;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Journal;

internal sealed partial class SqliteJournal
{
    private const string UpdateRead =
        """
        UPDATE deal SET modified_at = $1, seen_at = $2, closed = $3, unsettled = 0,
            due = CASE WHEN $3 THEN 0 WHEN $4 OR gone THEN 1 ELSE due END,
            due_at = CASE WHEN $3 THEN NULL ELSE due_at END,
            outcome = CASE WHEN gone THEN NULL ELSE outcome END,
            gone = 0
        WHERE key = $0
        """;

    public Task SaveReadAsync(long run, ReadBatch batch, CancellationToken cancellationToken) => database.WriteAsync(
        write =>
        {
            Demand(write, run);
            var keys = KeysOf(write, batch.Changed.Concat(batch.Touched).Select(deal => deal.Id));
            var seenAt = batch.SeenAt.UtcTicks;
            var counted = write.Number("SELECT copy_limits IS NOT NULL FROM crm WHERE key = $0", crmKey) == 1;
            foreach (var deal in batch.Changed)
            {
                SaveSnapshot(write, keys, deal, seenAt, isDue: true, counted);
            }

            foreach (var deal in batch.Touched)
            {
                SaveSnapshot(write, keys, deal, seenAt, isDue: false, counted);
            }

            foreach (var deal in batch.Unchanged)
            {
                TouchWhere(write, deal.Id, "d.gone = 1");
                write.Execute(
                    """
                    UPDATE deal SET modified_at = $2, seen_at = $3, outcome = CASE WHEN gone THEN NULL ELSE outcome END,
                        due = CASE WHEN gone AND NOT closed THEN 1 ELSE due END, gone = 0
                    WHERE crm = $0 AND id = $1
                    """,
                    crmKey, deal.Id, deal.ModifiedAt.UtcTicks, seenAt);
            }

            foreach (var (id, standing) in batch.Standings ?? ImmutableDictionary<string, DealStanding>.Empty)
            {
                SaveStanding(write, keys[id], standing);
            }

            SettleRetries(write, batch);
            foreach (var id in batch.Gone)
            {
                MarkGone(write, id);
            }

            foreach (var retry in batch.Failed)
            {
                // The queue now answers for it: it is read again when its time comes.
                write.Execute("UPDATE deal SET seen_at = $2, unsettled = 0 WHERE crm = $0 AND id = $1", crmKey, retry.DealId, seenAt);
                SaveRetry(write, retry);
            }
        },
        cancellationToken);

    public Task<int> MarkUnseenAsGoneAsync(long run, DateTimeOffset since, CancellationToken cancellationToken) => database.WriteAsync(
        write =>
        {
            Demand(write, run);
            var parameters = new { crm = crmKey, since = since.UtcTicks, outcome = (int)DealOutcome.Gone };
            write.Once(
                """
                DELETE FROM retry WHERE crm = @crm
                    AND EXISTS (SELECT 1 FROM deal d WHERE d.crm = @crm AND d.id = retry.deal AND d.gone = 0 AND d.closed = 0 AND d.seen_at < @since)
                """,
                parameters);
            write.Once($"{Touch} FROM mark WHERE deal IN (SELECT key FROM deal WHERE crm = @crm AND gone = 0 AND closed = 0 AND seen_at < @since) ON CONFLICT DO NOTHING", parameters);
            return write.Once(
                """
                UPDATE deal SET gone = 1, due = 0, due_at = NULL, unsettled = 0, outcome = @outcome
                WHERE crm = @crm AND gone = 0 AND closed = 0 AND seen_at < @since
                """,
                parameters);
        },
        cancellationToken);

    private void SaveSnapshot(SqliteWrite write, Dictionary<string, long> keys, DealSnapshot deal, long seenAt, bool isDue, bool counted)
    {
        var body = JournalJson.Write(StoredSnapshot.Of(deal), JournalJson.Compact.StoredSnapshot);
        var shown = JournalJson.Write(deal.Shown, JournalJson.Compact.ImmutableSortedDictionaryStringString!);
        var turned = false;
        var isNew = !keys.TryGetValue(deal.Id, out var key);
        if (!isNew)
        {
            turned = write.Number("SELECT closed OR gone FROM deal WHERE key = $0", key) != (deal.IsClosed ? 1 : 0);
            write.Execute(UpdateRead, key, deal.ModifiedAt.UtcTicks, seenAt, deal.IsClosed, isDue);
            write.Execute("UPDATE snapshot SET body = $1, shown = $2 WHERE deal = $0", key, body, shown);
            write.Execute("DELETE FROM link WHERE deal = $0", key);
        }
        else
        {
            key = keys[deal.Id] = write.Number(
                "INSERT INTO deal (crm, id, modified_at, seen_at, closed, due) VALUES ($0, $1, $2, $3, $4, NOT $4) RETURNING key",
                crmKey, deal.Id, deal.ModifiedAt.UtcTicks, seenAt, deal.IsClosed)!.Value;
            write.Execute("INSERT INTO snapshot (deal, body, shown) VALUES ($0, $1, $2)", key, body, shown);
        }

        SaveMarks(write, key, deal, isNew, turned, counted);
        foreach (var contact in deal.Contacts)
        {
            SaveLink(write, key, LinkKind.Contact, contact.Id);
        }

        foreach (var company in deal.CompanyIds)
        {
            SaveLink(write, key, LinkKind.Company, company);
        }

        foreach (var meeting in deal.Meetings)
        {
            SaveLink(write, key, LinkKind.Meeting, meeting.Id);
        }
    }

    private static void SaveLink(SqliteWrite write, long deal, LinkKind kind, string other) =>
        write.Execute("INSERT OR IGNORE INTO link (deal, kind, other) VALUES ($0, $1, $2)", deal, (int)kind, other);

    /// <summary>A changed deal may be tried at once, its attempts kept; a closed one is not tried any more.</summary>
    private void SettleRetries(SqliteWrite write, ReadBatch batch)
    {
        if (write.Number("SELECT 1 FROM retry WHERE crm = $0 LIMIT 1", crmKey) is null)
        {
            return;
        }

        foreach (var deal in batch.Changed)
        {
            write.Execute("UPDATE retry SET next_at = min(next_at, $2) WHERE crm = $0 AND deal = $1", crmKey, deal.Id, batch.SeenAt.UtcTicks);
        }

        foreach (var deal in batch.Changed.Concat(batch.Touched).Where(deal => deal.IsClosed))
        {
            DropRetry(write, deal.Id);
        }
    }

    private void MarkGone(SqliteWrite write, string id)
    {
        TouchWhere(write, id, "d.gone = 0");
        write.Execute(
            "UPDATE deal SET gone = 1, due = 0, due_at = NULL, unsettled = 0, outcome = $2 WHERE crm = $0 AND id = $1",
            crmKey, id, (int)DealOutcome.Gone);
        DropRetry(write, id);
    }

    private void SaveRetry(SqliteWrite write, RetryRecord retry) => write.Execute(
        "INSERT OR REPLACE INTO retry (crm, deal, attempts, next_at, first_at, failure) VALUES ($0, $1, $2, $3, $4, $5)",
        crmKey,
        retry.DealId,
        retry.Attempts,
        retry.NextAt.UtcTicks,
        retry.FirstAt.UtcTicks,
        JournalJson.Write(retry.Failure, JournalJson.Compact.CrmFailure));

    private void DropRetry(SqliteWrite write, string id) => write.Execute("DELETE FROM retry WHERE crm = $0 AND deal = $1", crmKey, id);

    private Dictionary<string, long> KeysOf(SqliteWrite write, IEnumerable<string> ids) => write
        .Query<(string Id, long Key)>(
            "SELECT d.id, d.key FROM json_each(@ids) i CROSS JOIN deal d ON d.crm = @crm AND d.id = i.value",
            new { crm = crmKey, ids = JsonOf(ids.Distinct(StringComparer.Ordinal)) })
        .ToDictionary(row => row.Id, row => row.Key, StringComparer.Ordinal);
}
