using SQLitePCL;

namespace CrmReadinessSync.Journal;

/// <summary>A value for a <see cref="Statement"/>: an integer, a text, a blob, or null.</summary>
internal readonly struct SqliteArgument
{
    private readonly object? _reference;
    private readonly long _number;
    private readonly bool _isNumber;

    private SqliteArgument(long number) => (_number, _isNumber) = (number, true);

    private SqliteArgument(object? reference) => _reference = reference;

    public static implicit operator SqliteArgument(long number) => new(number);

    public static implicit operator SqliteArgument(long? number) => number is { } some ? new(some) : default;

    public static implicit operator SqliteArgument(bool flag) => new(flag ? 1L : 0L);

    public static implicit operator SqliteArgument(string? text) => new(text);

    public static implicit operator SqliteArgument(byte[]? blob) => new(blob);

    public int Bind(sqlite3_stmt statement, int place) =>
        _isNumber ? raw.sqlite3_bind_int64(statement, place, _number)
        : _reference switch
        {
            null => raw.sqlite3_bind_null(statement, place),
            string text => raw.sqlite3_bind_text(statement, place, text),
            var blob => raw.sqlite3_bind_blob(statement, place, (byte[])blob),
        };
}
