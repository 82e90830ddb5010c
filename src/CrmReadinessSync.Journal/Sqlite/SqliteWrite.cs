using Dapper;
using Microsoft.Data.Sqlite;

namespace CrmReadinessSync.Journal;

/// <summary>A transaction under way on the writer's connection.</summary>
internal readonly struct SqliteWrite(SqliteConnection connection, SqliteTransaction transaction, Dictionary<string, Statement> statements)
{
    /// <summary>Runs a statement that is prepared once for the connection's life; parameters are <c>$0</c>, <c>$1</c>, …</summary>
    public int Execute(string sql, params ReadOnlySpan<SqliteArgument> values) => Prepared(sql, values.Length).Execute(values);

    /// <summary>The same for a statement that answers with a number.</summary>
    public long? Number(string sql, params ReadOnlySpan<SqliteArgument> values) => Prepared(sql, values.Length).Number(values);

    /// <summary>Runs a statement that is needed once in a while.</summary>
    public int Once(string sql, object? parameters = null) => connection.Execute(sql, parameters, transaction);

    public IEnumerable<T> Query<T>(string sql, object? parameters = null) => connection.Query<T>(sql, parameters, transaction);

    public T? Scalar<T>(string sql, object? parameters = null) => connection.ExecuteScalar<T>(sql, parameters, transaction);

    /// <summary>A command for rows whose columns are known only when it runs.</summary>
    public SqliteCommand Command(string sql) => new(sql, connection, transaction);

    private Statement Prepared(string sql, int parameters)
    {
        if (!statements.TryGetValue(sql, out var statement))
        {
            statements[sql] = statement = new Statement(connection, sql, parameters);
        }

        return statement;
    }
}
