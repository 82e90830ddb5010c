using System.Collections.Immutable;

namespace CrmReadinessSync.Sync;

/// <summary>
/// The first stroke: CRM → journal, page by page. Deals whose last write is in doubt come first, then the feeds. A page is in the journal
/// before the next one is asked for, so memory holds one page (law 9).
/// </summary>
internal sealed class ReadStroke(CycleRun run, CrmAccount account)
{
    private const int DealsAtOnce = 500;

    /// <summary>
    /// Reads again the deals whose last write may or may not have arrived, and those whose retry is due. Until that has worked nothing may
    /// be judged: a plan made on what such a deal showed before could send the same values twice (law 4).
    /// </summary>
    /// <exception cref="CrmException">They could not be read.</exception>
    public async Task RereadUnsettledAsync(CancellationToken cancellationToken)
    {
        run.Crm.Usage.Urgency = Urgency.Writing;
        var request = new ReadRequest(account, ImmutableSortedDictionary<string, string>.Empty, run.Journal, Reconcile: false);
        var ids = new List<string>(DealsAtOnce);
        await foreach (var id in run.Journal.ListUnsettledAsync(run.Now, cancellationToken))
        {
            ids.Add(id);
            if (ids.Count == DealsAtOnce)
            {
                await RereadAsync(ids, request, cancellationToken);
                ids.Clear();
            }
        }

        if (ids.Count > 0)
        {
            await RereadAsync(ids, request, cancellationToken);
        }
    }

    /// <summary>Reads everything that may have changed.</summary>
    /// <returns>Where the feeds stand, to be kept when every deal has its outcome (law 3); null when the feeds did not say.</returns>
    /// <exception cref="CrmException">A feed could not be read; what was read until then is in the journal.</exception>
    public async Task<ReadResult> ReadFeedsAsync(JournalHead head, CancellationToken cancellationToken)
    {
        var isFirst = head.Positions.IsEmpty;
        var reconcile = !isFirst && await IsReconcileDueAsync(head, cancellationToken);
        ImmutableSortedDictionary<string, string>? positions = null;
        await foreach (var page in run.Crm.Deals.ReadChangedAsync(new ReadRequest(account, head.Positions, run.Journal, reconcile), cancellationToken))
        {
            await SaveAsync(page, isReread: false, cancellationToken);
            positions = page.Positions ?? positions;
        }

        var isWhole = positions is not null && (isFirst || reconcile);
        if (isWhole)
        {
            await MarkUnseenAsync(cancellationToken);
        }

        return new ReadResult(positions, isWhole);
    }

    /// <summary>
    /// Daily, and not right after a run that the API share cut short: what is left of the share belongs to what changed.
    /// </summary>
    private async Task<bool> IsReconcileDueAsync(JournalHead head, CancellationToken cancellationToken)
    {
        if (head.ReconciledAt is { } last && run.Now - last < run.Request.Connection.ReconcileEvery)
        {
            return false;
        }

        var runs = await run.Journal.ReadRunsAsync(2, cancellationToken);
        return runs.FirstOrDefault(earlier => earlier.Id != run.Id)?.End?.State is not RunState.OutOfBudget;
    }

    /// <summary>Reads the given deals again, whatever their stamps.</summary>
    /// <exception cref="CrmException">They could not be read.</exception>
    public Task RereadAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        RereadAsync(ids, new ReadRequest(account, ImmutableSortedDictionary<string, string>.Empty, run.Journal, Reconcile: false), cancellationToken);

    /// <summary>A deal that is not mentioned never was ours: it could not be read before, and now that it can it is out of our filters.</summary>
    private async Task RereadAsync(IReadOnlyCollection<string> ids, ReadRequest request, CancellationToken cancellationToken)
    {
        var unmentioned = ids.ToHashSet(StringComparer.Ordinal);
        await foreach (var page in run.Crm.Deals.ReadDealsAsync(ids, request, cancellationToken))
        {
            await SaveAsync(page, isReread: true, cancellationToken);
            unmentioned.ExceptWith(page.Deals.Select(deal => deal.Id).Concat(page.Gone).Concat(page.Failed.Select(deal => deal.Id)));
        }

        if (unmentioned.Count > 0)
        {
            await SaveAsync(new DealPage { Gone = [.. unmentioned] }, isReread: true, cancellationToken);
        }
    }

    /// <summary>
    /// A deal read again on purpose counts as changed even when nothing moved: only then does the journal judge and settle it.
    /// </summary>
    private async Task SaveAsync(DealPage page, bool isReread, CancellationToken cancellationToken)
    {
        var known = page.Deals.Count == 0
            ? ImmutableDictionary<string, KnownDeal>.Empty
            : await run.Journal.FindAsync([.. page.Deals.Select(deal => deal.Id)], cancellationToken);
        var byChange = page.Deals
            .Select(deal => deal with { Memory = known.TryGetValue(deal.Id, out var before) ? DealMemory.Carry(before.Snapshot, deal, run.Now) : DealMemory.First(run.Now) })
            .ToLookup(deal => isReread || !known.TryGetValue(deal.Id, out var before) || !deal.EqualsButForStamp(before.Snapshot));
        var standings = await new Overwrites(run).FindAsync(byChange[true].Where(deal => !deal.IsClosed), known, cancellationToken);
        var failed = await run.QueueAsync(page.Failed, cancellationToken);
        await new OutcomeNotes(run).KeepAsync(page.Deals, known, cancellationToken);

        await run.Journal.SaveReadAsync(
            run.Id,
            new ReadBatch(run.Now, [.. byChange[true]], [.. byChange[false]], page.Unchanged, page.Gone, failed, standings),
            cancellationToken);

        run.Tally.Read += page.Deals.Count + page.Unchanged.Count;
        run.Tally.Skipped += page.Gone.Count + page.Deals.Count(deal => deal.IsClosed);
        run.Tell(Stroke.Read);
        if (page.Failed.FirstOrDefault(deal => deal.Failure.Action is FailureAction.StopCrm or FailureAction.OutOfBudget) is { } last)
        {
            throw new CrmException(last.Failure);
        }
    }

    private async Task MarkUnseenAsync(CancellationToken cancellationToken)
    {
        var gone = await run.Journal.MarkUnseenAsGoneAsync(run.Id, run.Now, cancellationToken);
        run.Tally.Skipped += gone;
        if (gone > 0)
        {
            CycleLog.Unseen(run.Log, gone);
        }
    }
}

/// <summary>What the read stroke leaves for the end of the run.</summary>
/// <param name="Positions">Where each feed stands now.</param>
/// <param name="IsWhole">Whether everything was compared, so that deals not met are gone.</param>
internal readonly record struct ReadResult(ImmutableSortedDictionary<string, string>? Positions, bool IsWhole);
