using System.Data;
using System.Net;
using CrmReadinessSync.Sync;
using Dapper;
using Npgsql;

namespace CrmReadinessSync.Journal;

/// <summary>A database on a server: a pool of connections, each transaction on one of them.</summary>
internal sealed class PostgresDatabase : IAsyncDisposable
{
    /// <summary>
    /// What each session asks of the server, where the connection string names no <c>Options</c>. A worker whose machine or network is gone is noticed within some
    /// eleven seconds, before the cluster gives its cycle to another; one that was frozen in the middle of a transaction keeps its rows locked for half a minute, not for
    /// ever. No statement of ours leaves a transaction idle for seconds.
    /// </summary>
    private const string SessionOptions =
        "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3 -c tcp_user_timeout=12000 -c idle_in_transaction_session_timeout=30000";

    /// <summary>
    /// How long a statement may take where the connection string does not say. Those of every cycle take milliseconds, but a migration, a recount under other
    /// limits or a daily comparison walks all deals, some minutes at ten million; Npgsql's half a minute would end it, and every attempt after it. A server that
    /// is gone is noticed without.
    /// </summary>
    private const int StatementSeconds = 900;

    /// <summary>The schema where the connection string names none.</summary>
    private const string DefaultSchema = "crm_readiness";

    private readonly NpgsqlDataSource _source;

    private PostgresDatabase(NpgsqlDataSource source, string place)
    {
        _source = source;
        Place = place;
    }

    /// <summary>The pool itself.</summary>
    public NpgsqlDataSource Source => _source;

    /// <summary>Called when the server failed a statement: the run that needed it is over, and its end cannot be told.</summary>
    public Func<Task> Failed { get; set; } = () => Task.CompletedTask;

    /// <summary>Which database this is, for people; without credentials.</summary>
    public string Place { get; }

    /// <summary>Connects and brings the schema to this program's version.</summary>
    /// <exception cref="JournalException">The server cannot be reached or refuses, or the schema is too new.</exception>
    public static async Task<PostgresDatabase> OpenAsync(string connectionString, PostgresSchema schema, CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        var place = $"{settings.Database} on {settings.Host}";
        var source = NpgsqlDataSource.Create(settings);
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            await schema.BringAsync(connection, settings.SearchPath ?? DefaultSchema, place, cancellationToken);
            return new PostgresDatabase(source, place);
        }
        catch (NpgsqlException e)
        {
            await source.DisposeAsync();
            throw PostgresFault.Translate(e, place);
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Runs <paramref name="work"/> in one transaction. As with the file journal, what is not <paramref name="durable"/> may be taken away by a crash of the server,
    /// newest first and never in part; what says "this is about to be sent" waits for its disk.
    /// </summary>
    public Task<T> WriteAsync<T>(Func<PostgresSession, Task<T>> work, CancellationToken cancellationToken, bool durable = false) =>
        RunAsync(
            async (session, transaction) =>
            {
                if (!durable)
                {
                    await session.ExecuteAsync("SET LOCAL synchronous_commit = off");
                }

                var result = await work(session);
                // A commit that was begun is waited for: whether it happened must not be left open by a stop.
                await transaction.CommitAsync(CancellationToken.None);
                return result;
            },
            IsolationLevel.ReadCommitted,
            cancellationToken);

    public Task WriteAsync(Func<PostgresSession, Task> work, CancellationToken cancellationToken, bool durable = false) =>
        WriteAsync(
            async session =>
            {
                await work(session);
                return true;
            },
            cancellationToken,
            durable);

    /// <summary>Runs <paramref name="work"/> on a consistent view of the database as it is now.</summary>
    public Task<T> ReadAsync<T>(Func<PostgresSession, Task<T>> work, CancellationToken cancellationToken) =>
        RunAsync((session, _) => work(session), IsolationLevel.RepeatableRead, cancellationToken);

    /// <summary>One view of the database for as long as it is kept, whatever is written meanwhile.</summary>
    public async Task<PostgresView> ViewAsync(CancellationToken cancellationToken)
    {
        try
        {
            var connection = await _source.OpenConnectionAsync(cancellationToken);
            return new PostgresView(connection, await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken));
        }
        catch (NpgsqlException e)
        {
            throw PostgresFault.Translate(e, Place);
        }
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private async Task<T> RunAsync<T>(Func<PostgresSession, NpgsqlTransaction, Task<T>> work, IsolationLevel isolation, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await _source.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(isolation, cancellationToken);
            return await work(new PostgresSession(connection, transaction, cancellationToken), transaction);
        }
        catch (NpgsqlException e)
        {
            await Failed();
            throw PostgresFault.Translate(e, Place);
        }
    }

