using System.Collections.Immutable;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Fuzz.Tests;

/// <summary>What a cycle asks of a CRM, without the cycle: opening, a first read, a later one, named deals, a write.</summary>
internal static class SliceScene
{
    public static readonly DateTimeOffset Start = new(2026, 11, 26, 1, 0, 0, TimeSpan.Zero);

    /// <summary>False when the CRM said that something failed; anything else that is thrown is a bug.</summary>
    public static async Task<bool> RunAsync(ICrm crm, CrmConnection connection, Contract.LeapingTime time)
    {
        var journal = new SliceMemory();
        try
        {
            var account = await crm.OpenAsync(journal, CancellationToken.None);
            var request = new ReadRequest(account, ImmutableSortedDictionary<string, string>.Empty, journal, Reconcile: false);
            var positions = await ReadAsync(crm.Deals.ReadChangedAsync(request, CancellationToken.None), journal);
            time.Advance(TimeSpan.FromMinutes(10));
            await ReadAsync(crm.Deals.ReadChangedAsync(request with { Positions = positions ?? ImmutableSortedDictionary<string, string>.Empty }, CancellationToken.None), journal);
            await ReadAsync(crm.Deals.ReadDealsAsync([.. journal.Deals.Keys.Take(3)], request, CancellationToken.None), journal);
            var target = connection.WriteTo.NextStep!;
            var batch = journal.Deals.Keys.Take(8).Select(id => new DealWrite(id, ImmutableSortedDictionary.CreateRange([KeyValuePair.Create(target, (string?)$"Ask {time.GetUtcNow():O}")]))).ToList();
            var outcomes = batch.Count == 0 ? [] : await crm.Verdicts.WriteAsync(batch, CancellationToken.None);
            outcomes.Select(outcome => outcome.DealId).ShouldBe(batch.Select(write => write.DealId), ignoreOrder: true, "each deal has one outcome");
            return outcomes.All(outcome => outcome.Failure is null) && journal.Failed == 0;
        }
        catch (CrmException failed)
        {
            failed.Failure.Words.Length.ShouldBeLessThanOrEqualTo(600);
            return false;
        }
    }

    private static async Task<ImmutableSortedDictionary<string, string>?> ReadAsync(IAsyncEnumerable<DealPage> pages, SliceMemory journal)
    {
        ImmutableSortedDictionary<string, string>? positions = null;
        await foreach (var page in pages)
        {
            foreach (var deal in page.Deals)
            {
                journal.Deals[deal.Id] = new KnownDeal(deal, null);
                _ = deal.Values.Count + deal.Meetings.Length;
            }

            journal.Failed += page.Failed.Count;
            positions = page.Positions ?? positions;
        }

        return positions;
    }

    private sealed class SliceMemory : IKnownDeals, ICrmCache
    {
        private readonly Dictionary<string, string> _kept = new(StringComparer.Ordinal);

        public SortedDictionary<string, KnownDeal> Deals { get; } = new(StringComparer.Ordinal);

        public int Failed { get; set; }

        public Task<IReadOnlyDictionary<string, KnownDeal>> FindAsync(IReadOnlyCollection<string> dealIds, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyDictionary<string, KnownDeal>>(dealIds.Distinct(StringComparer.Ordinal).Where(Deals.ContainsKey).ToDictionary(id => id, id => Deals[id], StringComparer.Ordinal));

        public Task<IReadOnlyList<string>> FindLinkedAsync(LinkKind kind, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<string>>([.. Deals.Values.Where(deal => deal.Snapshot.Contacts.Any(contact => ids.Contains(contact.Id))).Select(deal => deal.Snapshot.Id)]);

        public IAsyncEnumerable<string> ListIdsAsync(CancellationToken cancellationToken) => Deals.Keys.ToList().ToAsyncEnumerable();

        public Task<string?> ReadAsync(string key, TimeSpan maxAge, CancellationToken cancellationToken) => Task.FromResult(_kept.GetValueOrDefault(key));

        public Task<long> AddAsync(string key, string period, long count, CancellationToken cancellationToken) => Task.FromResult(count);

        public Task WriteAsync(string key, string? text, CancellationToken cancellationToken)
        {
            _ = text is null ? _kept.Remove(key) : (_kept[key] = text) is not null;
            return Task.CompletedTask;
        }
    }
}
