using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Journal;

internal sealed partial class PostgresJournal
{
    /// <summary>Deals that stand held and still are open; those of a plan up to a release in force are let go already.</summary>
    private const string Standing =
        "FROM held h JOIN deal d ON d.key = h.deal AND NOT d.closed AND NOT d.gone JOIN crm c ON c.key = h.crm WHERE h.crm = @crm";

    private const string Unreleased = "AND h.plan > coalesce(c.released_plan, -1)";

    public Task<HeldPlan?> ReadHeldAsync(CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            var parameters = new { crm = crmKey };
            var waiting = await session.SingleAsync<(long? Plan, long Deals, long Flips)>($"SELECT max(h.plan), count(*), count(h.flip_to) {Standing} {Unreleased}", parameters);
            var held = waiting.Plan is null
                ? await session.SingleAsync<(long? Plan, long Deals, long Flips)>($"SELECT max(h.plan), count(*), count(h.flip_to) {Standing}", parameters)
                : waiting;
            if (held.Plan is not { } plan)
            {
                return null;
            }

            var (since, reason, until) = await session.SingleAsync<(long Since, long Reason, long? Until)>(
                "SELECT held_since, hold_reason, released_until FROM crm WHERE key = @crm", parameters);
            return new HeldPlan(plan, Instant(since), (HoldReason)reason, held.Deals, held.Flips, waiting.Plan is null ? Instant(until) : null);
        },
        cancellationToken);

    public Task<bool> ReleaseAsync(long plan, DateTimeOffset until, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            if (await session.ScalarAsync<long?>($"SELECT max(h.plan) {Standing} {Unreleased}", new { crm = crmKey }) != plan)
            {
                return false;
            }

            await session.ExecuteAsync(
                "UPDATE crm SET released_plan = @plan, released_until = @until, opened = opened OR hold_reason = @first WHERE key = @crm",
                new { crm = crmKey, plan, until = until.UtcTicks, first = (long)HoldReason.FirstWrites });
            return true;
        },
        cancellationToken,
        durable: true);

    public Task<bool> TakeReleaseAsync(DateTimeOffset now, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            var parameters = new { crm = crmKey, now = now.UtcTicks };
            await session.ExecuteAsync("UPDATE crm SET released_plan = NULL, released_until = NULL WHERE key = @crm AND released_until <= @now", parameters);
            return await session.ExecuteAsync(
                $"""
                UPDATE deal SET due = true, unsettled = true
                WHERE key IN (SELECT h.deal {Standing} AND h.plan <= c.released_plan)
                    AND NOT EXISTS (SELECT 1 FROM retry r WHERE r.crm = @crm AND r.deal = deal.id)
                """,
                parameters) > 0 || await session.ScalarAsync<long?>($"SELECT 1::bigint {Standing} AND h.plan <= c.released_plan LIMIT 1", parameters) is not null;
        },
        cancellationToken);

    public Task<PlanTotals> CountPlanAsync(long run, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            var parameters = new { crm = crmKey, run };
            var planned = await session.SingleAsync<(long Deals, long Flips)>(
                """
                SELECT count(*), count(w.flip_to) - count(h.deal)
                FROM write w JOIN crm c ON c.key = @crm
                LEFT JOIN held h ON h.deal = w.deal AND h.flip_to = w.flip_to AND h.plan <= c.released_plan
                WHERE w.run = @run AND w.outcome = 0
                """,
                parameters);
            var held = await session.SingleAsync<(long Deals, long Flips)>(
                $"""
                SELECT count(*), count(h.flip_to) {Standing} {Unreleased}
                    AND NOT EXISTS (SELECT 1 FROM write w WHERE w.crm = @crm AND w.run = @run AND w.deal = h.deal AND w.outcome = 0)
                """,
                parameters);
            return new PlanTotals(planned.Deals, planned.Flips + held.Flips, held.Deals);
        },
        cancellationToken);

    public Task HoldAsync(long run, HoldReason reason, bool onlyFlips, DateTimeOffset at, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            await DemandAsync(session, run);
            var parameters = new { crm = crmKey, run, reason = (long)reason, onlyFlips, at = at.UtcTicks, held = (long)DealOutcome.Held };
            await session.ExecuteAsync(
                $"""
                UPDATE crm SET hold_reason = @reason,
                    held_since = CASE WHEN EXISTS (SELECT 1 {Standing} {Unreleased}) THEN held_since ELSE @at END
                WHERE key = @crm
                """,
                parameters);
            var held = await session.ExecuteAsync(
                """
                INSERT INTO held (deal, crm, plan, flip_to)
                SELECT w.deal, @crm, @run, w.flip_to FROM write w JOIN crm c ON c.key = @crm
                LEFT JOIN held before ON before.deal = w.deal AND before.flip_to = w.flip_to AND before.plan <= c.released_plan
                WHERE w.run = @run AND w.outcome = 0 AND (NOT @onlyFlips OR (w.flip_to IS NOT NULL AND before.deal IS NULL))
                ON CONFLICT (deal) DO UPDATE SET crm = excluded.crm, plan = excluded.plan, flip_to = excluded.flip_to
                """,
                parameters);
            if (held > 0)
            {
                await session.ExecuteAsync(
                    "UPDATE held SET plan = @run WHERE crm = @crm AND plan > coalesce((SELECT released_plan FROM crm WHERE key = @crm), -1)", parameters);
            }

            await session.ExecuteAsync(
                "DELETE FROM retry WHERE crm = @crm AND deal IN (SELECT d.id FROM deal d JOIN held h ON h.deal = d.key WHERE h.crm = @crm AND h.plan = @run)", parameters);
            await session.ExecuteAsync("UPDATE deal SET outcome = @held WHERE key IN (SELECT deal FROM held WHERE crm = @crm AND plan = @run)", parameters);
            await session.ExecuteAsync(
                "UPDATE write SET outcome = @held, at = @at WHERE run = @run AND outcome = 0 AND deal IN (SELECT deal FROM held WHERE crm = @crm AND plan = @run)",
                parameters);
        },
        cancellationToken,
        durable: true);

    public Task ResumeAsync(long run, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            await DemandAsync(session, run);
            var parameters = new { crm = crmKey, run };
            await session.ExecuteAsync(
                $"""
                UPDATE deal SET due = true WHERE key IN (SELECT h.deal {Standing} {Unreleased})
                    AND key NOT IN (SELECT w.deal FROM write w WHERE w.run = @run AND w.outcome = 0)
                """,
                parameters);
            await session.ExecuteAsync("DELETE FROM held WHERE crm = @crm AND plan > coalesce((SELECT released_plan FROM crm WHERE key = @crm), -1)", parameters);
        },
        cancellationToken);

    public Task AcceptRulesAsync(string rules, CancellationToken cancellationToken) => database.WriteAsync(
        session => session.ExecuteAsync("UPDATE crm SET accepted_rules = @rules WHERE key = @crm", new { crm = crmKey, rules }),
        cancellationToken,
        durable: true);
}
