using CrmReadinessSync.Sync;
using Dapper;
using Microsoft.Data.Sqlite;

namespace CrmReadinessSync.Journal;

/// <summary>Looks at a journal's file without making, upgrading or closing anything.</summary>
public static class SqliteHealth
{
    /// <summary>What is so about the file.</summary>
    /// <param name="connectionString"><c>Data Source=PATH</c> or a bare path.</param>
    /// <param name="baseDirectory">Where relative paths start.</param>
    /// <exception cref="JournalException">The connection string names no file.</exception>
    public static JournalHealth Examine(string connectionString, string baseDirectory)
    {
        var path = SqliteFile.PathOf(connectionString, baseDirectory);
        var known = EmbeddedScripts.Of("sqlite").Count;
        if (!File.Exists(path))
        {
            return new JournalHealth(path, Exists: false, 0, IsPrivate: true, 0, known, null);
        }

        var files = new[] { path, path + "-wal" }.Where(File.Exists).ToList();
        var bytes = files.Sum(file => new FileInfo(file).Length);
        var isPrivate = files.TrueForAll(SqliteFile.IsPrivate);
        try
        {
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
            connection.Open();
            var version = connection.ExecuteScalar<long>("PRAGMA user_version");
            var found = connection.ExecuteScalar<string>("PRAGMA quick_check(1)");
            return new JournalHealth(path, Exists: true, bytes, isPrivate, version, known, found is "ok" ? null : found ?? "It cannot be checked.");
        }
        catch (SqliteException damaged)
        {
            return new JournalHealth(path, Exists: true, bytes, isPrivate, 0, known, damaged.Message);
        }
    }
}

/// <summary>What is so about a journal's file.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Exists">Whether it is there yet.</param>
/// <param name="Bytes">Its size with the write-ahead log.</param>
/// <param name="IsPrivate">Whether only its owner may read it.</param>
/// <param name="Version">The format it has.</param>
/// <param name="KnownVersion">The newest format this program knows.</param>
/// <param name="Damage">What SQLite finds wrong with it; null when nothing.</param>
public sealed record JournalHealth(string Path, bool Exists, long Bytes, bool IsPrivate, long Version, long KnownVersion, string? Damage);
