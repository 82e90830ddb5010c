using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CrmReadinessSync.Journal;

/// <summary>
/// A prepared statement of the writer's connection, for what runs once a deal. Parameters are <c>$0</c>, <c>$1</c>, … in order. It
/// speaks to SQLite itself: a command object costs several times the insert it carries, and a first read holds millions of them.
/// </summary>
internal sealed class Statement : IDisposable
{
    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _statement;
    private readonly int[] _places;

    public Statement(SqliteConnection connection, string sql, int parameters)
    {
        _connection = connection.Handle ?? throw new InvalidOperationException("The connection is closed.");
        Check(raw.sqlite3_prepare_v2(_connection, sql, out _statement));
        _places = [.. Enumerable.Range(0, parameters).Select(i => raw.sqlite3_bind_parameter_index(_statement, $"${i}"))];
    }

    /// <summary>Runs it and tells how many rows it changed.</summary>
    public int Execute(params ReadOnlySpan<SqliteArgument> values)
    {
        Run(values);
        return raw.sqlite3_changes(_connection);
    }

    /// <summary>Runs it and tells the first row's first column; null when there is none.</summary>
    public long? Number(params ReadOnlySpan<SqliteArgument> values) => Run(values);

    private long? Run(ReadOnlySpan<SqliteArgument> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            Check(values[i].Bind(_statement, _places[i]));
        }

        try
        {
            var step = raw.sqlite3_step(_statement);
            long? number = null;
            if (step == raw.SQLITE_ROW)
            {
                number = raw.sqlite3_column_type(_statement, 0) == raw.SQLITE_NULL ? null : raw.sqlite3_column_int64(_statement, 0);
                step = raw.sqlite3_step(_statement);
            }

            Check(step == raw.SQLITE_ROW ? raw.SQLITE_DONE : step);
            return number;
        }
        finally
        {
            // What a failed step says it says again here; it was thrown already.
            _ = raw.sqlite3_reset(_statement);
            _ = raw.sqlite3_clear_bindings(_statement);
        }
    }

    private void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_DONE))
        {
            throw new SqliteException(raw.sqlite3_errmsg(_connection).utf8_to_string(), code & 0xFF, code);
        }
    }

    public void Dispose() => _statement.Dispose();
}
