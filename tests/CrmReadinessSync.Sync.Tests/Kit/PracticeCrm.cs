using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace CrmReadinessSync.Sync.Tests;

/// <summary>A small CRM in memory, behind the ports of the cycle, with the manners of the real ones: paging, late index rows, lost answers.</summary>
internal sealed class PracticeCrm(CrmConnection connection, TimeProvider time, Trouble trouble) : ICrm, IDealSource, IVerdictWriter
{
    private const int PageSize = 7;
    private DateTimeOffset _lastStamp;

    public SortedDictionary<string, PracticeDeal> All { get; } = new(StringComparer.Ordinal);

    public CrmConnection Connection { get; set; } = connection;

    public string AccountId { get; set; } = "100";

    /// <summary>Whether it passes for a practice CRM on this machine.</summary>
    public bool IsLoopback { get; set; } = true;

    public CrmFailure? RefusesToOpen { get; set; }

    /// <summary>Throws this as a whole-feed failure after the first page.</summary>
    public CrmException? BreaksReadingWith { get; set; }

    /// <summary>Answers every listing with this.</summary>
    public CrmException? RefusesListingWith { get; set; }

    /// <summary>So many more requests may read deals by name before the day's share is spent; null for any number.</summary>
    public int? NamedReadsLeft { get; set; }

    /// <summary>Deals read by name, in order.</summary>
    public List<string> NamedReads { get; } = [];

    /// <summary>How urgent each request was.</summary>
    public List<(string Kind, Urgency Urgency)> Asked { get; } = [];

    /// <summary>Answers every write with this.</summary>
    public CrmException? BreaksWritingWith { get; set; }

    /// <summary>Deals whose write is refused as they are.</summary>
    public HashSet<string> Refused { get; } = new(StringComparer.Ordinal);

    /// <summary>Deals that cannot be read as they are.</summary>
    public HashSet<string> Unreadable { get; } = new(StringComparer.Ordinal);

    /// <summary>Deals that a read by id passes over in silence, as readers do with what never was ours.</summary>
    public HashSet<string> Silent { get; } = new(StringComparer.Ordinal);

    /// <summary>Called with each batch that arrives, before it is applied.</summary>
    public Action<IReadOnlyList<DealWrite>>? Arriving { get; set; }

    public List<DealWrite> Writes { get; } = [];

    /// <summary>Writes that changed nothing: something was sent twice.</summary>
    public int IdleWrites { get; private set; }

    public int FullReads { get; private set; }

    public List<ReadRequest> Reads { get; } = [];

    /// <summary>The largest number of deals held by one page.</summary>
    public int LargestPage { get; private set; }

    public IDealSource Deals => this;

    public IVerdictWriter Verdicts => this;

    public ICrmCheck Check => throw new NotSupportedException("A cycle checks nothing.");

    public IProvisioner Provisioner => throw new NotSupportedException("A cycle makes no fields.");

    public CrmUsage Usage { get; } = new();

    public int BatchSize => 5;

    public PracticeDeal Add(string id, Action<PracticeDeal>? fill = null)
    {
        var deal = new PracticeDeal { Id = id, Name = $"Deal {id}" };
        All[id] = deal;
        Edit(deal, fill ?? (_ => { }));
        return deal;
    }

    public void Edit(PracticeDeal deal, Action<PracticeDeal> edit)
    {
        edit(deal);
        deal.ModifiedAt = Stamp();
    }

    public static void Set(PracticeDeal deal, string property, string? value, DateTimeOffset? at = null) => deal.Properties[property] = new ObservedValue(value, at);

    /// <summary>Changes meetings or contacts, which leaves the deal's own stamp alone.</summary>
    public void EditLinks(PracticeDeal deal, Action<PracticeDeal> edit)
    {
        edit(deal);
        deal.LinkedAt = Stamp();
    }

    public async Task<CrmAccount> OpenAsync(ICrmCache cache, CancellationToken cancellationToken)
    {
        await AskAsync("open", cancellationToken);
        return RefusesToOpen is { } refusal
            ? throw new CrmException(refusal) { IsEnvironment = true }
            : new CrmAccount(AccountId, time.GetUtcNow(), IsLoopback);
    }

    public async IAsyncEnumerable<DealPage> ReadChangedAsync(ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Reads.Add(request);
        if (RefusesListingWith is { } refused)
        {
            throw refused;
        }

        var now = request.Account.Now;
        var since = request.Positions.TryGetValue("deals", out var text) && !request.Reconcile
            ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) - Connection.IndexLag
            : DateTimeOffset.MinValue;
        var listed = All.Values.Where(deal => deal.IndexedAt <= now && (deal.ModifiedAt >= since || deal.LinkedAt >= since)).Select(deal => deal.Id).ToList();
        foreach (var ids in listed.Chunk(PageSize))
        {
            await AskAsync("search", cancellationToken);
            MayFail();
            var known = await request.Known.FindAsync(ids, cancellationToken);
            var echoes = ids.Where(id => IsKnown(id, known, since)).ToList();
            yield return Page([.. ids.Except(echoes, StringComparer.Ordinal)]) with
            {
                Unchanged = [.. echoes.Where(All.ContainsKey).Select(id => new UnchangedDeal(id, All[id].ModifiedAt))],
            };
            if (BreaksReadingWith is { } broken)
            {
                throw broken;
            }
        }

