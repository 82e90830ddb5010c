using System.Runtime.CompilerServices;
using System.Text.Json;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce;

/// <summary>
/// Reads opportunities. The feeds' first pages ride in one composite, so that a quiet cycle costs one request; what changed is completed
/// with its people, meetings and dates by one composite for each two thousand.
/// </summary>
internal sealed class SalesforceDealSource(ISalesforceApi api, Func<ReadPlan> plan) : IDealSource
{
    /// <summary>Rows of a page, and so the ids that one composite asks about: 2,000 ids make some 42,000 of the 100,000 characters allowed.</summary>
    internal const int PageSize = 2000;

    private readonly Pages _pages = new(api);

    public async IAsyncEnumerable<DealPage> ReadChangedAsync(ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var until = request.Account.Now;
        var feeds = Feeds.Parse(request.Positions);
        var pages = feeds is null || request.Reconcile
            ? ReadAllAsync(request, cancellationToken)
            : ReadFeedsAsync(feeds.Minus(plan().Connection.IndexLag), until, request.Known, cancellationToken);
        await foreach (var page in pages)
        {
            yield return page;
        }

        yield return new DealPage { Positions = Feeds.At(until) };
    }

    public async IAsyncEnumerable<DealPage> ReadDealsAsync(
        IReadOnlyCollection<string> dealIds, ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var ids = dealIds.Select(id => (Asked: id, Id: SalesforceId.Normalize(id))).ToList();
        if (ids.Where(id => id.Id is null).Select(id => id.Asked).ToList() is { Count: > 0 } impossible)
        {
            yield return new DealPage { Gone = impossible };
        }

        await foreach (var page in ReadCompleteAsync([.. ids.Select(id => id.Id).OfType<string>().Distinct(StringComparer.Ordinal)], request.Known, newSince: null, cancellationToken))
        {
            yield return page;
        }
    }

    /// <summary>
    /// Everything once. Deals known already are read by id, whatever their state, so that closed and deleted ones are told apart; the list
    /// of open ones brings those not known.
    /// </summary>
    private async IAsyncEnumerable<DealPage> ReadAllAsync(ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var anyKnown = false;
        await foreach (var ids in ChunksAsync(request.Known.ListIdsAsync(cancellationToken), cancellationToken))
        {
            anyKnown = true;
            await foreach (var page in ReadCompleteAsync(ids, request.Known, newSince: null, cancellationToken))
            {
                yield return page;
            }
        }

        var select = anyKnown ? [Names.Id, Names.Stamp] : plan().MainFields;
        await foreach (var rows in _pages.WalkAsync(after => Open(select, after), all: false, first: null, cancellationToken))
        {
            if (anyKnown)
            {
                var ids = rows.Select(row => Row.Text(row, Names.Id)).OfType<string>().ToList();
                var known = await request.Known.FindAsync(ids, cancellationToken);
                await foreach (var page in ReadCompleteAsync([.. ids.Where(id => !known.ContainsKey(id))], request.Known, newSince: null, cancellationToken))
                {
                    yield return page;
                }
            }
            else if (rows.Count > 0)
            {
                yield return new DealPage { Deals = await CompleteAsync(rows, new Dictionary<string, KnownDeal>(), newSince: null, cancellationToken) };
            }
        }
    }

    private async IAsyncEnumerable<DealPage> ReadFeedsAsync(Feeds from, DateTimeOffset until, IKnownDeals known, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var linked = new LinkedChanges(plan(), known);
        var (opportunities, roles, events, accounts) = (Opportunities(from.Opportunities, until), linked.ContactRoles(from.ContactRoles, until), linked.Events(from.Events, until), linked.Accounts(from.Accounts, until));
        var first = await api.QueryTogetherAsync(
            [(opportunities(null), true), (roles(null), false), (events(null), true), .. accounts is null ? [] : new[] { (accounts(null), false) }], cancellationToken);

        await foreach (var rows in _pages.WalkAsync(opportunities, all: true, first[0], cancellationToken))
        {
            yield return await SortAsync(rows, known, from.Opportunities, cancellationToken);
        }

        // The pages above are in the journal by now, so what they brought is not read again for its children's sake.
        await foreach (var page in StaleAsync(roles, false, first[1], linked.StaleByContactRoleAsync))
        {
            yield return page;
        }

        await foreach (var page in StaleAsync(events, true, first[2], linked.StaleByEventAsync))
        {
            yield return page;
        }

        if (accounts is not null)
        {
            await foreach (var page in StaleAsync(accounts, false, first[3], linked.StaleByAccountAsync))
            {
                yield return page;
            }
        }

        async IAsyncEnumerable<DealPage> StaleAsync(
            Func<(DateTimeOffset, string)?, SoqlQuery> query, bool all, QueryResult page, Func<IReadOnlyList<JsonElement>, CancellationToken, Task<IReadOnlyList<string>>> stale)
        {
            await foreach (var rows in _pages.WalkAsync(query, all, page, cancellationToken))
            {
                await foreach (var deals in ReadCompleteAsync(await stale(rows, cancellationToken), known, newSince: null, cancellationToken))
                {
                    yield return deals;
                }
            }
        }
    }

