using System.Data;
using CrmReadinessSync.Journal;
using CrmReadinessSync.Sync;
using Dapper;
using Microsoft.Data.Sqlite;

namespace CrmReadinessSync.Benchmarks;

/// <summary>A file in a folder of its own.</summary>
internal sealed class SqliteFill : IJournalFill
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("crm-readiness-benchmark-");

    public string Numbers => "(WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < @around) SELECT i FROM n) AS n";

    private string File => Path.Combine(_directory.FullName, "journal.db");

    public async Task<IJournalStore> OpenAsync(CancellationToken cancellationToken) =>
        await SqliteJournalStore.OpenAsync(File, _directory.FullName, TimeProvider.System, cancellationToken);

    public async Task FillAsync(IReadOnlyList<string> statements, object parameters, CancellationToken cancellationToken)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = File, ForeignKeys = false, Pooling = false, DefaultTimeout = 0 }.ToString());
        await connection.OpenAsync(cancellationToken);
        foreach (var sql in (IEnumerable<string>)["PRAGMA synchronous = OFF", .. statements, "ANALYZE", "PRAGMA wal_checkpoint(TRUNCATE)"])
        {
            await connection.ExecuteAsync(new CommandDefinition(sql, parameters, commandTimeout: 0, commandType: CommandType.Text, cancellationToken: cancellationToken));
        }
    }

    public Task<long> SizeAsync(CancellationToken cancellationToken) => Task.FromResult(_directory.GetFiles().Sum(file => file.Length));

    public ValueTask DisposeAsync()
    {
        _directory.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
