using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.HubSpot;

/// <summary>Reads deals: everything on the first read, what changed later, and everything again, compared, for the daily reconcile.</summary>
internal sealed class HubSpotDealSource : IDealSource
{
    private const int WindowSize = 1000;

    /// <summary>Pages that a first read runs ahead of whoever keeps them, so that the limits are used while the journal writes.</summary>
    private const int PagesAhead = 4;

    private readonly IHubSpotApi _api;
    private readonly PropertyPlan _plan;
    private readonly CrmConnection _connection;
    private readonly SnapshotBuilder _builder;
    private readonly PropertyCheck _check;
    private readonly SearchPages _search;
    private readonly ListPages _list;
    private readonly RowReader _rows;
    private readonly Triage _triage;
    private readonly FirstRead _first;
    private readonly NamedRead _named;
    private readonly LinkedFeeds _linked;
    private readonly Func<CancellationToken, Task> _done;

    /// <summary>Makes the source of one account.</summary>
    /// <param name="api">The account.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="plan">What is read.</param>
    /// <param name="check">Makes sure that it exists.</param>
    /// <param name="redactor">Masks secrets in HubSpot's words.</param>
    /// <param name="done">Called after each read, however it ended, to keep the day's use of the API.</param>
    public HubSpotDealSource(
        IHubSpotApi api, CrmConnection connection, PropertyPlan plan, PropertyCheck check, Http.Redactor redactor, Func<CancellationToken, Task> done)
    {
        (_api, _plan, _connection, _check, _done) = (api, plan, connection, check, done);
        _builder = new SnapshotBuilder(plan, connection);
        _search = new SearchPages(api);
        _list = new ListPages(api, plan);
        _rows = new RowReader(check);
        _triage = new Triage(_builder, connection.Deals);
        _first = new FirstRead(_search, _list, _rows, plan, connection.Deals);
        _named = new NamedRead(api, _rows, plan, _builder, connection.Deals, redactor);
        _linked = new LinkedFeeds(api, _search, plan, _builder, check);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<DealPage> ReadChangedAsync(ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var state = new ReadState(request, _plan, _connection);
        var details = Details(request);
        var pages = state.IsFirst
            ? Prefetch.RunAheadAsync(token => _first.ReadAsync(details, token), PagesAhead, cancellationToken)
            : ReadLaterAsync(state, details, cancellationToken);
        try
        {
            await foreach (var page in pages)
            {
                yield return page;
            }
        }
        finally
        {
            await _done(CancellationToken.None);
        }

        yield return new DealPage { Positions = state.Positions() };
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<DealPage> ReadDealsAsync(
        IReadOnlyCollection<string> dealIds, ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var page in _named.ReadAsync(dealIds, request.Known, Details(request), cancellationToken))
            {
                yield return page;
            }
        }
        finally
        {
            await _done(CancellationToken.None);
        }
    }

    private DetailReader Details(ReadRequest request) => new(_api, _plan, _builder, _check, request.Account.Now);

    private async IAsyncEnumerable<DealPage> ReadLaterAsync(ReadState state, DetailReader details, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var listed = state.Request.Reconcile ? ListAllAsync(cancellationToken) : ListChangedAsync(state, cancellationToken);
        var window = new List<DealRow>();
        await foreach (var records in listed)
        {
            var page = await SortAsync(records, state, window, cancellationToken);
            if (page.HasContent())
            {
                yield return page;
            }

            if (window.Count >= WindowSize)
            {
                await foreach (var whole in CompleteAsync(window, state, details, cancellationToken))
                {
                    yield return whole;
                }

                window.Clear();
            }
        }

        await foreach (var whole in CompleteAsync(window, state, details, cancellationToken))
        {
            yield return whole;
        }

        foreach (var type in _plan.LinkedTypes)
        {
            await foreach (var concerned in _linked.ReadAsync(type, state.Window(type), state.Request, cancellationToken))
            {
                if (concerned.Deals.Count > 0)
                {
                    yield return new DealPage { Deals = concerned.Deals };
                }

                await foreach (var page in _named.ReadAsync(state.NotYetRead(concerned.Reread), state.Request.Known, details, cancellationToken))
                {
                    yield return page;
                }
            }
        }
    }

    /// <summary>The pages of the deals' own feed: those whose stamp lies in the window.</summary>
    private IAsyncEnumerable<IReadOnlyList<CrmRecord>> ListChangedAsync(ReadState state, CancellationToken cancellationToken)
    {
        var window = state.Window(ObjectTypes.Deals);
        ImmutableArray<string> stampOnly = [ObjectTypes.StampOf(ObjectTypes.Deals)];
        return _search.ReadWindowAsync(ObjectTypes.Deals, window.From, window.Until, _plan.FitsSearch ? _plan.DealProperties : stampOnly, cancellationToken);
    }

    /// <summary>The pages of all deals. Whoever is known and not among them is gone: the journal tells, since it has met all the others.</summary>
    private IAsyncEnumerable<IReadOnlyList<CrmRecord>> ListAllAsync(CancellationToken cancellationToken) => Prefetch.RunAheadAsync(ListEachAsync, ahead: 4, cancellationToken);

    private async IAsyncEnumerable<IReadOnlyList<CrmRecord>> ListEachAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? after = null;
        do
        {
            var page = await _list.ReadAsync(after, cancellationToken);
            yield return page.Results;
            after = page.Paging?.Next?.After;
        }
        while (after is not null);
    }

    private async Task<DealPage> SortAsync(IReadOnlyList<CrmRecord> records, ReadState state, List<DealRow> window, CancellationToken cancellationToken)
    {
        var hasValues = _plan.FitsSearch || state.Request.Reconcile;
        var page = hasValues ? await _rows.ReadAsync(records, inline: state.Request.Reconcile, cancellationToken) : RowReader.StampsOf(records);
        var known = await state.Request.Known.FindAsync([.. page.Rows.Select(row => row.Id)], cancellationToken);
        var sorted = _triage.Sort(page.Rows, known, hasValues);
        state.MeetEcho(sorted.EchoEnd);
        window.AddRange(sorted.Pending);
        return new DealPage { Deals = sorted.Ready, Unchanged = sorted.Unchanged, Failed = page.Failed };
    }

    private async IAsyncEnumerable<DealPage> CompleteAsync(
        List<DealRow> window, ReadState state, DetailReader details, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        state.MarkRead(window);
        if (_plan.FitsSearch || state.Request.Reconcile)
        {
            foreach (var page in Pages.Of(await details.CompleteAsync(window, cancellationToken)))
            {
                yield return page;
            }

            yield break;
        }

        await foreach (var page in _named.ReadAsync([.. window.Select(row => row.Id)], state.Request.Known, details, cancellationToken))
        {
            yield return page;
        }
    }
}
