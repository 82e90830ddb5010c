using CrmReadinessSync.Sync;
using Dapper;

namespace CrmReadinessSync.Journal;

internal sealed partial class SqliteJournal
{
    public async Task<long> BeginRunAsync(RunStart start, CancellationToken cancellationToken)
    {
        var isGuarded = worker.TryLock(crmKey);
        try
        {
            return await database.WriteAsync(
                write =>
                {
                    TakeLease(write, taken => Open(taken, start), isGuarded, out var run);
                    return run;
                },
                cancellationToken);
        }
        catch (LeaseHeldException)
        {
            worker.Unlock(crmKey);
            throw;
        }
    }

    private long Open(SqliteWrite write, RunStart start)
    {
        var parameters = new { crm = crmKey, at = start.StartedAt.UtcTicks, rules = start.Rules, cause = start.Trigger, abandoned = (int)DealOutcome.Abandoned };
        write.Once(
            """
            UPDATE deal SET due = NOT (closed OR gone), outcome = NULL,
                unsettled = max(unsettled, EXISTS (SELECT 1 FROM sent s WHERE s.write = w.key))
            FROM write w WHERE w.crm = @crm AND w.outcome = 0 AND w.deal = deal.key
            """,
            parameters);
        write.Once(
            "UPDATE write SET outcome = @abandoned, at = @at WHERE key IN (SELECT write FROM sent) AND crm = @crm AND outcome = 0", parameters);
        write.Once("DELETE FROM sent WHERE EXISTS (SELECT 1 FROM write w WHERE w.key = sent.write AND w.crm = @crm AND w.outcome = @abandoned)", parameters);
        write.Once("DELETE FROM write WHERE crm = @crm AND outcome = 0", parameters);
        if (write.Scalar<bool>("SELECT EXISTS (SELECT 1 FROM run WHERE crm = @crm AND key = (SELECT max(key) FROM run WHERE crm = @crm) AND started_at > @at)", parameters))
        {
            // The clock was put back: verdicts and waits of a time yet to come are worth nothing.
            write.Once("UPDATE deal SET due = 1 WHERE crm = @crm AND closed = 0 AND gone = 0 AND due = 0", parameters);
            write.Once("UPDATE retry SET next_at = @at WHERE crm = @crm AND next_at > @at", parameters);
        }

        return write.Scalar<long>("INSERT INTO run (crm, started_at, rules, cause) VALUES (@crm, @at, @rules, @cause) RETURNING key", parameters);
    }

    public async Task<bool> EndRunAsync(long run, RunEnd end, CancellationToken cancellationToken)
    {
        var held = await database.WriteAsync(
            write =>
            {
                var holds = Holds(write, run);
                var kept = holds ? end : end with { State = RunState.Displaced, Positions = null, Reconciled = false };
                write.Once(
                    "UPDATE run SET ended = @ended WHERE key = @run AND crm = @crm",
                    new { run, crm = crmKey, ended = JournalJson.Write(kept, JournalJson.Compact.RunEnd) });
                if (kept.Positions is not null)
                {
                    write.Once("DELETE FROM position WHERE crm = @crm", new { crm = crmKey });
                    foreach (var (feed, value) in kept.Positions)
                    {
                        write.Execute("INSERT INTO position (crm, feed, value) VALUES ($0, $1, $2)", crmKey, feed, value);
                    }
                }

                if (kept.Reconciled)
                {
                    write.Once("UPDATE crm SET reconciled_at = @at WHERE key = @crm", new { crm = crmKey, at = end.EndedAt.UtcTicks });
                }

                LetGo(write, run);
                return holds;
            },
            cancellationToken,
            durable: true);
        worker.Unlock(crmKey);
        return held;
    }

    public Task<int> PruneAsync(DateTimeOffset before, DateTimeOffset goneBefore, CancellationToken cancellationToken) => database.WriteAsync(
        write =>
        {
            var parameters = new { crm = crmKey, before = before.UtcTicks, goneBefore = goneBefore.UtcTicks };
            const string OldRuns =
                "crm = @crm AND started_at < @before AND key < (SELECT max(key) FROM run WHERE crm = @crm)";
            var writes = write.Once($"DELETE FROM write WHERE crm = @crm AND outcome <> 0 AND run IN (SELECT key FROM run WHERE {OldRuns})", parameters);
            var runs = write.Once(
                $"DELETE FROM run WHERE {OldRuns} AND NOT EXISTS (SELECT 1 FROM write w WHERE w.crm = @crm AND w.run = run.key AND w.outcome = 0)",
                parameters);
            var deals = write.Once("DELETE FROM deal WHERE crm = @crm AND ((gone = 1 AND seen_at < @goneBefore) OR (closed = 1 AND seen_at < @before))", parameters);
            return writes + runs + deals;
        },
        cancellationToken);

    public Task<IReadOnlyList<RunRecord>> ReadRunsAsync(int count, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<RunRecord>>(
        (reader, transaction) => reader
            .Query<(long Key, long StartedAt, string Rules, string Cause, byte[]? Ended)>(
                "SELECT key, started_at, rules, cause, ended FROM run WHERE crm = @crm ORDER BY key DESC LIMIT @count",
                new { crm = crmKey, count },
                transaction)
            .Select(row => new RunRecord(
                row.Key,
                new RunStart(Instant(row.StartedAt), row.Rules, row.Cause),
                row.Ended is null ? null : JournalJson.Read(row.Ended, JournalJson.Compact.RunEnd)))
            .ToList(),
        cancellationToken);
}
