namespace CrmReadinessSync.Journal;

/// <summary>One user of the database, as leases know it. The journal's clock is the server's own, so that workers on many machines agree.</summary>
/// <param name="name">Its name: machine, process, instance.</param>
/// <param name="clock">In place of the server's clock, for tests.</param>
internal sealed class PostgresWorker(string name, TimeProvider? clock)
{
    public string Name { get; } = name;

    /// <summary>The journal's clock, in ticks as everything in it.</summary>
    public async Task<long> NowAsync(PostgresSession session) => clock is null
        ? await session.SingleAsync<long>("SELECT (extract(epoch FROM clock_timestamp()) * 10000000)::bigint + 621355968000000000")
        : clock.GetUtcNow().UtcTicks;
}
