using System.Collections.Concurrent;
using Npgsql;

namespace CrmReadinessSync.Journal;

/// <summary>
/// One user of the database, as leases know it. The journal's clock is the server's own, so that workers on many machines agree. While it holds a
/// lease it keeps an advisory lock in a session of its own. The server drops that lock with the session: at once when the process dies, within
/// seconds when its machine or the network between them does (see <see cref="PostgresDatabase.Settings"/>). So a lock that can be had proves that a guarded
/// lease has no holder any more. A worker that is merely frozen keeps its session; its lease runs out by time.
/// </summary>
/// <param name="name">Its name: machine, process, instance.</param>
/// <param name="clock">In place of the server's clock, for tests.</param>
/// <param name="connectionString">How it reaches the server.</param>
internal sealed class PostgresWorker(string name, TimeProvider? clock, string connectionString) : IAsyncDisposable
{
    // A pooled connection would go back with its lock, and an idle one must not be ended for being idle: it is idle by design.
    private readonly string _ownSession = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ToString();
    private readonly ConcurrentDictionary<long, NpgsqlConnection> _guards = [];

    /// <summary>The server's clock in ticks, as everything in the journal.</summary>
    public const string ServerClock = "(extract(epoch FROM clock_timestamp()) * 10000000)::bigint + 621355968000000000";

    public string Name { get; } = name;

    /// <summary>What stands in place of <see cref="ServerClock"/>; null when nothing does.</summary>
    public long? Clock => clock?.GetUtcNow().UtcTicks;

    /// <summary>The journal's clock.</summary>
    public async Task<long> NowAsync(PostgresSession session) => Clock ?? await session.SingleAsync<long>($"SELECT {ServerClock}");

    /// <summary>Locks the lease of a CRM in a session of its own.</summary>
    /// <returns>Whether this worker has it locked now. Where it cannot, the lease ends by time alone.</returns>
    public async Task<bool> TryLockAsync(long crm, CancellationToken cancellationToken)
    {
        if (_guards.TryGetValue(crm, out var kept))
        {
            if (await IsAliveAsync(kept, cancellationToken))
            {
                return true;
            }

            await UnlockAsync(crm);
        }

        var guard = new NpgsqlConnection(_ownSession);
        try
        {
            await guard.OpenAsync(cancellationToken);
            // The table's own number tells schemas of one database apart.
            await using var command = new NpgsqlCommand($"SET idle_session_timeout = 0; SELECT pg_try_advisory_lock('lease'::regclass::oid::int, {crm})", guard);
            if (await command.ExecuteScalarAsync(cancellationToken) is true)
            {
                _guards[crm] = guard;
                return true;
            }
        }
        catch (NpgsqlException)
        {
            // Told by the statement that follows, if the server cannot be used at all.
        }

        await guard.DisposeAsync();
        return false;
    }

    public async Task UnlockAsync(long crm)
    {
        if (_guards.TryRemove(crm, out var guard))
        {
            await guard.DisposeAsync();
        }
    }

    /// <summary>Guards nothing any more: others may take over at once. Runs that still go on are fenced by their ids.</summary>
    public async Task UnlockAllAsync()
    {
        foreach (var crm in _guards.Keys)
        {
            await UnlockAsync(crm);
        }
    }

    public async ValueTask DisposeAsync() => await UnlockAllAsync();

    private static async Task<bool> IsAliveAsync(NpgsqlConnection guard, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = new NpgsqlCommand("SELECT 1", guard);
            await command.ExecuteScalarAsync(cancellationToken);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
