using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Journal;

internal sealed partial class PostgresJournal
{
    private const string CountWorkers =
        $"""
        SELECT count(DISTINCT l.worker) FROM lease l JOIN crm c ON c.key = l.crm
        WHERE l.until > coalesce(@clock, {PostgresWorker.ServerClock}) AND c.account = (SELECT account FROM crm WHERE key = @crm)
        """;

    public int Workers { get; private set; } = 1;

    public Task KeepLeaseAsync(long run, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            await DemandAsync(session, run);
            Workers = Math.Max(1, (int)await session.ScalarAsync<long>(CountWorkers, new { crm = crmKey, clock = worker.Clock }));
        },
        cancellationToken);

    public Task<LeaseHolder?> ReadLeaseAsync(CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            var now = await worker.NowAsync(session);
            var row = (await session.QueryAsync<LeaseRow>(LeaseRow.Select, new { crm = crmKey })).FirstOrDefault();
            return row?.IsInForce(now) == true ? row.ToHolder() : null;
        },
        cancellationToken);

    /// <summary>
    /// Locks the lease for the rest of the transaction and makes sure that it is free, or tells who has it. The row is there before it is locked, so that
    /// two workers never both find none.
    /// </summary>
    private async Task LockLeaseAsync(PostgresSession session, bool isGuarded)
    {
        var parameters = new { crm = crmKey };
        await session.ExecuteAsync("INSERT INTO lease (crm, run, worker, since, until, guarded) VALUES (@crm, 0, '', 0, 0, 0) ON CONFLICT DO NOTHING", parameters);
        var held = await session.SingleAsync<LeaseRow>($"{LeaseRow.Select} FOR UPDATE", parameters);
        var isDead = isGuarded && held.Guarded != 0;
        if (held.Worker != worker.Name && !isDead && held.IsInForce(await worker.NowAsync(session)))
        {
            throw new LeaseHeldException(held.ToHolder());
        }
    }

    private async Task TakeLeaseAsync(PostgresSession session, long run, bool isGuarded)
    {
        var now = await worker.NowAsync(session);
        await session.ExecuteAsync(
            "UPDATE lease SET run = @run, worker = @worker, since = @now, until = @until, guarded = @guarded WHERE crm = @crm",
            new { crm = crmKey, run, worker = worker.Name, now, until = now + ILeases.Length.Ticks, guarded = isGuarded ? 1L : 0L });
    }

    /// <summary>The fence before every write of a run, held until its transaction ends; it keeps the lease going too. Where no run ever began there is none.</summary>
    private async Task<bool> HoldsAsync(PostgresSession session, long run)
    {
        if ((await session.QueryAsync<LeaseRow>($"{LeaseRow.Select} FOR UPDATE", new { crm = crmKey })).FirstOrDefault() is not { } lease)
        {
            return true;
        }

        if (lease.Run != run)
        {
            return false;
        }

        var now = await worker.NowAsync(session);
        if (lease.Until != 0 && (lease.Until < now + ILeases.LeftAtSending.Ticks || lease.Until > now + ILeases.Length.Ticks))
        {
            await session.ExecuteAsync("UPDATE lease SET until = @until WHERE crm = @crm", new { crm = crmKey, until = now + ILeases.Length.Ticks });
        }

        return true;
    }

    private async Task DemandAsync(PostgresSession session, long run)
    {
        if (!await HoldsAsync(session, run))
        {
            throw new LeaseLostException(run);
        }
    }

    /// <summary>See <see cref="DealOutcome.Stale"/>. Whatever the run that took over plans or writes meanwhile does not settle these deals.</summary>
    private async Task SaveStaleAsync(PostgresSession session, long run, IReadOnlyList<WriteRecord> records)
    {
        var ids = Distinct(records.Select(record => record.DealId));
        await session.ExecuteAsync(
            "UPDATE write SET outcome = @stale, at = @at WHERE crm = @crm AND run = @run AND deal_id = ANY(@ids) AND outcome = @abandoned",
            new { crm = crmKey, run, ids, at = records[0].At.UtcTicks, stale = (long)DealOutcome.Stale, abandoned = (long)DealOutcome.Abandoned });
        await session.ExecuteAsync("UPDATE deal SET due = NOT closed, unsettled = true WHERE crm = @crm AND id = ANY(@ids) AND NOT gone", new { crm = crmKey, ids });
    }
}
