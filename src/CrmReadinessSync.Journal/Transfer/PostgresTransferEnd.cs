using System.Collections.Immutable;
using Npgsql;

namespace CrmReadinessSync.Journal;

/// <summary>A journal on a server as one end of a move. With a view it is read as it was when the view was taken, though workers go on writing.</summary>
internal sealed class PostgresTransferEnd(PostgresDatabase database, PostgresView? view = null) : ITransferEnd
{
    public string Place => database.Place;

    public Task<IReadOnlyList<TransferTable>> TablesAsync(CancellationToken cancellationToken) => ReadAsync<IReadOnlyList<TransferTable>>(
        async session =>
        {
            // In the order in which the scripts made them: a table refers to earlier ones only. Who is at work is no part of a copy, nor is the cluster's schedule.
            var columns = await session.QueryAsync<(string Table, string Column, int? Place)>(
                """
                SELECT c.relname, a.attname, array_position(i.indkey::int[], a.attnum::int)
                FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
                WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND c.relname NOT IN ('journal_version', 'copying', 'lease') AND c.relname NOT LIKE 'qrtz\_%'
                ORDER BY c.oid, a.attnum
                """);
            return
            [
                .. columns.GroupBy(column => column.Table).Select(table => new TransferTable(
                    table.Key,
                    [.. table.Select(column => column.Column)],
                    [.. table.Where(column => column.Place is not null).OrderBy(column => column.Place).Select(column => column.Column)])),
            ];
        },
        cancellationToken);

    public Task<IReadOnlyList<object?[]>> ReadAsync(TransferTable table, object?[]? after, int most, CancellationToken cancellationToken) => ReadAsync<IReadOnlyList<object?[]>>(
        async session =>
        {
            await using var command = new NpgsqlCommand { Connection = session.Connection, Transaction = session.Transaction };
            var bound = after is null ? "" : $"WHERE ({table.KeyList}) > ({string.Join(", ", after.Select((_, i) => $"${i + 1}"))})";
            foreach (var value in after ?? [])
            {
                command.Parameters.Add(new NpgsqlParameter { Value = value });
            }

            command.CommandText = $"SELECT {table.ColumnList} FROM {table.Name} {bound} ORDER BY {table.KeyList} LIMIT {most}";
            await using var rows = await command.ExecuteReaderAsync(session.Cancelled);
            var read = new List<object?[]>();
            while (await rows.ReadAsync(session.Cancelled))
            {
                var row = new object?[rows.FieldCount];
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] = rows.GetValue(i) switch { DBNull => null, bool truth => truth ? 1L : 0L, var value => value };
                }

                read.Add(row);
            }

            return read;
        },
        cancellationToken);

    public async Task<object?[]?> LastKeyAsync(TransferTable table, CancellationToken cancellationToken)
    {
        var backwards = string.Join(", ", table.Key.Select(column => column + " DESC"));
        return await ReadAsync(
            async session =>
            {
                await using var command = new NpgsqlCommand($"SELECT {table.KeyList} FROM {table.Name} ORDER BY {backwards} LIMIT 1", session.Connection, session.Transaction);
                await using var rows = await command.ExecuteReaderAsync(session.Cancelled);
                return await rows.ReadAsync(session.Cancelled) ? Enumerable.Range(0, rows.FieldCount).Select(i => (object?)rows.GetValue(i)).ToArray() : null;
            },
            cancellationToken);
    }

    public Task<long> CountAsync(TransferTable table, CancellationToken cancellationToken) =>
        ReadAsync(session => session.ScalarAsync<long>($"SELECT count(*) FROM {table.Name}"), cancellationToken);

    public Task WriteAsync(TransferTable table, IReadOnlyList<object?[]> rows, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            var truths = (await session.QueryAsync<string>(
                "SELECT a.attname FROM pg_attribute a WHERE a.attrelid = @table::regclass AND a.atttypid = 'boolean'::regtype", new { table = table.Name })).ToHashSet(StringComparer.Ordinal);
            var isTruth = table.Columns.Select(truths.Contains).ToImmutableArray();
            await using var copy = await session.Connection.BeginBinaryImportAsync($"COPY {table.Name} ({table.ColumnList}) FROM STDIN (FORMAT BINARY)", session.Cancelled);
            foreach (var row in rows)
            {
                await copy.StartRowAsync(session.Cancelled);
                for (var i = 0; i < row.Length; i++)
                {
                    await WriteAsync(copy, row[i], isTruth[i], session.Cancelled);
                }
            }

            await copy.CompleteAsync(session.Cancelled);
        },
        cancellationToken);

    public async Task<string?> UnfinishedFromAsync(CancellationToken cancellationToken) => await ReadAsync(
        async session => await session.ScalarAsync<bool>("SELECT to_regclass('copying') IS NOT NULL") ? await session.ScalarAsync<string>("SELECT source FROM copying") : null,
        cancellationToken);

    public Task BeginAsync(string source, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            await session.ExecuteAsync("CREATE TABLE copying (source text NOT NULL)");
            await session.ExecuteAsync("INSERT INTO copying (source) VALUES (@source)", new { source });
        },
        cancellationToken,
        durable: true);

    /// <summary>Keys given out from now on come after those that were copied.</summary>
    public Task FinishAsync(CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            foreach (var table in await session.QueryAsync<string>(
                "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attidentity <> '' WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'"))
            {
                await session.ExecuteAsync($"SELECT setval(pg_get_serial_sequence('{table}', 'key'), greatest((SELECT max(key) FROM {table}), 1))");
            }

            await session.ExecuteAsync("DROP TABLE copying");
        },
        cancellationToken,
        durable: true);

    private Task<T> ReadAsync<T>(Func<PostgresSession, Task<T>> work, CancellationToken cancellationToken) =>
        view is null ? database.ReadAsync(work, cancellationToken) : work(view.Session(cancellationToken));

    private static Task WriteAsync(NpgsqlBinaryImporter copy, object? value, bool isTruth, CancellationToken cancellationToken) => value switch
    {
        null => copy.WriteNullAsync(cancellationToken),
        long number when isTruth => copy.WriteAsync(number != 0, cancellationToken),
        long number => copy.WriteAsync(number, cancellationToken),
        string text => copy.WriteAsync(text, cancellationToken),
        byte[] bytes => copy.WriteAsync(bytes, cancellationToken),
        _ => throw new InvalidOperationException($"A journal holds no {value.GetType().Name}."),
    };
}
