using System.Runtime.CompilerServices;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Journal;

internal sealed partial class PostgresJournal
{
    private const int RaisedAtOnce = 2000;

    public async IAsyncEnumerable<IReadOnlyList<DueDeal>> ReadDueAsync(DueRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await RaiseDueAsync(request, cancellationToken);
        var after = "";
        while (true)
        {
            var parameters = new { crm = crmKey, after, now = request.Now.UtcTicks, size = request.PageSize };
            var page = await database.ReadAsync(
                async session =>
                {
                    var rows = await session.QueryAsync<DealRow>(
                        $"""
                        SELECT {DealColumns} FROM deal d {DealJoins}
                        WHERE d.crm = @crm AND d.due AND d.id > @after AND (r.next_at IS NULL OR r.next_at <= @now)
                        ORDER BY d.id LIMIT @size
                        """,
                        parameters);
                    var copies = await CopiesOfAsync(session, rows);
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
        async session =>
        {
            await DemandAsync(session, run);
            var rules = await session.SingleAsync<string>("SELECT rules FROM run WHERE key = @run AND crm = @crm", new { run, crm = crmKey });
            var keys = await KeysOfAsync(session, deals.Select(deal => deal.DealId));
            if (deals.FirstOrDefault(deal => !keys.ContainsKey(deal.DealId)) is { } unread)
            {
                throw new InvalidOperationException($"Deal {unread.DealId} was judged but never read.");
            }

            await session.ExecuteAsync(
                """
                UPDATE deal SET due = false, due_at = page.due_at, rules = @rules, outcome = page.outcome
                FROM unnest(@keys, @dueAt, @outcomes) AS page (key, due_at, outcome) WHERE deal.key = page.key
                """,
                new
                {
                    rules,
                    keys = deals.Select(deal => keys[deal.DealId]).ToArray(),
                    dueAt = deals.Select(deal => deal.DueAt?.UtcTicks).ToArray(),
                    outcomes = deals.Select(deal => (long)deal.Outcome).ToArray(),
                });
            var judged = deals.Where(deal => deal.Verdict is not null).ToList();
            await session.ExecuteAsync(
                """
                INSERT INTO verdict (deal, body) SELECT * FROM unnest(@keys, @bodies)
                ON CONFLICT (deal) DO UPDATE SET body = excluded.body
                """,
                new
                {
                    keys = judged.Select(deal => keys[deal.DealId]).ToArray(),
                    bodies = judged.Select(deal => JournalJson.Write(deal.Verdict!, JournalJson.Compact.Verdict)).ToArray(),
                });
            await SaveStandingsAsync(session, [.. deals.Where(deal => deal.Standing is not null).Select(deal => (deal.DealId, deal.Standing!))]);
            await SavePlansAsync(session, run, [.. deals.Where(deal => deal.Outcome is DealOutcome.Planned)], keys);
            await SettleAsync(session, run, [.. deals.Where(deal => deal.Outcome is not DealOutcome.Planned)], keys);

            // Deals judged under other rules than those the due marks were raised for: the next reader compares all of them again.
            await session.ExecuteAsync("UPDATE crm SET due_rules = NULL WHERE key = @crm AND due_rules IS DISTINCT FROM @rules AND due_rules IS NOT NULL", new { crm = crmKey, rules });
        },
        cancellationToken);

    /// <summary>An outcome at once: nothing is planned, held or queued for these any more.</summary>
    private async Task SettleAsync(PostgresSession session, long run, List<JudgedDeal> deals, Dictionary<string, long> keys)
    {
        if (deals.Count == 0)
        {
            return;
        }

        var settled = deals.Select(deal => keys[deal.DealId]).ToArray();
        await session.ExecuteAsync("DELETE FROM write WHERE crm = @crm AND run = @run AND outcome = 0 AND deal = ANY(@settled)", new { crm = crmKey, run, settled });
        await session.ExecuteAsync("DELETE FROM held WHERE deal = ANY(@settled)", new { settled });
        await DropRetriesAsync(session, [.. deals.Select(deal => deal.DealId)]);
    }

    private async Task SavePlansAsync(PostgresSession session, long run, List<JudgedDeal> deals, Dictionary<string, long> keys)
    {
        if (deals.Count == 0)
        {
            return;
        }

        var plans = deals.ConvertAll(deal => deal.Plan ?? throw new ArgumentException($"Deal {deal.DealId} is planned without a plan.", nameof(deals)));
        await session.ExecuteAsync(
            """
            INSERT INTO write (run, crm, deal, deal_id, meeting, grouped, attempts, changes, flip_to)
            SELECT @run, @crm, * FROM unnest(@keys, @ids, @meetings, @groups, @attempts, @changes, @flips)
            ON CONFLICT (crm, run, deal) WHERE outcome = 0 DO UPDATE
                SET meeting = excluded.meeting, grouped = excluded.grouped, attempts = excluded.attempts, changes = excluded.changes, flip_to = excluded.flip_to
            """,
            new
            {
                run,
                crm = crmKey,
                keys = deals.Select(deal => keys[deal.DealId]).ToArray(),
                ids = deals.Select(deal => deal.DealId).ToArray(),
                meetings = plans.Select(plan => plan.MeetingStart?.UtcTicks ?? long.MaxValue).ToArray(),
                groups = plans.Select(plan => plan.GroupKey ?? "").ToArray(),
                attempts = plans.Select(plan => (long)plan.Attempts).ToArray(),
                changes = plans.Select(plan => JournalJson.Write(plan.Changes, JournalJson.Compact.ImmutableSortedDictionaryStringValueChange)).ToArray(),
                flips = plans.Select(plan => plan.FlipTo).ToArray(),
            });
    }

    /// <summary>
    /// Turns "its time has come" and "judged under other rules" into the due mark, so that reading page by page is a walk along one
    /// small index, whether ten deals are due or all of a million.
    /// </summary>
    private async Task RaiseDueAsync(DueRequest request, CancellationToken cancellationToken)
    {
        var parameters = new { crm = crmKey, now = request.Now.UtcTicks, rules = request.Rules };
        var isRaised = await database.WriteAsync(
            async session =>
            {
                await session.ExecuteAsync("UPDATE deal SET due = true, due_at = NULL WHERE crm = @crm AND due_at <= @now", parameters);
                await session.ExecuteAsync(
                    """
                    UPDATE deal SET due = true WHERE crm = @crm AND NOT closed AND NOT gone AND NOT due
                        AND id IN (SELECT deal FROM retry WHERE crm = @crm AND next_at <= @now)
                    """,
                    parameters);
                return await session.ScalarAsync<bool>("SELECT due_rules IS NOT DISTINCT FROM @rules FROM crm WHERE key = @crm", parameters);
            },
            cancellationToken);
        for (var after = isRaised ? null : ""; after is not null;)
        {
            after = await RaiseUnderOtherRulesAsync(request.Rules, after, cancellationToken);
        }

        if (!isRaised)
        {
            await database.WriteAsync(session => session.ExecuteAsync("UPDATE crm SET due_rules = @rules WHERE key = @crm", parameters), cancellationToken);
        }
    }

    /// <summary>So many deals at once, since all of ten million would be one transaction of minutes. A kill in between begins anew: <c>due_rules</c> comes last.</summary>
    /// <returns>The id to go on after; null when there is no more.</returns>
    private Task<string?> RaiseUnderOtherRulesAsync(string rules, string after, CancellationToken cancellationToken) => database.WriteAsync(
        session => session.ScalarAsync<string>(
            """
            WITH page AS MATERIALIZED (
                SELECT key, id FROM deal WHERE crm = @crm AND NOT closed AND NOT gone AND id > @after ORDER BY id LIMIT @RaisedAtOnce),
            raised AS (
                UPDATE deal SET due = true FROM page WHERE deal.key = page.key AND NOT deal.closed AND NOT deal.gone AND NOT deal.due AND deal.rules IS DISTINCT FROM @rules)
            SELECT max(id) FROM page
            """,
            new { crm = crmKey, after, rules, RaisedAtOnce }),
        cancellationToken);
}
