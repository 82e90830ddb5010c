using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Sync.Tests;

/// <summary>A journal around which the process may die: before each transaction and after it, never within.</summary>
internal sealed class TroubledJournal(IJournal inner, Trouble trouble) : IJournal
{
    public string Crm => inner.Crm;

    public Task<JournalHead> ReadHeadAsync(CancellationToken cancellationToken) => Around(() => inner.ReadHeadAsync(cancellationToken));

    public Task<long> CountOpenAsync(CancellationToken cancellationToken) => Around(() => inner.CountOpenAsync(cancellationToken));

    public Task BindAccountAsync(string accountId, CancellationToken cancellationToken) => Around(() => inner.BindAccountAsync(accountId, cancellationToken));

    public Task<bool> AdoptMappingAsync(long run, string mappingFingerprint, CancellationToken cancellationToken) =>
        Around(() => inner.AdoptMappingAsync(run, mappingFingerprint, cancellationToken));

    public Task<long> BeginRunAsync(RunStart start, CancellationToken cancellationToken) => Around(() => inner.BeginRunAsync(start, cancellationToken));

    public Task<bool> EndRunAsync(long run, RunEnd end, CancellationToken cancellationToken) => Around(() => inner.EndRunAsync(run, end, cancellationToken));

    public IAsyncEnumerable<string> ListUnsettledAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        AroundAsync(inner.ListUnsettledAsync(now, cancellationToken), cancellationToken);

    public Task<IReadOnlyDictionary<string, RetryRecord>> FindRetriesAsync(IReadOnlyCollection<string> dealIds, CancellationToken cancellationToken) =>
        Around(() => inner.FindRetriesAsync(dealIds, cancellationToken));

    public Task SaveReadAsync(long run, ReadBatch batch, CancellationToken cancellationToken) => Around(() => inner.SaveReadAsync(run, batch, cancellationToken));

    public Task<int> MarkUnseenAsGoneAsync(long run, DateTimeOffset since, CancellationToken cancellationToken) =>
        Around(() => inner.MarkUnseenAsGoneAsync(run, since, cancellationToken));

    public IAsyncEnumerable<IReadOnlyList<DueDeal>> ReadDueAsync(DueRequest request, CancellationToken cancellationToken) =>
        AroundAsync(inner.ReadDueAsync(request with { PageSize = 6 }, cancellationToken), cancellationToken);

    public Task SaveJudgedAsync(long run, IReadOnlyList<JudgedDeal> deals, CancellationToken cancellationToken) =>
        Around(() => inner.SaveJudgedAsync(run, deals, cancellationToken));

    public IAsyncEnumerable<IReadOnlyList<PlannedWrite>> ReadPlanAsync(long run, int batchSize, CancellationToken cancellationToken) =>
        AroundAsync(inner.ReadPlanAsync(run, batchSize, cancellationToken), cancellationToken);

    public Task MarkSentAsync(long run, IReadOnlyList<string> dealIds, CancellationToken cancellationToken) =>
        Around(() => inner.MarkSentAsync(run, dealIds, cancellationToken));

    public Task<bool> SaveOutcomesAsync(long run, IReadOnlyList<WriteRecord> records, CancellationToken cancellationToken) =>
        Around(() => inner.SaveOutcomesAsync(run, records, cancellationToken));

    public Task<int> PruneAsync(DateTimeOffset before, DateTimeOffset goneBefore, CancellationToken cancellationToken) =>
        Around(() => inner.PruneAsync(before, goneBefore, cancellationToken));

    public Task<DealRecord?> FindDealAsync(string dealId, CancellationToken cancellationToken) => inner.FindDealAsync(dealId, cancellationToken);

    public IAsyncEnumerable<IReadOnlyList<DealRecord>> ReadOpenDealsAsync(CancellationToken cancellationToken) => inner.ReadOpenDealsAsync(cancellationToken);

    public Task<IReadOnlyList<RunRecord>> ReadRunsAsync(int count, CancellationToken cancellationToken) => Around(() => inner.ReadRunsAsync(count, cancellationToken));

    public Task<IReadOnlyList<RetryRecord>> ReadRetriesAsync(int count, CancellationToken cancellationToken) => inner.ReadRetriesAsync(count, cancellationToken);

    public Task<IReadOnlyList<WriteLogEntry>> ReadWritesAsync(long? run, string? dealId, int count, CancellationToken cancellationToken) =>
        inner.ReadWritesAsync(run, dealId, count, cancellationToken);

    public Task<IReadOnlyDictionary<string, KnownDeal>> FindAsync(IReadOnlyCollection<string> dealIds, CancellationToken cancellationToken) =>
        Around(() => inner.FindAsync(dealIds, cancellationToken));

