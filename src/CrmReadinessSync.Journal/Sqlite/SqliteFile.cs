using CrmReadinessSync.Sync;
using Microsoft.Data.Sqlite;

namespace CrmReadinessSync.Journal;

/// <summary>Where the journal lies, and that nobody else may read it (law 12).</summary>
internal static class SqliteFile
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Takes <c>Data Source=…</c> or a bare path; relative ones start at <paramref name="baseDirectory"/>.</summary>
    public static string PathOf(string connectionString, string baseDirectory)
    {
        string source;
        try
        {
            source = connectionString.Contains('=', StringComparison.Ordinal)
                ? new SqliteConnectionStringBuilder(connectionString).DataSource
                : connectionString;
        }
        catch (ArgumentException e)
        {
            throw new JournalException($"The journal's connection string cannot be read: {e.Message}", "Write Journal:ConnectionString as 'Data Source=PATH'.", e);
        }

        return string.IsNullOrWhiteSpace(source) || source == ":memory:"
            ? throw new JournalException("The journal's connection string names no file.", "Write Journal:ConnectionString as 'Data Source=PATH'.")
            : Path.GetFullPath(source, baseDirectory);
    }

    /// <summary>
    /// Creates the file before SQLite does, so that it is never readable by others, not even for a moment; SQLite gives <c>-wal</c>
    /// and <c>-shm</c> the file's own mode. An existing file is closed to others.
    /// </summary>
    public static void EnsurePrivate(string path)
    {
        try
        {
            var directory = Path.GetDirectoryName(path)!;
            if (!Directory.Exists(directory))
            {
                CreateDirectory(directory);
            }

            using (new FileStream(path, CreateOptions(FileShare.ReadWrite | FileShare.Delete)))
            {
            }

            if (!OperatingSystem.IsWindows())
            {
                foreach (var file in new[] { path, path + "-wal", path + "-shm" }.Where(File.Exists))
                {
                    if ((File.GetUnixFileMode(file) & ~Owner) != UnixFileMode.None)
                    {
                        File.SetUnixFileMode(file, Owner);
                    }
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JournalException(
                $"The journal {path} cannot be created or made private: {e.Message}",
                "Give the service's user a folder of its own that it may write (Journal:ConnectionString).",
                e);
        }
    }

    /// <summary>Whether only its owner may read a file. Windows has no such modes; there the folder's rights decide.</summary>
    public static bool IsPrivate(string file) => OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & ~Owner) == UnixFileMode.None;

    /// <summary>Creates a folder that only this user may enter.</summary>
    public static void CreateDirectory(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
        }
        else
        {
            Directory.CreateDirectory(directory, Owner | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Opens a file that only this user may read, creating it if need be.</summary>
    public static FileStreamOptions CreateOptions(FileShare share)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = share,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = Owner;
        }

        return options;
    }
}
