using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Journal;

internal sealed partial class PostgresJournal
{
    public async Task<long> BeginRunAsync(RunStart start, CancellationToken cancellationToken)
    {
        var isGuarded = await worker.TryLockAsync(crmKey, cancellationToken);
        try
        {
            return await OpenRunAsync(start, isGuarded, cancellationToken);
        }
        catch (LeaseHeldException)
        {
            await worker.UnlockAsync(crmKey);
            throw;
        }
    }

    private Task<long> OpenRunAsync(RunStart start, bool isGuarded, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            await LockLeaseAsync(session, isGuarded);
            var parameters = new { crm = crmKey, at = start.StartedAt.UtcTicks, rules = start.Rules, cause = start.Trigger, abandoned = (long)DealOutcome.Abandoned };
            await session.ExecuteAsync(
                """
                UPDATE deal SET due = NOT (closed OR gone), outcome = NULL,
                    unsettled = unsettled OR EXISTS (SELECT 1 FROM sent s WHERE s.write = w.key)
                FROM write w WHERE w.crm = @crm AND w.outcome = 0 AND w.deal = deal.key
                """,
                parameters);
            await session.ExecuteAsync(
                "UPDATE write SET outcome = @abandoned, at = @at WHERE key IN (SELECT write FROM sent) AND crm = @crm AND outcome = 0", parameters);
            await session.ExecuteAsync("DELETE FROM sent WHERE write IN (SELECT key FROM write WHERE crm = @crm AND outcome = @abandoned)", parameters);
            await session.ExecuteAsync("DELETE FROM write WHERE crm = @crm AND outcome = 0", parameters);
            if (await session.ScalarAsync<bool>("SELECT EXISTS (SELECT 1 FROM run WHERE crm = @crm AND key = (SELECT max(key) FROM run WHERE crm = @crm) AND started_at > @at)", parameters))
            {
                // The clock was put back: verdicts and waits of a time yet to come are worth nothing.
                await session.ExecuteAsync("UPDATE deal SET due = true WHERE crm = @crm AND NOT closed AND NOT gone AND NOT due", parameters);
                await session.ExecuteAsync("UPDATE retry SET next_at = @at WHERE crm = @crm AND next_at > @at", parameters);
            }

            var run = await session.SingleAsync<long>("INSERT INTO run (crm, started_at, rules, cause) VALUES (@crm, @at, @rules, @cause) RETURNING key", parameters);
            await TakeLeaseAsync(session, run, isGuarded);
            return run;
        },
        cancellationToken);

    public async Task<bool> EndRunAsync(long run, RunEnd end, CancellationToken cancellationToken)
    {
        var held = await CloseRunAsync(run, end, cancellationToken);
        // Displaced too: whoever took over while this worker was frozen could not guard its lease, and the next run shall.
        await worker.UnlockAsync(crmKey);
        return held;
    }

    private Task<bool> CloseRunAsync(long run, RunEnd end, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            var holds = await HoldsAsync(session, run);
            end = holds ? end : end with { State = RunState.Displaced, Positions = null, Reconciled = false };
            await session.ExecuteAsync(
                "UPDATE run SET ended = @ended WHERE key = @run AND crm = @crm",
                new { run, crm = crmKey, ended = JournalJson.Write(end, JournalJson.Compact.RunEnd) });
            if (end.Positions is { } positions)
            {
                await session.ExecuteAsync("DELETE FROM position WHERE crm = @crm", new { crm = crmKey });
                await session.ExecuteAsync(
                    "INSERT INTO position (crm, feed, value) SELECT @crm, * FROM unnest(@feeds, @values)",
                    new { crm = crmKey, feeds = positions.Keys.ToArray(), values = positions.Values.ToArray() });
            }

            if (end.Reconciled)
            {
                await session.ExecuteAsync("UPDATE crm SET reconciled_at = @at WHERE key = @crm", new { crm = crmKey, at = end.EndedAt.UtcTicks });
            }

            await session.ExecuteAsync("UPDATE lease SET until = 0 WHERE crm = @crm AND run = @run", new { crm = crmKey, run });
            return holds;
        },
        cancellationToken,
        durable: true);

    public Task<int> PruneAsync(DateTimeOffset before, DateTimeOffset goneBefore, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            var parameters = new { crm = crmKey, before = before.UtcTicks, goneBefore = goneBefore.UtcTicks };
            const string OldRuns = "crm = @crm AND started_at < @before AND key < (SELECT max(key) FROM run WHERE crm = @crm)";
            var writes = await session.ExecuteAsync($"DELETE FROM write WHERE crm = @crm AND outcome <> 0 AND run IN (SELECT key FROM run WHERE {OldRuns})", parameters);
            var runs = await session.ExecuteAsync(
                $"DELETE FROM run WHERE {OldRuns} AND NOT EXISTS (SELECT 1 FROM write w WHERE w.crm = @crm AND w.run = run.key AND w.outcome = 0)",
                parameters);
            var deals = await session.ExecuteAsync("DELETE FROM deal WHERE crm = @crm AND ((gone AND seen_at < @goneBefore) OR (closed AND seen_at < @before))", parameters);
            return writes + runs + deals;
        },
        cancellationToken);

    public Task<IReadOnlyList<RunRecord>> ReadRunsAsync(int count, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<RunRecord>>(
        async session => (await session.QueryAsync<(long Key, long StartedAt, string Rules, string Cause, byte[]? Ended)>(
                "SELECT key, started_at, rules, cause, ended FROM run WHERE crm = @crm ORDER BY key DESC LIMIT @count", new { crm = crmKey, count }))
            .ConvertAll(row => new RunRecord(
                row.Key,
                new RunStart(Instant(row.StartedAt), row.Rules, row.Cause),
                row.Ended is null ? null : JournalJson.Read(row.Ended, JournalJson.Compact.RunEnd))),
        cancellationToken);
}
