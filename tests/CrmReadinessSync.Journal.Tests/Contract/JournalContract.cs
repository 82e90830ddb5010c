using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Journal.Tests;

/// <summary>What every journal must do, whatever database holds it. Each aspect has its own part.</summary>
public abstract partial class JournalContract : IAsyncLifetime
{
    private IJournalStore? _store;

    internal ManualTime Time { get; } = new(Sample.Start);

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected IJournal Journal { get; private set; } = null!;

    protected IJournalStore Store => _store ?? throw new InvalidOperationException("Not opened.");

    /// <summary>Opens the same store each time, with what was kept in it.</summary>
    protected abstract Task<IJournalStore> OpenStoreAsync();

    /// <summary>Leaves the store as a killed process would, and opens it again.</summary>
    protected abstract Task<IJournalStore> ReopenAfterKillAsync(IJournalStore store);

    public async ValueTask InitializeAsync()
    {
        _store = await OpenStoreAsync();
        Journal = await _store.OpenAsync("hubspot", Token);
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Store.DisposeAsync();
    }

    protected async Task KillAsync()
    {
        _store = await ReopenAfterKillAsync(Store);
        Journal = await _store.OpenAsync("hubspot", Token);
    }

    protected async Task<long> JudgeAllAsync(string rules = "r1", double hours = 0)
    {
        var run = await Journal.BeginRunAsync(Sample.Run(rules, hours), Token);
        await foreach (var page in Journal.ReadDueAsync(Sample.Due(hours, rules), Token))
        {
            await Journal.SaveJudgedAsync(run, [.. page.Select(deal => Sample.Unchanged(deal.Snapshot.Id))], Token);
        }

        return run;
    }

    internal async Task<List<string>> DueIdsAsync(double hours = 0, string rules = "r1", int size = 500) =>
        [.. (await Sample.Flat(Journal.ReadDueAsync(Sample.Due(hours, rules, size), Token))).Select(deal => deal.Snapshot.Id)];
}
