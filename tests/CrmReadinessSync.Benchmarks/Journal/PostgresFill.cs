using System.Data;
using CrmReadinessSync.Journal;
using CrmReadinessSync.Sync;
using CrmReadinessSync.Tests;
using Dapper;
using Npgsql;

namespace CrmReadinessSync.Benchmarks;

/// <summary>A server of its own, as installed: nothing is tuned while it is measured.</summary>
internal sealed class PostgresFill(PostgresServer server) : IJournalFill
{
    private static readonly string[] WhileFilling = ["fsync = off", "full_page_writes = off", "autovacuum = off", "max_wal_size = '16GB'", "checkpoint_timeout = '1h'"];

    private readonly string _place = server.NewSchema();

    public string Numbers => "generate_series(0, @around - 1) AS n (i)";

    public async Task<IJournalStore> OpenAsync(CancellationToken cancellationToken) =>
        await JournalPlace.Of(JournalProvider.Postgres, _place, password: null, Path.GetTempPath()).OpenAsync(TimeProvider.System, cancellationToken);

    /// <summary>Without the disk's and the foreign keys' say, which are back before anything is measured, as is what autovacuum would have done by then.</summary>
    public async Task FillAsync(IReadOnlyList<string> statements, object parameters, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(_place);
        await connection.OpenAsync(cancellationToken);
        IEnumerable<string> all =
        [
            .. WhileFilling.Select(setting => $"ALTER SYSTEM SET {setting}"), "SELECT pg_reload_conf()", "SET session_replication_role = replica",
            .. statements, "VACUUM (ANALYZE)", "ALTER SYSTEM RESET ALL", "SELECT pg_reload_conf()", "CHECKPOINT",
        ];
        foreach (var sql in all)
        {
            await connection.ExecuteAsync(new CommandDefinition(sql, sql.Contains('@', StringComparison.Ordinal) ? parameters : null, commandTimeout: 0, commandType: CommandType.Text, cancellationToken: cancellationToken));
        }
    }

    public async Task<long> SizeAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(_place);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition("SELECT pg_database_size(current_database())", cancellationToken: cancellationToken));
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
