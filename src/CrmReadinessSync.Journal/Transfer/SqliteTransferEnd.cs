using System.Collections.Immutable;
using Dapper;
using Microsoft.Data.Sqlite;

namespace CrmReadinessSync.Journal;

/// <summary>A journal file as one end of a move.</summary>
internal sealed class SqliteTransferEnd(SqliteDatabase database) : ITransferEnd
{
    public string Place => database.Path;

    public Task<IReadOnlyList<TransferTable>> TablesAsync(CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<TransferTable>>(
        (reader, transaction) => reader
            // In the order in which the scripts made them: a table refers to earlier ones only. Who is at work is no part of a copy.
            .Query<string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT IN ('copying', 'lease') ORDER BY rowid", transaction: transaction)
            .Select(name =>
            {
                var columns = reader.Query<(string Name, long Place)>("SELECT name, pk FROM pragma_table_info(@name)", new { name }, transaction).AsList();
                return new TransferTable(
                    name,
                    [.. columns.Select(column => column.Name)],
                    [.. columns.Where(column => column.Place > 0).OrderBy(column => column.Place).Select(column => column.Name)]);
            })
            .ToList(),
        cancellationToken);

    public Task<IReadOnlyList<object?[]>> ReadAsync(TransferTable table, object?[]? after, int most, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<object?[]>>(
        (reader, transaction) =>
        {
            using var command = reader.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = $"SELECT {table.ColumnList} FROM {table.Name} {After(table, after, command)} ORDER BY {table.KeyList} LIMIT {most}";
            using var rows = command.ExecuteReader();
            var read = new List<object?[]>();
            while (rows.Read())
            {
                var row = new object?[rows.FieldCount];
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] = rows.IsDBNull(i) ? null : rows.GetValue(i);
                }

                read.Add(row);
            }

            return read;
        },
        cancellationToken);

    public async Task<object?[]?> LastKeyAsync(TransferTable table, CancellationToken cancellationToken) => await database.ReadAsync(
        (reader, transaction) =>
        {
            using var rows = reader.ExecuteReader(
                $"SELECT {table.KeyList} FROM {table.Name} ORDER BY {string.Join(", ", table.Key.Select(column => column + " DESC"))} LIMIT 1", transaction: transaction);
            return rows.Read() ? Enumerable.Range(0, rows.FieldCount).Select(i => (object?)rows.GetValue(i)).ToArray() : null;
        },
        cancellationToken);

    public Task<long> CountAsync(TransferTable table, CancellationToken cancellationToken) =>
        database.ReadAsync((reader, transaction) => reader.ExecuteScalar<long>($"SELECT count(*) FROM {table.Name}", transaction: transaction), cancellationToken);

    public Task WriteAsync(TransferTable table, IReadOnlyList<object?[]> rows, CancellationToken cancellationToken) => database.WriteAsync(
        write =>
        {
            using var command = write.Command($"INSERT INTO {table.Name} ({table.ColumnList}) VALUES ({string.Join(", ", table.Columns.Select((_, i) => $"$p{i}"))})");
            var parameters = table.Columns.Select((_, i) => command.Parameters.AddWithValue($"$p{i}", DBNull.Value)).ToImmutableArray();
            foreach (var row in rows)
            {
                for (var i = 0; i < row.Length; i++)
                {
                    parameters[i].Value = row[i] ?? DBNull.Value;
                }

                command.ExecuteNonQuery();
            }
        },
        cancellationToken);

    public Task<string?> UnfinishedFromAsync(CancellationToken cancellationToken) => database.ReadAsync(
        (reader, transaction) => reader.ExecuteScalar<long>("SELECT count(*) FROM sqlite_schema WHERE name = 'copying'", transaction: transaction) > 0
            ? reader.ExecuteScalar<string?>("SELECT source FROM copying", transaction: transaction)
            : null,
        cancellationToken);

    public Task BeginAsync(string source, CancellationToken cancellationToken) => database.WriteAsync(
        write =>
        {
            write.Once("CREATE TABLE copying (source TEXT NOT NULL)", new { });
            write.Once("INSERT INTO copying (source) VALUES (@source)", new { source });
        },
        cancellationToken,
        durable: true);

    public Task FinishAsync(CancellationToken cancellationToken) => database.WriteAsync(write => { write.Once("DROP TABLE copying", new { }); }, cancellationToken, durable: true);

    private static string After(TransferTable table, object?[]? after, SqliteCommand command)
    {
        if (after is null)
        {
            return "";
        }

        for (var i = 0; i < after.Length; i++)
        {
            command.Parameters.AddWithValue($"$k{i}", after[i]);
        }

        return $"WHERE ({table.KeyList}) > ({string.Join(", ", after.Select((_, i) => $"$k{i}"))})";
    }
}
