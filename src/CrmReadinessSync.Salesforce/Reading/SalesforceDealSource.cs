using System.Runtime.CompilerServices;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce;

/// <summary>
/// Reads opportunities. The feeds' first pages ride in one composite, so that a quiet cycle costs one request; what changed is completed
/// with its people, meetings and dates by one composite for a thousand and more.
/// </summary>
/// <param name="api">The org.</param>
/// <param name="plan">What is read.</param>
/// <param name="self">The id of the user we sign in as; null while nobody told.</param>
/// <param name="done">Called after each read, however it ended, to keep the day's use of the API.</param>
internal sealed class SalesforceDealSource(ISalesforceApi api, Func<ReadPlan> plan, Func<string?> self, Func<CancellationToken, Task> done) : IDealSource
{
    /// <summary>Known ids handed on together: many, so that the last, partly filled composite is rare.</summary>
    private const int KnownAtOnce = 10_000;

    /// <summary>Pages that reading everything runs ahead: an org takes seconds for a page, in which the one before is kept.</summary>
    private const int PagesAhead = 1;

    /// <summary>
    /// The org's clock comes from an HTTP <c>Date</c>, cut to the second and often a second old. A window that ended there would leave what was saved right before
    /// a cycle to the one after. The position keeps to the clock, so that nothing falls between two windows.
    /// </summary>
    private static readonly TimeSpan ClockGrain = TimeSpan.FromSeconds(2);

    private readonly Pages _pages = new(api);
    private readonly WholeDeals _whole = new(api, new Pages(api), plan);

    public async IAsyncEnumerable<DealPage> ReadChangedAsync(ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _whole.Reset();
        var now = request.Account.Now;
        var feeds = Feeds.Parse(request.Positions);
        var pages = feeds is null || request.Reconcile
            ? ReadAllAsync(request, cancellationToken)
            : ReadFeedsAsync(feeds.Minus(plan().Connection.IndexLag), now + ClockGrain, request.Known, cancellationToken);
        try
        {
            await foreach (var page in pages)
            {
                yield return page;
            }
        }
        finally
        {
            await done(CancellationToken.None);
        }

        yield return new DealPage { Positions = Feeds.At(now, plan().ReadsMails) };
    }

    public async IAsyncEnumerable<DealPage> ReadDealsAsync(
        IReadOnlyCollection<string> dealIds, ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var ids = dealIds.Select(id => (Asked: id, Id: SalesforceId.Normalize(id))).ToList();
        if (ids.Where(id => id.Id is null).Select(id => id.Asked).ToList() is { Count: > 0 } impossible)
        {
            yield return new DealPage { Gone = impossible };
        }

        try
        {
            await foreach (var page in _whole.ReadAsync([.. ids.Select(id => id.Id).OfType<string>().Distinct(StringComparer.Ordinal)], request.Known, Feeds.Parse(request.Positions)?.Opportunities, withMails: true, cancellationToken))
            {
                yield return page;
            }
        }
        finally
        {
            await done(CancellationToken.None);
        }
    }

    /// <summary>
    /// Everything once: deals, running ahead of whoever keeps them; then their mails all at once, by their own order, for asking for each deal's would cost a
    /// query of every composite.
    /// </summary>
    private async IAsyncEnumerable<DealPage> ReadAllAsync(ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in Prefetch.RunAheadAsync(token => ReadAllDealsAsync(request, token), PagesAhead, cancellationToken))
        {
            yield return page;
        }

