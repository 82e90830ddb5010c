using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Journal;

/// <summary>
/// Where copies for previews lie: beside the journal, where there is room for one and whose disk is as private, in a folder of their own.
/// A killed preview leaves its folder behind; the next one sweeps it away.
/// </summary>
internal static class ThrowAwayCopy
{
    private const string Mark = ".copy-";

    /// <summary>No preview lasts longer, so that an older folder belongs to nobody.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(1);

    public static string MakeDirectory(string journal, DateTimeOffset now)
    {
        try
        {
            Sweep(journal, now);
            var directory = $"{journal}{Mark}{Guid.NewGuid():N}";
            SqliteFile.CreateDirectory(directory);
            return directory;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JournalException(
                $"No copy of the journal {journal} can be made: {e.Message}", "Give the service's user write permission to the journal's folder.", e);
        }
    }

    private static void Sweep(string journal, DateTimeOffset now)
    {
        foreach (var old in new DirectoryInfo(Path.GetDirectoryName(journal)!).EnumerateDirectories(Path.GetFileName(journal) + Mark + "*"))
        {
            if (now.UtcDateTime - old.LastWriteTimeUtc > Abandoned)
            {
                old.Delete(recursive: true);
            }
        }
    }
}
