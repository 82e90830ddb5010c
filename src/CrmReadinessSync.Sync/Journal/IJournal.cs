using System.Collections.Immutable;

namespace CrmReadinessSync.Sync;

/// <summary>Opens the journal of each CRM in one store.</summary>
public interface IJournalStore : IAsyncDisposable
{
    /// <summary>The journal of one connection; creates what is missing.</summary>
    /// <exception cref="JournalException">The store cannot be opened, is damaged, or was written by a newer version.</exception>
    Task<IJournal> OpenAsync(string crm, CancellationToken cancellationToken);

    /// <summary>A throw-away copy of one CRM's journal, on which a preview runs; it goes when disposed.</summary>
    Task<IJournalStore> CopyAsync(CancellationToken cancellationToken);
}

/// <summary>The store cannot be used; the message says why and what to do.</summary>
public sealed class JournalException(string message, string remedy, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What a person can do.</summary>
    public string Remedy { get; } = remedy;
}

/// <summary>
/// The memory of one CRM: where its feeds stand, each deal as last seen and judged, what was planned, what was written.
/// Every method is one transaction: a killed process leaves it between two of them. Law numbers are those of the cycle.
/// </summary>
public interface IJournal : IKnownDeals, ICrmCache
{
    /// <summary>The connection's name.</summary>
    string Crm { get; }

    /// <summary>Where everything stands.</summary>
    Task<JournalHead> ReadHeadAsync(CancellationToken cancellationToken);

    /// <summary>Remembers the account on first use. A later mismatch is the cycle's to notice (law 10).</summary>
    Task BindAccountAsync(string accountId, CancellationToken cancellationToken);

    /// <summary>Remembers the mapping in force; when it differs from the last one, the positions are dropped so that all is read again (law 13).</summary>
    /// <returns>Whether it differed.</returns>
    Task<bool> AdoptMappingAsync(string mappingFingerprint, CancellationToken cancellationToken);

    /// <summary>Opens a run. Plans that an earlier run left unfinished are closed as abandoned and their deals made due and unsettled.</summary>
    Task<long> BeginRunAsync(RunStart start, CancellationToken cancellationToken);

    /// <summary>Closes a run. Positions are kept only here, after every outcome (law 3); null leaves them where they were.</summary>
    Task EndRunAsync(long run, RunEnd end, CancellationToken cancellationToken);

    /// <summary>Ids of deals whose last write may or may not have arrived, ascending; they are read again before anything else.</summary>
    IAsyncEnumerable<string> ListUnsettledAsync(CancellationToken cancellationToken);

    /// <summary>Keeps a page of the read stroke: new snapshots become due, gone deals are marked, failures join the retry queue.</summary>
    Task SaveReadAsync(long run, ReadBatch batch, CancellationToken cancellationToken);

    /// <summary>Marks known deals as gone that a completed reconcile did not meet: all not listed or saved since <paramref name="since"/>.</summary>
    /// <returns>How many.</returns>
    Task<int> MarkUnseenAsGoneAsync(long run, DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>
    /// Open deals to judge, in pages ascending by id: new snapshots, deals whose time has come, deals judged under other rules,
    /// retries that are due. A deal judged meanwhile is not met again.
    /// </summary>
    IAsyncEnumerable<IReadOnlyList<DueDeal>> ReadDueAsync(DueRequest request, CancellationToken cancellationToken);

    /// <summary>Keeps verdicts and, for deals whose CRM shows something else, the plan.</summary>
    Task SaveJudgedAsync(long run, IReadOnlyList<JudgedDeal> deals, CancellationToken cancellationToken);

    /// <summary>The run's plan, nearest meeting first, then by group and id, in batches; deals without a meeting come last.</summary>
    IAsyncEnumerable<IReadOnlyList<PlannedWrite>> ReadPlanAsync(long run, int batchSize, CancellationToken cancellationToken);

    /// <summary>Marks the batch as sent, before it is sent, so that a kill leaves it unsettled rather than forgotten (law 4).</summary>
    Task MarkSentAsync(long run, IReadOnlyList<string> dealIds, CancellationToken cancellationToken);

    /// <summary>Keeps outcomes: what the CRM shows now, echo stamps, failures for the retry queue. Each write keeps its old and new values.</summary>
    Task SaveOutcomesAsync(long run, IReadOnlyList<WriteRecord> records, CancellationToken cancellationToken);

    /// <summary>Drops runs, writes and superseded verdicts older than <paramref name="before"/>, and gone deals not seen since <paramref name="goneBefore"/>.</summary>
    Task<int> PruneAsync(DateTimeOffset before, DateTimeOffset goneBefore, CancellationToken cancellationToken);

    /// <summary>One deal with everything kept of it; null when unknown.</summary>
    Task<DealRecord?> FindDealAsync(string dealId, CancellationToken cancellationToken);

    /// <summary>All open deals with their verdicts, in pages ascending by id.</summary>
    IAsyncEnumerable<IReadOnlyList<DealRecord>> ReadOpenDealsAsync(CancellationToken cancellationToken);

    /// <summary>The newest runs first.</summary>
    Task<IReadOnlyList<RunRecord>> ReadRunsAsync(int count, CancellationToken cancellationToken);

    /// <summary>The retry queue, next due first.</summary>
    Task<IReadOnlyList<RetryRecord>> ReadRetriesAsync(int count, CancellationToken cancellationToken);

    /// <summary>The writes of a run with old and new values, or of all runs to one deal, newest first.</summary>
    Task<IReadOnlyList<WriteLogEntry>> ReadWritesAsync(long? run, string? dealId, int count, CancellationToken cancellationToken);
}