        var positions = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("deals", now.ToString("O", CultureInfo.InvariantCulture));
        yield return new DealPage { Positions = positions };
    }

    public async IAsyncEnumerable<DealPage> ReadDealsAsync(
        IReadOnlyCollection<string> dealIds, ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var ids in dealIds.Chunk(PageSize))
        {
            await AskAsync("batch_read", cancellationToken);
            if (NamedReadsLeft-- <= 0)
            {
                throw new CrmException(new CrmFailure(FailureAction.OutOfBudget, "DAILY", "Spent."));
            }

            MayFail();
            NamedReads.AddRange(ids);
            await Task.Yield();
            yield return Page([.. ids.Where(id => !Silent.Contains(id))]);
        }
    }

    public async Task<IReadOnlyList<WriteOutcome>> WriteAsync(IReadOnlyList<DealWrite> batch, CancellationToken cancellationToken)
    {
        batch.Count.ShouldBeLessThanOrEqualTo(BatchSize);
        await AskAsync("write", cancellationToken);
        await Task.Yield();
        Arriving?.Invoke(batch);
        if (BreaksWritingWith is { } broken)
        {
            throw broken;
        }

        MayFail();
        var outcomes = batch.Select(Apply).ToList();
        trouble.Step();
        return trouble.Strikes(trouble.LostAcks) ? throw Transient("lost") : outcomes;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private WriteOutcome Apply(DealWrite write)
    {
        if (!All.TryGetValue(write.DealId, out var deal))
        {
            return new WriteOutcome(write.DealId, IsGone: true);
        }

        if (Refused.Contains(write.DealId))
        {
            return new WriteOutcome(write.DealId, new CrmFailure(FailureAction.SkipDeal, "VALIDATION_ERROR", $"{deal.Name} is not valid."));
        }

        if (trouble.Strikes(trouble.FailedDeals))
        {
            var action = trouble.Strikes(0.5) ? FailureAction.Retry : FailureAction.SkipDeal;
            return new WriteOutcome(write.DealId, new CrmFailure(action, "ROW_FAILED", $"{deal.Name} is locked."));
        }

        Writes.Add(write);
        var before = write.Changes.All(change => ShownValues.Normalize(deal.Properties.GetValueOrDefault(change.Key).Value) == change.Value);
        IdleWrites += before ? 1 : 0;
        Edit(deal, changed =>
        {
            foreach (var (property, value) in write.Changes)
            {
                changed.Properties[property] = new ObservedValue(value);
            }
        });
        return new WriteOutcome(write.DealId, StampAfter: trouble.Strikes(trouble.EchoStamps) ? deal.ModifiedAt : null);
    }

    private DealPage Page(string[] ids)
    {
        LargestPage = Math.Max(LargestPage, ids.Length);
        FullReads += ids.Length;
        var failed = ids.Where(id => All.ContainsKey(id) && (Unreadable.Contains(id) || trouble.Strikes(trouble.FailedDeals))).ToHashSet(StringComparer.Ordinal);
        return new DealPage
        {
            Deals = [.. ids.Where(id => All.ContainsKey(id) && !failed.Contains(id)).Select(id => All[id].Show(Connection))],
            Gone = [.. ids.Where(id => !All.ContainsKey(id))],
            Failed = [.. failed.Select(id => new DealReadFailure(id, new CrmFailure(FailureAction.Retry, "READ_FAILED", "Try again.")))],
        };
    }

    /// <summary>An echo of ours brings nothing, unless somebody changed the deal before our write: then it is in the values, under our stamp.</summary>
    private bool IsKnown(string id, IReadOnlyDictionary<string, KnownDeal> known, DateTimeOffset since) =>
        All.TryGetValue(id, out var deal)
        && known.TryGetValue(id, out var before)
        && deal.LinkedAt < since
        && (before.EchoStamp == deal.ModifiedAt ? deal.Show(Connection).EqualsButForStamp(before.Snapshot) : before.Snapshot.ModifiedAt == deal.ModifiedAt);

    private async Task AskAsync(string kind, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await Usage.CheckAsync(cancellationToken);
        Usage.Count(kind);
        Asked.Add((kind, Usage.Urgency));
        trouble.Step();
    }

    private void MayFail()
    {
        if (trouble.Strikes(trouble.FailedRequests))
        {
            throw Transient("unavailable");
        }
    }

    private static CrmException Transient(string code) => new(new CrmFailure(FailureAction.Retry, code, "The service is not available."));

    /// <summary>No two changes carry the same stamp.</summary>
    private DateTimeOffset Stamp()
    {
        var now = time.GetUtcNow();
        _lastStamp = now > _lastStamp ? now : _lastStamp.AddMilliseconds(1);
        return _lastStamp;
    }
}
