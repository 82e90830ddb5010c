using System.Globalization;
using System.Text.RegularExpressions;
using CrmReadinessSync.Sync;
using Dapper;
using Npgsql;

namespace CrmReadinessSync.Journal;

/// <summary>
/// Brings a database to the version this program writes. Script n leads from n-1 to n; all that are missing run in one transaction under an
/// advisory lock, so that of several workers starting together one does the work and the others find it done. The first line of a script
/// names the oldest version whose programs may still work on what it leaves, so that workers are replaced one by one, either way.
/// </summary>
internal sealed partial class PostgresSchema(IReadOnlyList<string> scripts)
{
    /// <summary>"CRSJ" in ASCII: our advisory lock, and nobody else's by chance.</summary>
    private const long LockName = 0x4352534A;

    public static PostgresSchema Shipped { get; } = new(EmbeddedScripts.Of("postgres"));

    public async Task BringAsync(NpgsqlConnection connection, string schema, string place, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync("SELECT pg_advisory_xact_lock(@name)", new { name = LockName });
        if (await connection.ExecuteScalarAsync<long>(Command("SELECT count(*) FROM pg_namespace WHERE nspname = @schema", new { schema })) == 0)
        {
            await ExecuteAsync($"CREATE SCHEMA {Quoted(schema)}");
        }

        await ExecuteAsync("CREATE TABLE IF NOT EXISTS journal_version (version bigint PRIMARY KEY, usable_by bigint NOT NULL)");
        var (version, usableBy) = await connection.QuerySingleOrDefaultAsync<(long, long)>(
            Command("SELECT version, usable_by FROM journal_version ORDER BY version DESC LIMIT 1"));
        if (usableBy > scripts.Count)
        {
            throw new JournalException(
                $"The journal {place} was written by a newer version of this program (its format is {version}, this one knows up to {scripts.Count}).",
                "Run the newer version, or restore the backup that was made before the upgrade.");
        }

        for (; version < scripts.Count; version++)
        {
            var script = scripts[(int)version];
            await ExecuteAsync(script);
            await ExecuteAsync("INSERT INTO journal_version (version, usable_by) VALUES (@version, @usableBy)", new { version = version + 1, usableBy = UsableBy(script) });
        }

        await transaction.CommitAsync(cancellationToken);

        Task<int> ExecuteAsync(string sql, object? parameters = null) => connection.ExecuteAsync(Command(sql, parameters));

        CommandDefinition Command(string sql, object? parameters = null) => new(sql, parameters, transaction, cancellationToken: cancellationToken);
    }

    private static long UsableBy(string script) =>
        UsableByLine().Match(script) is { Success: true } line
            ? long.Parse(line.Groups["version"].Value, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException("A script does not begin with '-- usable by: N'.");

    [GeneratedRegex(@"\A-- usable by: (?<version>\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UsableByLine();

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
