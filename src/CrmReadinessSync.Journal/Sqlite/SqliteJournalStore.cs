using CrmReadinessSync.Sync;
using Dapper;
using Microsoft.Data.Sqlite;

namespace CrmReadinessSync.Journal;

/// <summary>The journals of all connections in one SQLite file.</summary>
public sealed class SqliteJournalStore : IJournalStore
{
    private readonly SqliteDatabase _database;
    private readonly TimeProvider _time;
    private readonly TimeProvider _clock;
    private readonly SqliteWorker _worker;
    private readonly string? _ownedDirectory;

    internal SqliteJournalStore(SqliteDatabase database, TimeProvider time, TimeProvider clock, string? worker, string? ownedDirectory)
    {
        _database = database;
        _time = time;
        _clock = clock;
        _worker = new SqliteWorker(worker ?? WorkerName.Make(), database.Path, clock);
        _ownedDirectory = ownedDirectory;
    }

    /// <summary>The file's full path.</summary>
    public string Path => _database.Path;

    internal SqliteDatabase Database => _database;

    /// <summary>Opens the file, creating it and its folder (private to this user) or bringing an older one up to date.</summary>
    /// <param name="connectionString"><c>Data Source=PATH</c> or a bare path.</param>
    /// <param name="baseDirectory">Where relative paths start.</param>
    /// <param name="time">The clock by which cached texts age.</param>
    /// <param name="cancellationToken">Stops before anything is opened.</param>
    /// <param name="clock">The clock of leases, the same for all who share the file; <paramref name="time"/> when null.</param>
    /// <param name="worker">The name by which leases know this user of the file; made of machine, process and instance when null.</param>
    /// <exception cref="JournalException">It cannot be opened, is damaged, is no journal, or was written by a newer version.</exception>
    public static async Task<SqliteJournalStore> OpenAsync(
        string connectionString, string baseDirectory, TimeProvider time, CancellationToken cancellationToken, TimeProvider? clock = null, string? worker = null)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var database = SqliteDatabase.Open(SqliteFile.PathOf(connectionString, baseDirectory), SqliteSchema.Shipped);
        try
        {
            await JournalTransfer.RequireFinishedAsync(new SqliteTransferEnd(database), cancellationToken);
            return new SqliteJournalStore(database, time, clock ?? time, worker, ownedDirectory: null);
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
            write =>
            {
                write.Once("INSERT INTO crm (name) VALUES (@crm) ON CONFLICT DO NOTHING", new { crm });
                return write.Scalar<long>("SELECT key FROM crm WHERE name = @crm", new { crm });
            },
            cancellationToken);
        return new SqliteJournal(_database, crm, key, _time, _worker);
    }

    /// <inheritdoc/>
    public Task<IJournalStore> CopyAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var directory = ThrowAwayCopy.MakeDirectory(Path, _time.GetUtcNow());
        try
        {
            var path = System.IO.Path.Combine(directory, "copy.db");
            SqliteFile.EnsurePrivate(path);
            using (var source = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path, Pooling = false }.ToString()))
            {
                source.Open();
                source.Execute("PRAGMA busy_timeout = 30000; VACUUM INTO @path", new { path });
            }

            var database = SqliteDatabase.Open(path, SqliteSchema.Shipped);
            // Whoever is at work on the original is not at work on the copy.
            database.Writer.Execute("DELETE FROM lease");
            return Task.FromResult<IJournalStore>(new SqliteJournalStore(database, _time, _clock, _worker.Name, directory));
        }
        catch (SqliteException e)
        {
            Directory.Delete(directory, recursive: true);
            throw SqliteFault.Translate(e, Path);
        }
        catch (JournalException)
        {
            Directory.Delete(directory, recursive: true);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _worker.Dispose();
        if (_ownedDirectory is not null && Directory.Exists(_ownedDirectory))
        {
            Directory.Delete(_ownedDirectory, recursive: true);
        }
    }
}
