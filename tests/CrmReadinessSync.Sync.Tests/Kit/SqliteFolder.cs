using CrmReadinessSync.Journal;

namespace CrmReadinessSync.Sync.Tests;

/// <summary>Real journals, each in a file of its own, in a folder that goes with the test.</summary>
internal sealed class SqliteFolder : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("crs-sync-");
    private readonly List<IJournalStore> _stores = [];

    public IJournal NewJournal()
    {
        var store = SqliteJournalStore.OpenAsync($"Data Source={_stores.Count}.db", _folder.FullName, new ManualTime(World.Start), TestContext.Current.CancellationToken).GetAwaiter().GetResult();
        _stores.Add(store);
        return store.OpenAsync("practice", TestContext.Current.CancellationToken).GetAwaiter().GetResult();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }
}
