using System.Runtime.CompilerServices;
using CrmReadinessSync.Sync;
using Dapper;

namespace CrmReadinessSync.Journal;

internal sealed partial class SqliteJournal
{
    public async IAsyncEnumerable<IReadOnlyList<DueDeal>> ReadDueAsync(DueRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await RaiseDueAsync(request, cancellationToken);
        var after = "";
        while (true)
        {
            var parameters = new { crm = crmKey, after, now = request.Now.UtcTicks, size = request.PageSize };
            var page = await database.ReadAsync(
                (reader, transaction) =>
                {
                    var rows = reader
                        .Query<DealRow>(
                            $"""
                            SELECT {DealRow.Columns} FROM deal d INDEXED BY deal_due {DealRow.Joins}
                            WHERE d.crm = @crm AND d.due = 1 AND d.id > @after AND (r.next_at IS NULL OR r.next_at <= @now)
                            ORDER BY d.id LIMIT @size
                            """,
                            parameters,
                            transaction)
                        .AsList();
                    var copies = CopiesOf(reader, transaction, rows);
                    return rows.ConvertAll(row => new DueDeal(row.ToSnapshot(), row.ToVerdict(), (int)(row.Attempts ?? 0), row.ToStanding(), copies.GetValueOrDefault(row.Key), row.ToSeenAt()));
                },
                cancellationToken);
            if (page.Count > 0)
            {
                after = page[^1].Snapshot.Id;
                yield return page;
            }

            if (page.Count < request.PageSize)
            {
                yield break;
            }
        }
    }

    public Task SaveJudgedAsync(long run, IReadOnlyList<JudgedDeal> deals, CancellationToken cancellationToken) => database.WriteAsync(
        write =>
        {
            Demand(write, run);
            var rules = write.Query<string>("SELECT rules FROM run WHERE key = @run AND crm = @crm", new { run, crm = crmKey }).Single();
            var keys = KeysOf(write, deals.Select(deal => deal.DealId));
            foreach (var deal in deals)
            {
                if (!keys.TryGetValue(deal.DealId, out var key))
                {
                    throw new InvalidOperationException($"Deal {deal.DealId} was judged but never read.");
                }

                write.Execute(
                    "UPDATE deal SET due = 0, due_at = $1, rules = $2, outcome = $3 WHERE key = $0",
                    key, deal.DueAt?.UtcTicks, rules, (int)deal.Outcome);
                if (deal.Verdict is not null)
                {
                    write.Execute(
                        "INSERT INTO verdict (deal, body) VALUES ($0, $1) ON CONFLICT (deal) DO UPDATE SET body = excluded.body",
                        key, JournalJson.Write(deal.Verdict, JournalJson.Compact.Verdict));
                }

                if (deal.Standing is { } standing)
                {
                    SaveStanding(write, key, standing);
                }

                SavePlan(write, run, key, deal);
            }

            // Deals judged under other rules than those the due marks were raised for: the next reader compares all of them again.
            write.Once("UPDATE crm SET due_rules = NULL WHERE key = @crm AND due_rules IS NOT @rules", new { crm = crmKey, rules });
        },
        cancellationToken);

    private void SavePlan(SqliteWrite write, long run, long key, JudgedDeal deal)
    {
        if (deal.Outcome != DealOutcome.Planned)
        {
            write.Execute("DELETE FROM write WHERE crm = $0 AND run = $1 AND deal = $2 AND outcome = 0", crmKey, run, key);
            write.Execute("DELETE FROM held WHERE deal = $0", key);
            DropRetry(write, deal.DealId);
            return;
        }

        var plan = deal.Plan ?? throw new ArgumentException($"Deal {deal.DealId} is planned without a plan.", nameof(deal));
        write.Execute(
            """
            INSERT INTO write (run, crm, deal, deal_id, meeting, grouped, attempts, changes, flip_to) VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (crm, run, deal) WHERE outcome = 0 DO UPDATE
                SET meeting = excluded.meeting, grouped = excluded.grouped, attempts = excluded.attempts, changes = excluded.changes,
                    flip_to = excluded.flip_to
            """,
            run,
            crmKey,
            key,
            deal.DealId,
            plan.MeetingStart?.UtcTicks ?? long.MaxValue,
            plan.GroupKey ?? "",
            plan.Attempts,
            JournalJson.Write(plan.Changes, JournalJson.Compact.ImmutableSortedDictionaryStringValueChange),
            plan.FlipTo);
    }

    /// <summary>
    /// Turns "its time has come" and "judged under other rules" into the due mark, so that reading page by page is a walk along one
    /// small index, whether ten deals are due or all of a million.
    /// </summary>
    private Task RaiseDueAsync(DueRequest request, CancellationToken cancellationToken) => database.WriteAsync(
        write =>
        {
            var parameters = new { crm = crmKey, now = request.Now.UtcTicks, rules = request.Rules };
            write.Once("UPDATE deal SET due = 1, due_at = NULL WHERE crm = @crm AND due_at <= @now", parameters);
            write.Once(
                """
                UPDATE deal SET due = 1 WHERE crm = @crm AND closed = 0 AND gone = 0 AND due = 0
                    AND id IN (SELECT deal FROM retry WHERE crm = @crm AND next_at <= @now)
                """,
                parameters);
            if (write.Once("UPDATE crm SET due_rules = @rules WHERE key = @crm AND due_rules IS NOT @rules", parameters) > 0)
            {
                write.Once(
                    "UPDATE deal SET due = 1 WHERE crm = @crm AND closed = 0 AND gone = 0 AND due = 0 AND rules IS NOT @rules",
                    parameters);
            }
        },
        cancellationToken);
}