        if (plan().ReadsMails)
        {
            // The pages above are in the journal by now, where the mails find their deals.
            var linked = new LinkedChanges(plan(), request.Known);
            var window = new Part(request.Account.Now - Mails.Back, request.Account.Now);
            await foreach (var rows in _pages.WalkAsync(Mails.All, window, request.Account.Now, all: false, first: null, cancellationToken))
            {
                yield return new DealPage { Deals = await linked.WithMailsAsync(rows, cancellationToken) };
            }
        }
    }

    /// <summary>
    /// Deals known already are read by id, whatever their state, so that closed and deleted ones are told apart; the list of open ones brings those
    /// not known.
    /// </summary>
    private async IAsyncEnumerable<DealPage> ReadAllDealsAsync(ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var since = Feeds.Parse(request.Positions)?.Opportunities;
        var anyKnown = false;
        await foreach (var ids in ChunksAsync(request.Known.ListIdsAsync(cancellationToken), cancellationToken))
        {
            anyKnown = true;
            await foreach (var page in _whole.ReadAsync(ids, request.Known, since, withMails: false, cancellationToken))
            {
                yield return page;
            }
        }

        var select = anyKnown ? [Names.Id, Names.Stamp] : plan().MainFields;
        var listed = new List<SalesforceRow>();
        await foreach (var rows in Prefetch.RunAheadAsync(token => _pages.WalkAsync(() => Open(select), default, request.Account.Now, all: false, first: null, token), PagesAhead, cancellationToken))
        {
            if (anyKnown)
            {
                var ids = rows.Select(row => row.Text(Names.Id)).OfType<string>().ToList();
                var known = await request.Known.FindAsync(ids, cancellationToken);
                await foreach (var page in _whole.ReadAsync([.. ids.Where(id => !known.ContainsKey(id))], request.Known, since, withMails: false, cancellationToken))
                {
                    yield return page;
                }
            }
            else
            {
                listed.AddRange(rows);
                for (var many = _whole.AtOnce; listed.Count >= many; many = _whole.AtOnce)
                {
                    yield return await WholeAsync(listed[..many]);
                    listed.RemoveRange(0, many);
                }
            }
        }

        if (listed.Count > 0)
        {
            yield return await WholeAsync(listed);
        }

        async Task<DealPage> WholeAsync(IReadOnlyList<SalesforceRow> rows) =>
            new() { Deals = await _whole.CompleteAsync(rows, new Dictionary<string, KnownDeal>(), since, withMails: false, cancellationToken) };
    }

    private async IAsyncEnumerable<DealPage> ReadFeedsAsync(Feeds from, DateTimeOffset until, IKnownDeals known, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var linked = new LinkedChanges(plan(), known);
        Feed opportunities = new(() => new SoqlQuery(plan().OpportunityNames, plan().FeedFields), new Part(from.Opportunities, until), All: true);
        Feed roles = new(linked.ContactRoles, new Part(from.ContactRoles, until), All: false);
        Feed events = new(linked.Events, new Part(from.Events, until), All: true);
        Feed? accounts = linked.HasAccounts ? new(linked.Accounts, new Part(from.Accounts, until), All: false) : null;
        Feed? mails = plan().ReadsMails ? new(Mails.All, new Part(from.Mails ?? until - Mails.Back, until), All: false) : null;
        List<Feed> feeds = [opportunities, roles, events, .. new[] { accounts, mails }.OfType<Feed>()];
        var first = await FirstPagesAsync(feeds, cancellationToken);

        await foreach (var rows in WalkAsync(opportunities))
        {
            yield return await SortAsync(rows, known, from.Opportunities, cancellationToken);
        }

        // The pages above are in the journal by now, so what they brought is not read again for its children's sake.
        await foreach (var page in StaleAsync(roles, linked.StaleByContactRoleAsync))
        {
            yield return page;
        }

        await foreach (var page in StaleAsync(events, linked.StaleByEventAsync))
        {
            yield return page;
        }

        if (accounts is not null)
        {
            await foreach (var page in StaleAsync(accounts, linked.StaleByAccountAsync))
            {
                yield return page;
            }
        }

        if (mails is not null)
        {
            await foreach (var rows in WalkAsync(mails))
            {
                yield return new DealPage { Deals = await linked.WithMailsAsync(rows, cancellationToken) };
            }
        }

        IAsyncEnumerable<IReadOnlyList<SalesforceRow>> WalkAsync(Feed feed) =>
            _pages.WalkAsync(feed.Query, feed.Window, until, feed.All, first?[feeds.IndexOf(feed)], cancellationToken);

        async IAsyncEnumerable<DealPage> StaleAsync(Feed feed, Func<IReadOnlyList<SalesforceRow>, CancellationToken, Task<IReadOnlyList<string>>> stale)
        {
            await foreach (var rows in WalkAsync(feed))
            {
                await foreach (var deals in _whole.ReadAsync(await stale(rows, cancellationToken), known, from.Opportunities, withMails: true, cancellationToken))
                {
                    yield return deals;
                }
            }
        }
    }

    /// <summary>The first page of each feed in one request; null when one of them takes the org too long, and each is better asked by itself.</summary>
    private async Task<IReadOnlyList<QueryResult>?> FirstPagesAsync(IReadOnlyList<Feed> feeds, CancellationToken cancellationToken)
    {
        try
        {
            return await api.QueryTogetherAsync([.. feeds.Select(feed => (feed.Window.Of(feed.Query()), feed.All))], cancellationToken);
        }
        catch (CrmException slow) when (FailureTable.IsTooSlow(slow))
        {
            return null;
        }
    }

    /// <summary>Tells changed rows from echoes and from deals that are none of ours, and completes the changed ones.</summary>
    private async Task<DealPage> SortAsync(IReadOnlyList<SalesforceRow> rows, IKnownDeals known, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var before = await known.FindAsync([.. rows.Select(row => row.Text(Names.Id)).OfType<string>()], cancellationToken);
        var changed = new List<SalesforceRow>();
        var unchanged = new List<UnchangedDeal>();
        var gone = new List<string>();
        foreach (var row in rows)
        {
            var own = OpportunityRow.Read(row, _ => row, plan());
            if (!before.TryGetValue(own.Id, out var deal))
            {
                if (!own.IsClosed && !row.Flag("IsDeleted") && Passes(row))
                {
                    changed.Add(row);
                }
            }
            else if (row.Flag("IsDeleted"))
            {
                gone.Add(own.Id);
            }
            else if (OpportunityRow.IsKnown(own, deal.Snapshot, plan()) && !OpportunityRow.IsSavedByOthers(row, deal.Snapshot, self()))
            {
                unchanged.Add(new UnchangedDeal(own.Id, own.ModifiedAt));
            }
            else
            {
                changed.Add(row);
            }
        }

        return new DealPage { Deals = await _whole.CompleteAsync(changed, before, since, withMails: true, cancellationToken), Unchanged = unchanged, Gone = gone };
    }

    /// <summary>Open opportunities that the filters let through.</summary>
    private SoqlQuery Open(IEnumerable<string> select)
    {
        var filter = plan().Connection.Deals;
        var query = new SoqlQuery(plan().OpportunityNames, select).Where("IsClosed", false);
        query = filter.Pipelines.IsEmpty ? query : query.WhereIn(ReadPlan.RecordType, filter.Pipelines);
        query = filter.Stages.IsEmpty ? query : query.WhereIn("StageName", filter.Stages);
        query = filter.Owners.IsEmpty ? query : query.WhereIn("OwnerId", filter.Owners);
        return filter.CreatedAfter is { } created ? query.WhereFrom("CreatedDate", created) : query;
    }

    /// <summary>The same filters on a row of the feed, for deals not known yet.</summary>
    private bool Passes(SalesforceRow row)
    {
        var filter = plan().Connection.Deals;
        return Allows(filter.Pipelines, ReadPlan.RecordType) && Allows(filter.Stages, "StageName") && Allows(filter.Owners, "OwnerId")
            && !(filter.CreatedAfter is { } created && row.Moment("CreatedDate") < created);

        bool Allows(IReadOnlyCollection<string> values, string path) =>
            values.Count == 0 || (row.Text(path) is { } value && values.Contains(value, StringComparer.OrdinalIgnoreCase));
    }

    private static async IAsyncEnumerable<IReadOnlyList<string>> ChunksAsync(IAsyncEnumerable<string> ids, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var chunk = new List<string>(KnownAtOnce);
        await foreach (var id in ids.WithCancellation(cancellationToken))
        {
            chunk.Add(id);
            if (chunk.Count == KnownAtOnce)
            {
                yield return chunk;
                chunk = new List<string>(KnownAtOnce);
            }
        }

        if (chunk.Count > 0)
        {
            yield return chunk;
        }
    }

    /// <summary>One feed: its query, its window, and whether deleted and archived rows are wanted.</summary>
    private sealed record Feed(Func<SoqlQuery> Query, Part Window, bool All);
}
