namespace CrmReadinessSync.Benchmarks;

/// <summary>A new database for a journal, and what is put into it past the journal.</summary>
internal interface IJournalFill : IAsyncDisposable
{
    /// <summary>Opens the journal store as the worker does.</summary>
    Task<Sync.IJournalStore> OpenAsync(CancellationToken cancellationToken);

    /// <summary>Runs statements one after the other, each for itself, and brings the database to rest.</summary>
    Task FillAsync(IReadOnlyList<string> statements, object parameters, CancellationToken cancellationToken);

    /// <summary>Rows of one column <c>i</c> from 0 to below <c>@around</c>.</summary>
    string Numbers { get; }

    /// <summary>Bytes on disk.</summary>
    Task<long> SizeAsync(CancellationToken cancellationToken);
}
