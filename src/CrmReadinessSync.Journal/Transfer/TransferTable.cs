using System.Collections.Immutable;

namespace CrmReadinessSync.Journal;

/// <summary>A table of the journal as both databases have it.</summary>
/// <param name="Name">Its name; one of our own scripts', so it may stand in SQL.</param>
/// <param name="Columns">Its columns, by name.</param>
/// <param name="Key">Its primary key's columns, in the key's order.</param>
internal sealed record TransferTable(string Name, ImmutableArray<string> Columns, ImmutableArray<string> Key)
{
    /// <summary>The columns for a SELECT or INSERT.</summary>
    public string ColumnList { get; } = string.Join(", ", Columns);

    /// <summary>The key for an ORDER BY or a comparison of rows.</summary>
    public string KeyList { get; } = string.Join(", ", Key);

    /// <summary>The key of a row.</summary>
    public object?[] KeyOf(object?[] row) => [.. Key.Select(column => row[Columns.IndexOf(column)])];
}
