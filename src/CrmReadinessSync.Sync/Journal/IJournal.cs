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
public interface IJournal : IKnownDeals, ICrmCache, IHeldPlans, ILeases, IStandings, ICopies, IEpisodes
{
    /// <summary>The connection's name.</summary>
    string Crm { get; }

    /// <summary>Where everything stands.</summary>
    Task<JournalHead> ReadHeadAsync(CancellationToken cancellationToken);

    /// <summary>How many open deals are known. They are counted one by one, so nothing that happens every cycle should ask.</summary>
    Task<long> CountOpenAsync(CancellationToken cancellationToken);

    /// <summary>Remembers the account on first use. A later mismatch is the cycle's to notice (law 10).</summary>
    Task BindAccountAsync(string accountId, CancellationToken cancellationToken);

    /// <summary>Remembers the mapping in force; when it differs from the last one, the positions are dropped so that all is read again (law 13).</summary>
    /// <returns>Whether it differed.</returns>
    /// <exception cref="LeaseLostException">The run is no longer the one at work, here and below (law 11).</exception>
    Task<bool> AdoptMappingAsync(long run, string mappingFingerprint, CancellationToken cancellationToken);

    /// <summary>
    /// Takes the lease (law 11) and opens a run. What an earlier run left unfinished is closed as abandoned and its deals are made due; only those marked as sent are
    /// unsettled too, so that a kill costs one batch of re-reads and not the whole plan. When the last run began later than this one, the
    /// clock was put back: every open deal is due, and nobody waits in the retry queue for a time that was never meant.
    /// </summary>
    /// <exception cref="LeaseHeldException">Another worker holds the lease; nothing was touched.</exception>
    Task<long> BeginRunAsync(RunStart start, CancellationToken cancellationToken);

    /// <summary>Closes a run and lets its lease go. Positions are kept only here, after every outcome (law 3); null leaves them where they were.</summary>
    /// <returns>Whether it still held the lease. If not, its end is kept as <see cref="RunState.Displaced"/> and its positions are not.</returns>
    Task<bool> EndRunAsync(long run, RunEnd end, CancellationToken cancellationToken);

    /// <summary>
    /// Ids, ascending, of deals to read again before anything else: those whose last write may or may not have arrived, and those in the
    /// retry queue whose time has come by <paramref name="now"/> (a failed request may have been applied all the same). Each once.
    /// The stream may be read while pages are saved.
    /// </summary>
    IAsyncEnumerable<string> ListUnsettledAsync(DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>The entries of the retry queue for the given deals, whether due or not.</summary>
    Task<IReadOnlyDictionary<string, RetryRecord>> FindRetriesAsync(IReadOnlyCollection<string> dealIds, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps a page of the read stroke. A changed snapshot is due and settled; if its deal waits in the retry queue it may be tried at
    /// once, its attempts kept. Closed and gone deals leave the queue and are not due; failures join it, replacing the deal's entry, and the
    /// deal is not due before <see cref="RetryRecord.NextAt"/>.
    /// </summary>
    Task SaveReadAsync(long run, ReadBatch batch, CancellationToken cancellationToken);

    /// <summary>
    /// Marks open deals as gone that a completed full read did not meet: all that no page since <paramref name="since"/> named, failed ones
    /// included. Closed ones are no longer listed everywhere and stay, with what verdicts led to.
    /// </summary>
    /// <returns>How many.</returns>
    Task<int> MarkUnseenAsGoneAsync(long run, DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>
    /// Open deals to judge, in pages ascending by id: new snapshots, deals whose time has come, deals judged under other rules, retries
    /// that are due. A deal waiting in the retry queue is left out until its time, and a deal judged meanwhile is not met again.
    /// </summary>
    IAsyncEnumerable<IReadOnlyList<DueDeal>> ReadDueAsync(DueRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps verdicts and, for deals whose CRM shows something else, the plan. An outcome other than <see cref="DealOutcome.Planned"/>
    /// takes the deal out of the retry queue.
    /// </summary>
    Task SaveJudgedAsync(long run, IReadOnlyList<JudgedDeal> deals, CancellationToken cancellationToken);

    /// <summary>The run's plan, nearest meeting first, then by group and id, in batches; deals without a meeting come last.</summary>
    IAsyncEnumerable<IReadOnlyList<PlannedWrite>> ReadPlanAsync(long run, int batchSize, CancellationToken cancellationToken);

    /// <summary>Marks the batch as sent, before it is sent, so that a kill leaves it unsettled rather than forgotten (law 4).</summary>
    Task MarkSentAsync(long run, IReadOnlyList<string> dealIds, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps outcomes: what the CRM shows now, echo stamps, failures for the retry queue. Each write keeps its old and new values.
    /// <see cref="DealOutcome.Written"/> and <see cref="DealOutcome.Gone"/> take the deal out of the queue; <see cref="DealOutcome.Queued"/> leaves
    /// what the CRM shows as it was known, since the deal is read again before the next attempt.
    /// </summary>
    /// <returns>
    /// Whether the run still held the lease. If not, whatever the outcomes are kept as <see cref="DealOutcome.Stale"/>, and the deals are due
    /// and unsettled: the next cycle reads and corrects them (law 11).
    /// </returns>
    Task<bool> SaveOutcomesAsync(long run, IReadOnlyList<WriteRecord> records, CancellationToken cancellationToken);

    /// <summary>
    /// Drops runs older than <paramref name="before"/> with their writes (the newest run stays), closed deals not seen since then, and gone deals
    /// not seen since <paramref name="goneBefore"/>, with all that is kept of them.
    /// </summary>
    /// <returns>How many runs, writes and deals went.</returns>
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
