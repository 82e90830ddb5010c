using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Journal;

/// <summary>The databases that can hold a journal.</summary>
public enum JournalProvider
{
    /// <summary>A file on this machine, for workers on it.</summary>
    Sqlite,

    /// <summary>A server, for any number of workers.</summary>
    Postgres,
}

/// <summary>Where a journal is kept.</summary>
public sealed record JournalPlace
{
    private JournalPlace(JournalProvider provider, string connectionString, string folder)
    {
        Provider = provider;
        ConnectionString = connectionString;
        Folder = folder;
    }

    /// <summary>The database.</summary>
    public JournalProvider Provider { get; }

    /// <summary>The folder for what lies beside the journal, such as log files.</summary>
    public string Folder { get; }

    /// <summary>Whole, with an absolute path or the password; never for people.</summary>
    internal string ConnectionString { get; }

    /// <summary>Reads a connection string. Nothing is opened yet.</summary>
    /// <param name="provider">The database.</param>
    /// <param name="connectionString"><c>Data Source=PATH</c>, or Npgsql's <c>Host=…;Database=…;Username=…</c>, which asks for a verified TLS connection unless the server is this machine.</param>
    /// <param name="password">The server user's; null for none.</param>
    /// <param name="folder">Where a relative path starts.</param>
    /// <exception cref="JournalException">It cannot be read, holds a password, or would send one in clear.</exception>
    public static JournalPlace Of(JournalProvider provider, string connectionString, string? password, string folder)
    {
        if (provider is JournalProvider.Postgres)
        {
            return new JournalPlace(provider, PostgresDatabase.Settings(connectionString, password).ToString(), Path.Combine(folder, "data"));
        }

        var path = SqliteFile.PathOf(connectionString, folder);
        return new JournalPlace(provider, $"Data Source={path}", Path.GetDirectoryName(path)!);
    }

    /// <summary>Opens it, creating what is missing.</summary>
    /// <param name="time">The clock by which cached texts age.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <param name="machine">The machine's clock, which a file's leases go by, however <paramref name="time"/> may be shifted; a server has its own.</param>
    /// <exception cref="JournalException">It cannot be opened, is damaged or an unfinished copy, or was written by a newer version.</exception>
    public async Task<IJournalStore> OpenAsync(TimeProvider time, CancellationToken cancellationToken, TimeProvider? machine = null) => Provider is JournalProvider.Postgres
        ? await PostgresJournalStore.OpenAsync(ConnectionString, time, cancellationToken)
        : await SqliteJournalStore.OpenAsync(ConnectionString, Folder, time, cancellationToken, clock: machine);

    /// <summary>Looks at the file without making or changing anything; null for a server, which tells when it is opened.</summary>
    public JournalHealth? Examine() => Provider is JournalProvider.Sqlite ? SqliteHealth.Examine(ConnectionString, Folder) : null;

    /// <summary>
    /// Copies the whole journal into an empty one and compares both, row beside row. A copy that was cut off is continued by the same call. The service is to
    /// be stopped meanwhile.
    /// </summary>
    /// <returns>How many rows this call copied.</returns>
    /// <exception cref="JournalException">Either cannot be opened, the target is not empty, or the two differ afterwards.</exception>
    public async Task<long> CopyToAsync(JournalPlace target, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        await using var from = await OpenEndAsync(cancellationToken);
        await using var to = await target.OpenEndAsync(cancellationToken);
        await JournalTransfer.RequireFinishedAsync(from.End, cancellationToken);
        return await new JournalTransfer(from.End, to.End).RunAsync(verify: true, progress, cancellationToken);
    }

    private async Task<OpenEnd> OpenEndAsync(CancellationToken cancellationToken)
    {
        if (Provider is JournalProvider.Postgres)
        {
            var server = await PostgresDatabase.OpenAsync(ConnectionString, PostgresSchema.Shipped, cancellationToken);
            return new OpenEnd(new PostgresTransferEnd(server), server);
        }

        var file = SqliteDatabase.Open(SqliteFile.PathOf(ConnectionString, Folder), SqliteSchema.Shipped);
        return new OpenEnd(new SqliteTransferEnd(file), file);
    }

    private readonly record struct OpenEnd(ITransferEnd End, IAsyncDisposable Database) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Database.DisposeAsync();
    }
}
