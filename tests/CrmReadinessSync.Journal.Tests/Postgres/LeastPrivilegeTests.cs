using CrmReadinessSync.Sync;
using Dapper;
using Npgsql;

namespace CrmReadinessSync.Journal.Tests;

/// <summary>The user that <c>deploy/postgres/journal.sql</c> makes can do what the journal needs, and no more.</summary>
public sealed class LeastPrivilegeTests(SharedServer shared)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_shipped_role_owns_its_schema_and_nothing_else()
    {
        var server = await shared.RequireAsync();
        await RunScriptAsync(server.ConnectionString);
        var own = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = "crm_readiness", Username = "crm_readiness_sync", Password = "p" }.ToString();

        await using (var store = await PostgresJournalStore.OpenAsync(own, new ManualTime(Sample.Start), Token))
        {
            var journal = await store.OpenAsync("hubspot", Token);
            var run = await journal.BeginRunAsync(Sample.Run("r1"), Token);
            await journal.SaveReadAsync(run, new ReadBatch(Sample.Start, [Sample.Deal("1")], [], [], [], []), Token);
            (await journal.CountOpenAsync(Token)).ShouldBe(1);
        }

        await using var connection = new NpgsqlConnection(own);
        var refused = Should.Throw<PostgresException>(() => connection.Execute("CREATE TABLE public.other (a int)"));
        refused.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        Should.Throw<PostgresException>(() => connection.Execute("CREATE ROLE more")).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    /// <summary>psql's own commands, played by hand: the variable and the change of database.</summary>
    private static async Task RunScriptAsync(string administrator)
    {
        var script = (await File.ReadAllTextAsync(Path.Combine(Root(), "deploy", "postgres", "journal.sql"), Token)).Replace(":password", "'p'", StringComparison.Ordinal);
        var parts = script.Split("\\connect crm_readiness");
        await RunAsync(administrator, parts[0]);
        await RunAsync(new NpgsqlConnectionStringBuilder(administrator) { Database = "crm_readiness" }.ToString(), parts[1]);
    }

    /// <summary>One statement at a time: CREATE DATABASE refuses company.</summary>
    private static async Task RunAsync(string connectionString, string script)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        var statements = string.Join('\n', script.Split('\n').Where(line => !line.StartsWith("--", StringComparison.Ordinal))).Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (var statement in statements)
        {
            await connection.ExecuteAsync(statement);
        }
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CrmReadinessSync.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The repository was not found above the tests.");
        }

        return folder.FullName;
    }
}
