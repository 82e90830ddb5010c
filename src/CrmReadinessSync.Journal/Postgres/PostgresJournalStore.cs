using System.Data.Common;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Journal;

/// <summary>Journals in a PostgreSQL database, which several workers may share. Version 14 or newer.</summary>
public sealed class PostgresJournalStore : IJournalStore
{
    private readonly PostgresDatabase _database;
    private readonly TimeProvider _time;
    private readonly PostgresWorker _worker;

    private PostgresJournalStore(PostgresDatabase database, TimeProvider time, PostgresWorker worker)
    {
        _database = database;
        _time = time;
        _worker = worker;
        database.Failed = worker.UnlockAllAsync;
    }

    internal PostgresDatabase Database => _database;

    /// <summary>Connections to the same database and schema, for what else lives in it: the schedule of a cluster.</summary>
    public DbDataSource Connections => _database.Source;

    /// <summary>Connects, and creates the schema (<c>Search Path</c>, by default <c>crm_readiness</c>) or brings it up to date.</summary>
    /// <param name="connectionString">Npgsql's: <c>Host=…;Database=…;Username=…</c>.</param>
    /// <param name="time">The clock by which cached texts age.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <param name="clock">The clock of leases in place of the server's own, for tests.</param>
    /// <param name="worker">The name by which leases know this user of the database; made of machine, process and instance when null.</param>
    /// <exception cref="JournalException">It cannot be reached or used, or was written by a version too new.</exception>
    public static async Task<PostgresJournalStore> OpenAsync(
        string connectionString, TimeProvider time, CancellationToken cancellationToken, TimeProvider? clock = null, string? worker = null)
    {
        var database = await PostgresDatabase.OpenAsync(connectionString, PostgresSchema.Shipped, cancellationToken);
        try
        {
            await JournalTransfer.RequireFinishedAsync(new PostgresTransferEnd(database), cancellationToken);
            return new PostgresJournalStore(database, time, new PostgresWorker(worker ?? WorkerName.Make(), clock, connectionString));
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<IJournal> OpenAsync(string crm, CancellationToken cancellationToken)
    {
        var key = await _database.WriteAsync(
            async session =>
            {
                await session.ExecuteAsync("INSERT INTO crm (name) VALUES (@crm) ON CONFLICT DO NOTHING", new { crm });
                return await session.SingleAsync<long>("SELECT key FROM crm WHERE name = @crm", new { crm });
            },
            cancellationToken);
        return new PostgresJournal(_database, crm, key, _time, _worker);
    }

    /// <summary>The copy is a file in the folder for temporary ones, private to this user: the server is not to carry throw-away tables.</summary>
    public async Task<IJournalStore> CopyAsync(CancellationToken cancellationToken)
    {
        var directory = ThrowAwayCopy.MakeDirectory(Path.Combine(Path.GetTempPath(), "crm-readiness-sync"), _time.GetUtcNow());
        try
        {
            var file = SqliteDatabase.Open(Path.Combine(directory, "copy.db"), SqliteSchema.Shipped);
            await using var view = await _database.ViewAsync(cancellationToken);
            await new JournalTransfer(new PostgresTransferEnd(_database, view), new SqliteTransferEnd(file)).RunAsync(verify: false, progress: null, cancellationToken);
            return new SqliteJournalStore(file, _time, clock: _time, _worker.Name, directory);
        }
        catch
        {
            Directory.Delete(directory, recursive: true);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync();
        await _database.DisposeAsync();
    }
}
