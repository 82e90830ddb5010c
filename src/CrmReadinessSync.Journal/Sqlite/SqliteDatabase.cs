using System.Collections.Concurrent;
using CrmReadinessSync.Sync;
using Dapper;
using Microsoft.Data.Sqlite;

namespace CrmReadinessSync.Journal;

/// <summary>
/// One file: a single writer behind a gate, and readers that never wait for it (WAL). SQLite answers synchronously and within
/// milliseconds, so calls run on the caller's thread; only the gate is awaited.
/// </summary>
internal sealed class SqliteDatabase : IAsyncDisposable
{
    /// <summary>Readers kept open; more are opened when more ask at once, and closed after use.</summary>
    private const int IdleReaders = 4;

    private readonly string _connectionString;
    private readonly SqliteConnection _writer;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ConcurrentBag<SqliteConnection> _readers = [];
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);
    private volatile bool _disposed;

    private SqliteDatabase(string path, string connectionString, SqliteConnection writer)
    {
        Path = path;
        _connectionString = connectionString;
        _writer = writer;
    }

    public string Path { get; }

    /// <summary>The writer's connection; for tests that provoke faults.</summary>
    internal SqliteConnection Writer => _writer;

    public static SqliteDatabase Open(string path, SqliteSchema schema)
    {
        SQLitePCL.Batteries_V2.Init();
        SqliteFile.EnsurePrivate(path);
        var connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Pooling = false,
            DefaultTimeout = 30,
        }.ToString();

        SqliteConnection? writer = null;
        try
        {
            writer = Connect(connectionString);
            writer.Execute("PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 4000");
            schema.Bring(writer, path);
            return new SqliteDatabase(path, connectionString, writer);
        }
        catch (SqliteException e)
        {
            writer?.Dispose();
            throw SqliteFault.Translate(e, path);
        }
        catch (JournalException)
        {
            writer?.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Runs <paramref name="work"/> in one transaction. <paramref name="durable"/> waits for the disk: without it a power loss may
    /// take the last transactions away (never part of one, never in another order), which later runs repair by reading again. What
    /// says "this is about to be sent" must not be taken away, for it holds the old values of what is overwritten.
    /// </summary>
    public async Task<T> WriteAsync<T>(Func<SqliteWrite, T> work, CancellationToken cancellationToken, bool durable = false)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (durable)
            {
                _writer.Execute("PRAGMA synchronous = FULL");
            }

            using var transaction = _writer.BeginTransaction(deferred: false);
            var result = work(new SqliteWrite(_writer, transaction, _statements));
            transaction.Commit();
            return result;
        }
        catch (SqliteException e)
        {
            throw SqliteFault.Translate(e, Path);
        }
        finally
        {
            if (durable && !_disposed)
            {
                _writer.Execute("PRAGMA synchronous = NORMAL");
            }

            _gate.Release();
        }
    }

    public Task WriteAsync(Action<SqliteWrite> work, CancellationToken cancellationToken, bool durable = false) =>
        WriteAsync(
            write =>
            {
                work(write);
                return true;
            },
            cancellationToken,
            durable);

    /// <summary>Runs <paramref name="work"/> on a consistent view of the file as it is now.</summary>
    public Task<T> ReadAsync<T>(Func<SqliteConnection, SqliteTransaction, T> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_disposed, this);
        try
        {
            if (!_readers.TryTake(out var reader))
            {
                reader = Connect(_connectionString);
            }

            try
            {
                using var transaction = reader.BeginTransaction(deferred: true);
                return Task.FromResult(work(reader, transaction));
            }
            finally
            {
                if (_disposed || _readers.Count >= IdleReaders)
                {
                    reader.Dispose();
                }
                else
                {
                    _readers.Add(reader);
                }
            }
        }
        catch (SqliteException e)
        {
            throw SqliteFault.Translate(e, Path);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync(CancellationToken.None);
        try
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            foreach (var statement in _statements.Values)
            {
                statement.Dispose();
            }

            while (_readers.TryTake(out var reader))
            {
                await reader.DisposeAsync();
            }

            await _writer.DisposeAsync();
        }
        finally
        {
            _gate.Release();
        }
    }

    private static SqliteConnection Connect(string connectionString)
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        connection.Execute("PRAGMA busy_timeout = 30000; PRAGMA foreign_keys = ON; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16000");
        return connection;
    }
}
