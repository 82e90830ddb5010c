using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Journal.Tests;

/// <summary>The contract, kept by SQLite.</summary>
public sealed class SqliteJournalTests : JournalContract
{
    private readonly TempDirectory _directory = new();
    private readonly List<IJournalStore> _killed = [];
    private string _path = "";

    protected override async Task<IJournalStore> OpenStoreAsync()
    {
        _path = _path.Length == 0 ? _directory.File("journal.db") : _path;
        return await SqliteJournalStore.OpenAsync($"Data Source={_path}", _directory.Path, Time, Token);
    }

    protected override async Task<IJournalStore> OpenBesideAsync() => await SqliteJournalStore.OpenAsync($"Data Source={_path}", _directory.Path, Time, Token);

    /// <summary>What a killed process leaves is what its files hold at that instant: the copy never sees the first process's clean end.</summary>
    protected override async Task<IJournalStore> ReopenAfterKillAsync(IJournalStore store)
    {
        _killed.Add(store);
        var after = _directory.File($"after-{_killed.Count}.db");
        foreach (var suffix in new[] { "", "-wal" })
        {
            File.Copy(_path + suffix, after + suffix);
        }

        _path = after;
        return await OpenStoreAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        foreach (var store in _killed)
        {
            await store.DisposeAsync();
        }

        _directory.Dispose();
    }
}