    /// <summary>Tells changed rows from echoes and from deals that are none of ours, and completes the changed ones.</summary>
    private async Task<DealPage> SortAsync(IReadOnlyList<JsonElement> rows, IKnownDeals known, DateTimeOffset newSince, CancellationToken cancellationToken)
    {
        var before = await known.FindAsync([.. rows.Select(row => Row.Text(row, Names.Id)).OfType<string>()], cancellationToken);
        var changed = new List<JsonElement>();
        var unchanged = new List<UnchangedDeal>();
        var gone = new List<string>();
        foreach (var row in rows)
        {
            var own = OpportunityRow.Read(row, _ => row, plan());
            if (!before.TryGetValue(own.Id, out var deal))
            {
                if (!own.IsClosed && !Row.Flag(row, "IsDeleted") && Passes(row))
                {
                    changed.Add(row);
                }
            }
            else if (Row.Flag(row, "IsDeleted"))
            {
                gone.Add(own.Id);
            }
            else if (OpportunityRow.IsKnown(own, deal.Snapshot, plan()))
            {
                unchanged.Add(new UnchangedDeal(own.Id, own.ModifiedAt));
            }
            else
            {
                changed.Add(row);
            }
        }

        return new DealPage { Deals = await CompleteAsync(changed, before, newSince, cancellationToken), Unchanged = unchanged, Gone = gone };
    }

    /// <summary>Reads deals by id with everything that hangs on them: one request for each two thousand, and more only for overlong pages.</summary>
    private async IAsyncEnumerable<DealPage> ReadCompleteAsync(
        IReadOnlyList<string> ids, IKnownDeals known, DateTimeOffset? newSince, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var chunk in ids.Chunk(PageSize))
        {
            var before = await known.FindAsync(chunk, cancellationToken);
            var own = new SoqlQuery(plan().OpportunityNames, plan().MainFields).WhereIn(Names.Id, chunk).OrderBy(Names.Id);
            var answers = await api.QueryTogetherAsync([(own, true), .. Children.Queries(plan(), chunk)], cancellationToken);
            var rows = (await _pages.RestAsync(answers[0], cancellationToken)).Where(row => !Row.Flag(row, "IsDeleted")).ToList();
            var children = await Children.ReadAsync(api, _pages, plan(), [.. answers.Skip(1)], chunk, cancellationToken);
            var deals = rows.ConvertAll(row => children.Complete(row, Before(row, before), newSince));
            yield return new DealPage { Deals = deals, Gone = [.. chunk.Except(deals.Select(deal => deal.Id), StringComparer.Ordinal)] };
        }
    }

    private async Task<IReadOnlyList<DealSnapshot>> CompleteAsync(
        IReadOnlyList<JsonElement> rows, IReadOnlyDictionary<string, KnownDeal> before, DateTimeOffset? newSince, CancellationToken cancellationToken)
    {
        var deals = new List<DealSnapshot>(rows.Count);
        foreach (var chunk in rows.Chunk(PageSize))
        {
            var ids = chunk.Select(row => Row.Text(row, Names.Id)).OfType<string>().ToList();
            var answers = await api.QueryTogetherAsync(Children.Queries(plan(), ids), cancellationToken);
            var children = await Children.ReadAsync(api, _pages, plan(), answers, ids, cancellationToken);
            deals.AddRange(chunk.Select(row => children.Complete(row, Before(row, before), newSince)));
        }

        return deals;
    }

    private static DealSnapshot? Before(JsonElement row, IReadOnlyDictionary<string, KnownDeal> before) =>
        before.GetValueOrDefault(Row.Text(row, Names.Id) ?? "")?.Snapshot;

    private Func<(DateTimeOffset Stamp, string Id)?, SoqlQuery> Opportunities(DateTimeOffset from, DateTimeOffset until) =>
        after => LinkedChanges.Window(new SoqlQuery(plan().OpportunityNames, plan().MainFields), from, until, after);

    /// <summary>Open opportunities that the filters let through.</summary>
    private SoqlQuery Open(IEnumerable<string> select, (DateTimeOffset Stamp, string Id)? after)
    {
        var filter = plan().Connection.Deals;
        var query = new SoqlQuery(plan().OpportunityNames, select).Where("IsClosed", false);
        query = filter.Pipelines.IsEmpty ? query : query.WhereIn(ReadPlan.RecordType, filter.Pipelines);
        query = filter.Stages.IsEmpty ? query : query.WhereIn("StageName", filter.Stages);
        query = filter.Owners.IsEmpty ? query : query.WhereIn("OwnerId", filter.Owners);
        query = filter.CreatedAfter is { } created ? query.WhereFrom("CreatedDate", created) : query;
        query = after is { } row ? query.WhereAfter(Names.Stamp, row.Stamp, Names.Id, row.Id) : query;
        return query.OrderBy(Names.Stamp, Names.Id);
    }

    /// <summary>The same filters on a row of the feed, for deals not known yet.</summary>
    private bool Passes(JsonElement row)
    {
        var filter = plan().Connection.Deals;
        return Allows(filter.Pipelines, ReadPlan.RecordType) && Allows(filter.Stages, "StageName") && Allows(filter.Owners, "OwnerId")
            && !(filter.CreatedAfter is { } created && Row.Moment(row, "CreatedDate") < created);

        bool Allows(IReadOnlyCollection<string> values, string path) =>
            values.Count == 0 || (Row.Text(row, path) is { } value && values.Contains(value, StringComparer.OrdinalIgnoreCase));
    }

    private static async IAsyncEnumerable<IReadOnlyList<string>> ChunksAsync(IAsyncEnumerable<string> ids, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var chunk = new List<string>(PageSize);
        await foreach (var id in ids.WithCancellation(cancellationToken))
        {
            chunk.Add(id);
            if (chunk.Count == PageSize)
            {
                yield return chunk;
                chunk = new List<string>(PageSize);
            }
        }

        if (chunk.Count > 0)
        {
            yield return chunk;
        }
    }
}
