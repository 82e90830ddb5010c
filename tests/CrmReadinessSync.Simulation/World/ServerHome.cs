using CrmReadinessSync.Journal;
using CrmReadinessSync.Sync;
using CrmReadinessSync.Tests;
using Npgsql;

namespace CrmReadinessSync.Simulation;

/// <summary>
/// A real PostgreSQL. Its answers come from outside of simulated time, so every call is waited for where it is made: to the history it is as sudden
/// as a call of a file. One schema serves all histories, emptied for each.
/// </summary>
internal sealed class ServerHome : JournalHome, IAsyncDisposable
{
    private readonly PostgresServer _server;
    private readonly string _journal;
    private int _opened;

    private ServerHome(PostgresServer server) => (_server, _journal) = (server, server.NewSchema());

    public static async Task<ServerHome> StartAsync(CancellationToken cancellationToken)
    {
        var home = new ServerHome(await PostgresServer.StartAsync(cancellationToken));
        await using var first = await PostgresJournalStore.OpenAsync(home._journal, TimeProvider.System, cancellationToken);
        return home;
    }

    public override void Clear()
    {
        using var connection = new NpgsqlConnection(_journal);
        connection.Open();
        // Numbers start anew too, so that a history leaves the same trace each time.
        using var command = new NpgsqlCommand("TRUNCATE run, crm, write RESTART IDENTITY CASCADE", connection);
        command.ExecuteNonQuery();
    }

    public override Task<IJournalStore> OpenAsync(World world, TimeProvider clock)
    {
        // By its name the server tells when the last connection of a process is gone.
        var name = $"process {Interlocked.Increment(ref _opened)}";
        var own = new NpgsqlConnectionStringBuilder(_journal) { ApplicationName = name }.ToString();
        var store = Waiting.For(async () => (IJournalStore)await PostgresJournalStore.OpenAsync(own, clock, CancellationToken.None, clock: clock));
        return Task.FromResult<IJournalStore>(new WaitingStore(store.Result, () => WaitUntilGone(name)));
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private void WaitUntilGone(string name)
    {
        using var connection = new NpgsqlConnection(_journal);
        connection.Open();
        using var command = new NpgsqlCommand("SELECT count(*) FROM pg_stat_activity WHERE application_name = $1", connection) { Parameters = { new() { Value = name } } };
        while (command.ExecuteScalar() is not 0L)
        {
            Thread.Yield();
        }
    }

    private sealed class WaitingStore(IJournalStore inner, Action gone) : IJournalStore
    {
        public Task<IJournal> OpenAsync(string crm, CancellationToken cancellationToken) =>
            Task.FromResult(WaitingJournal.Before(Waiting.For(() => inner.OpenAsync(crm, cancellationToken)).Result));

        // A copy is a file, whoever it was made from.
        public Task<IJournalStore> CopyAsync(CancellationToken cancellationToken) => Task.FromResult(Waiting.For(() => inner.CopyAsync(cancellationToken)).Result);

        public ValueTask DisposeAsync()
        {
            Waiting.For(() => inner.DisposeAsync().AsTask()).GetAwaiter().GetResult();
            gone();
            return default;
        }
    }
}
