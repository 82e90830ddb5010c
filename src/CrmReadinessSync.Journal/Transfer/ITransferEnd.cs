namespace CrmReadinessSync.Journal;

/// <summary>
/// One end of a journal's move. Rows come in the order of <see cref="TransferTable.Columns"/>, with whole numbers, truth values (as 0 and 1), texts, bytes and nulls, so
/// that those of both databases compare.
/// </summary>
internal interface ITransferEnd
{
    /// <summary>Where it is, for people; without credentials.</summary>
    string Place { get; }

    /// <summary>The tables, those that others refer to first.</summary>
    Task<IReadOnlyList<TransferTable>> TablesAsync(CancellationToken cancellationToken);

    /// <summary>Rows after a key (null: from the first), in the order of the key, at most so many.</summary>
    Task<IReadOnlyList<object?[]>> ReadAsync(TransferTable table, object?[]? after, int most, CancellationToken cancellationToken);

    /// <summary>The key of the last row; null when there is none.</summary>
    Task<object?[]?> LastKeyAsync(TransferTable table, CancellationToken cancellationToken);

    /// <summary>How many rows there are.</summary>
    Task<long> CountAsync(TransferTable table, CancellationToken cancellationToken);

    /// <summary>Adds rows, all or none.</summary>
    Task WriteAsync(TransferTable table, IReadOnlyList<object?[]> rows, CancellationToken cancellationToken);

    /// <summary>From which journal an unfinished copy came; null when this is no unfinished copy.</summary>
    Task<string?> UnfinishedFromAsync(CancellationToken cancellationToken);

    /// <summary>Marks this as an unfinished copy, which nothing but its continuation may use.</summary>
    Task BeginAsync(string source, CancellationToken cancellationToken);

    /// <summary>Takes the mark away.</summary>
    Task FinishAsync(CancellationToken cancellationToken);
}
