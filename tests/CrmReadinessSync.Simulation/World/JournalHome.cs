using CrmReadinessSync.Journal;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Simulation;

/// <summary>Where the processes of a history keep their journal: a fresh one for each history.</summary>
internal abstract class JournalHome
{
    /// <summary>A file in the world's folder.</summary>
    public static JournalHome File { get; } = new InFile();

    /// <summary>A history begins: whatever was there is gone.</summary>
    public virtual void Clear()
    {
    }

    /// <summary>A process opens the journal by its own clock.</summary>
    public abstract Task<IJournalStore> OpenAsync(World world, TimeProvider clock);

    private sealed class InFile : JournalHome
    {
        public override async Task<IJournalStore> OpenAsync(World world, TimeProvider clock) =>
            await SqliteJournalStore.OpenAsync("Data Source=journal.db", world.Folder, clock, CancellationToken.None);
    }
}
