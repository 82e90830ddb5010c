using CrmReadinessSync.Sync;
using Dapper;
using Microsoft.Data.Sqlite;

namespace CrmReadinessSync.Journal;

/// <summary>
/// Brings a file to the version this program writes. The version is SQLite's <c>user_version</c>, script n leads from n-1 to n, and
/// each script is one transaction: a kill between two leaves a whole, older file.
/// </summary>
internal sealed class SqliteSchema(IReadOnlyList<string> scripts)
{
    /// <summary>"CRSJ" in ASCII: tells a journal from any other SQLite file.</summary>
    private const long ApplicationId = 0x4352534A;

    public static SqliteSchema Shipped { get; } = new(EmbeddedScripts.Of("sqlite"));

    public void Bring(SqliteConnection connection, string path)
    {
        while (true)
        {
            var (version, tables, application) = Look(connection);
            if (version > scripts.Count)
            {
                throw new JournalException(
                    $"The journal {path} was written by a newer version of this program (its format is {version}, this one knows up to {scripts.Count}).",
                    "Run the newer version, or put back the copy of the file that was made before the upgrade.");
            }

            if (version == 0 ? tables > 0 : application != ApplicationId)
            {
                throw new JournalException($"The file {path} is a SQLite file, but not a journal.", "Point Journal:ConnectionString at the journal, or at a new file.");
            }

            if (version == scripts.Count)
            {
                return;
            }

            Apply(connection, version);
        }
    }

    /// <summary>In one view of the file: another process may be making it at this moment.</summary>
    private static (long Version, long Tables, long Application) Look(SqliteConnection connection)
    {
        using var view = connection.BeginTransaction(deferred: true);
        return (
            connection.ExecuteScalar<long>("PRAGMA user_version", transaction: view),
            connection.ExecuteScalar<long>("SELECT count(*) FROM sqlite_schema", transaction: view),
            connection.ExecuteScalar<long>("PRAGMA application_id", transaction: view));
    }

    private void Apply(SqliteConnection connection, long from)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        if (connection.ExecuteScalar<long>("PRAGMA user_version", transaction: transaction) == from)
        {
            connection.Execute(scripts[(int)from], transaction: transaction);
            connection.Execute($"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {from + 1}", transaction: transaction);
        }

        transaction.Commit();
    }
}