    /// <summary>Npgsql's settings with ours: the schema, prepared statements, and a verified TLS connection to anything but this machine.</summary>
    /// <exception cref="JournalException">They cannot be read, hold a password, or would send one in clear.</exception>
    public static NpgsqlConnectionStringBuilder Settings(string connectionString, string? password)
    {
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "crm-readiness-sync" };
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw new JournalException("The connection string cannot be read.", "Write it as \"Host=db.example.com;Database=crm_readiness;Username=crm_readiness_sync\".", e);
        }

        if (settings.Password is not null)
        {
            throw new JournalException("The connection string holds a password.", "Give it as a secret: Journal:Password by the environment (CRS_Journal__Password) or a secrets file.");
        }

        if (string.IsNullOrWhiteSpace(settings.Host))
        {
            throw new JournalException("The connection string names no Host.", "Write it as \"Host=db.example.com;Database=crm_readiness;Username=crm_readiness_sync\".");
        }

        // ContainsKey knows every keyword; Keys holds those that were written, by their canonical names.
        var given = settings.Keys.ToHashSet(StringComparer.OrdinalIgnoreCase);
        settings.Password = password;
        settings.SearchPath ??= DefaultSchema;
        settings.Options ??= SessionOptions;
        if (!given.Contains("Max Auto Prepare"))
        {
            settings.MaxAutoPrepare = 60;
        }

        if (!given.Contains("Command Timeout"))
        {
            settings.CommandTimeout = StatementSeconds;
        }

        if (!settings.Host.Split(',').All(IsThisMachine))
        {
            if (!given.Contains("SSL Mode"))
            {
                settings.SslMode = SslMode.VerifyFull;
            }
            else if (settings.SslMode < SslMode.Require)
            {
                throw new JournalException($"SSL Mode={settings.SslMode} may send deals and the password unencrypted.", "Leave SSL Mode out (VerifyFull), or write Require, VerifyCA or VerifyFull.");
            }
        }

        return settings;
    }

    private static bool IsThisMachine(string host) =>
        host.StartsWith('/') || host.Split(':')[0] is "localhost" || (IPAddress.TryParse(host.Split(':')[0], out var address) && IPAddress.IsLoopback(address));
}

/// <summary>A view of the database that is kept; see <see cref="PostgresDatabase.ViewAsync"/>.</summary>
internal sealed class PostgresView(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
{
    /// <summary>Reads in the view.</summary>
    public PostgresSession Session(CancellationToken cancellationToken) => new(connection, transaction, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}

/// <summary>A transaction under way.</summary>
internal readonly record struct PostgresSession(NpgsqlConnection Connection, NpgsqlTransaction Transaction, CancellationToken Cancelled)
{
    /// <summary>Runs a statement and tells how many rows it touched. Arrays travel in binary, so a page is one statement.</summary>
    public Task<int> ExecuteAsync(string sql, object? parameters = null) => Connection.ExecuteAsync(Command(sql, parameters));

    /// <summary>The rows of a query.</summary>
    public async Task<List<T>> QueryAsync<T>(string sql, object? parameters = null) => (await Connection.QueryAsync<T>(Command(sql, parameters))).AsList();

    /// <summary>The one row of a query.</summary>
    public Task<T> SingleAsync<T>(string sql, object? parameters = null) => Connection.QuerySingleAsync<T>(Command(sql, parameters));

    /// <summary>The first column of the first row; the default when there is none.</summary>
    public Task<T?> ScalarAsync<T>(string sql, object? parameters = null) => Connection.ExecuteScalarAsync<T>(Command(sql, parameters));

    private CommandDefinition Command(string sql, object? parameters) => new(sql, parameters, Transaction, cancellationToken: Cancelled);
}
