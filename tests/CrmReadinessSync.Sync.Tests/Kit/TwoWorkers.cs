using CrmReadinessSync.Journal;

namespace CrmReadinessSync.Sync.Tests;

/// <summary>A world in which a second worker shares the journal, a file, and the CRM.</summary>
internal sealed class TwoWorkers : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly SqliteJournalStore _first;
    private readonly SqliteJournalStore _second;
    private readonly IJournal _other;

    private TwoWorkers(DirectoryInfo folder, SqliteJournalStore first, SqliteJournalStore second, IJournal other, World world)
    {
        (_folder, _first, _second, _other, World) = (folder, first, second, other, world);
    }

    /// <summary>The first worker's world.</summary>
    public World World { get; }

    public static async Task<TwoWorkers> StartAsync(Trouble? trouble = null)
    {
        var folder = Directory.CreateTempSubdirectory("crs-two-");
        var time = new ManualTime(World.Start);
        var first = await SqliteJournalStore.OpenAsync("journal.db", folder.FullName, time, CancellationToken.None, worker: "first");
        var second = await SqliteJournalStore.OpenAsync("journal.db", folder.FullName, time, CancellationToken.None, worker: "second");
        return new TwoWorkers(
            folder,
            first,
            second,
            await second.OpenAsync("practice", CancellationToken.None),
            new World(trouble: trouble, journal: await first.OpenAsync("practice", CancellationToken.None), time: time));
    }

    /// <summary>A whole cycle of the second worker.</summary>
    public Task<CycleReport> RunSecondAsync(bool preview = false) => World.RunWithAsync(_other, preview);

    /// <summary>A throw-away copy, as a preview takes it.</summary>
    public Task<IJournalStore> CopyAsync() => _second.CopyAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
