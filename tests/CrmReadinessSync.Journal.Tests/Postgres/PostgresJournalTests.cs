using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Journal.Tests;

/// <summary>The contract, kept by a real PostgreSQL.</summary>
public sealed class PostgresJournalTests(SharedServer shared) : JournalContract
{
    private readonly List<IJournalStore> _killed = [];
    private string? _connection;

    protected override async Task<IJournalStore> OpenStoreAsync()
    {
        _connection ??= (await shared.RequireAsync()).NewSchema();
        return await PostgresJournalStore.OpenAsync(_connection, Time, Token, clock: Time, worker: "one");
    }

    protected override async Task<IJournalStore> OpenBesideAsync() => await PostgresJournalStore.OpenAsync(_connection!, Time, Token, clock: Time);

    /// <summary>A killed process leaves what it committed, and connections that the server finds dead by itself.</summary>
    protected override Task<IJournalStore> ReopenAfterKillAsync(IJournalStore store)
    {
        _killed.Add(store);
        return OpenStoreAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        foreach (var store in _killed)
        {
            await store.DisposeAsync();
        }
    }
}