    public Task<IReadOnlyList<string>> FindLinkedAsync(LinkKind kind, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        Around(() => inner.FindLinkedAsync(kind, ids, cancellationToken));

    public IAsyncEnumerable<string> ListIdsAsync(CancellationToken cancellationToken) => AroundAsync(inner.ListIdsAsync(cancellationToken), cancellationToken);

    public Task<string?> ReadAsync(string key, TimeSpan maxAge, CancellationToken cancellationToken) => inner.ReadAsync(key, maxAge, cancellationToken);

    public Task<long> AddAsync(string key, string period, long count, CancellationToken cancellationToken) => inner.AddAsync(key, period, count, cancellationToken);

    public Task WriteAsync(string key, string? text, CancellationToken cancellationToken) => inner.WriteAsync(key, text, cancellationToken);

    public Task<RunRecord?> FindRunAsync(long run, CancellationToken cancellationToken) => inner.FindRunAsync(run, cancellationToken);

    public IAsyncEnumerable<IReadOnlyList<WriteLogEntry>> ListWritesAsync(long run, CancellationToken cancellationToken) =>
        AroundAsync(inner.ListWritesAsync(run, cancellationToken), cancellationToken);

    public Task<LeftAlone> ReadLeftAloneAsync(DateTimeOffset now, int count, CancellationToken cancellationToken) =>
        Around(() => inner.ReadLeftAloneAsync(now, count, cancellationToken));

    public Task KeepLeaseAsync(long run, CancellationToken cancellationToken) => Around(() => inner.KeepLeaseAsync(run, cancellationToken));

    public Task<LeaseHolder?> ReadLeaseAsync(CancellationToken cancellationToken) => inner.ReadLeaseAsync(cancellationToken);

    public Task<HeldPlan?> ReadHeldAsync(CancellationToken cancellationToken) => Around(() => inner.ReadHeldAsync(cancellationToken));

    public Task<bool> ReleaseAsync(long plan, DateTimeOffset until, CancellationToken cancellationToken) => inner.ReleaseAsync(plan, until, cancellationToken);

    public Task<bool> TakeReleaseAsync(DateTimeOffset now, CancellationToken cancellationToken) => Around(() => inner.TakeReleaseAsync(now, cancellationToken));

    public Task<PlanTotals> CountPlanAsync(long run, CancellationToken cancellationToken) => Around(() => inner.CountPlanAsync(run, cancellationToken));

    public Task HoldAsync(long run, HoldReason reason, bool onlyFlips, DateTimeOffset at, CancellationToken cancellationToken) =>
        Around(() => inner.HoldAsync(run, reason, onlyFlips, at, cancellationToken));

    public Task ResumeAsync(long run, CancellationToken cancellationToken) => Around(() => inner.ResumeAsync(run, cancellationToken));

    public Task AcceptRulesAsync(string rules, CancellationToken cancellationToken) => inner.AcceptRulesAsync(rules, cancellationToken);

    public Task RecountAsync(CopyLimits limits, CancellationToken cancellationToken) => Around(() => inner.RecountAsync(limits, cancellationToken));

    public Task<ImmutableSortedDictionary<string, int>> FindCopiesAsync(DealSnapshot deal, CopyLimits limits, CancellationToken cancellationToken) =>
        inner.FindCopiesAsync(deal, limits, cancellationToken);

    public IAsyncEnumerable<IReadOnlyList<DealRecord>> ReadTimedAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        AroundAsync(inner.ReadTimedAsync(now, cancellationToken), cancellationToken);

    public Task SaveEpisodesAsync(long run, IReadOnlyList<Episode> episodes, IReadOnlyList<DealSnapshot> remembered, CancellationToken cancellationToken) =>
        Around(() => inner.SaveEpisodesAsync(run, episodes, remembered, cancellationToken));

    public Task<IReadOnlyList<Episode>> FindEpisodesAsync(IReadOnlyCollection<string> dealIds, bool onlyOpen, CancellationToken cancellationToken) =>
        Around(() => inner.FindEpisodesAsync(dealIds, onlyOpen, cancellationToken));

    public IAsyncEnumerable<IReadOnlyList<Episode>> ReadEpisodesAsync(EpisodeKind kind, DateTimeOffset since, CancellationToken cancellationToken) =>
        inner.ReadEpisodesAsync(kind, since, cancellationToken);

    private Task<bool> Around(Func<Task> action) => Around(async () =>
    {
        await action();
        return true;
    });

    private async Task<T> Around<T>(Func<Task<T>> action)
    {
        await Task.Yield();
        trouble.Step();
        var result = await action();
        trouble.Step();
        return result;
    }

    private async IAsyncEnumerable<T> AroundAsync<T>(IAsyncEnumerable<T> items, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        trouble.Step();
        await foreach (var item in items.WithCancellation(cancellationToken))
        {
            trouble.Step();
            yield return item;
            trouble.Step();
        }
    }
}
