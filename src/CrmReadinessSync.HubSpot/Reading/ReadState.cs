using System.Collections.Immutable;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.HubSpot;

/// <summary>What one read of the feeds keeps in mind: its windows, which deals it has read already, and the newest of our own echoes it met.</summary>
internal sealed class ReadState
{
    /// <summary>Deals remembered as read; beyond that, one may be read twice, which costs a request and changes nothing.</summary>
    private const int Remembered = 100_000;

    /// <summary>
    /// The account's clock comes from an HTTP <c>Date</c>, cut to the second and often a second old. A window that ended there would leave the
    /// last of our own echoes to the cycle after. The position keeps to the clock, so that nothing falls between two windows.
    /// </summary>
    private static readonly TimeSpan ClockGrain = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How late a linked row may be for a reconcile to find it all the same. A deal is compared whatever its stamp; what hangs on it is known by
    /// its own feed alone, and an index that falls further behind than the settings say would keep it back for good.
    /// </summary>
    private static readonly TimeSpan LatestOfAll = TimeSpan.FromHours(1);

    private readonly ImmutableSortedDictionary<string, FeedPosition> _feeds;
    private readonly ImmutableSortedDictionary<string, FeedWindow> _windows;
    private readonly TimeSpan _indexLag;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private DateTimeOffset? _echoEnd;

    public ReadState(ReadRequest request, PropertyPlan plan, CrmConnection connection)
    {
        Request = request;
        _indexLag = connection.IndexLag;
        string[] types = [ObjectTypes.Deals, .. plan.LinkedTypes];
        var parsed = types.Select(type => (Type: type, Position: FeedPosition.Parse(request.Positions.GetValueOrDefault(type)))).ToList();
        IsFirst = parsed.Exists(feed => feed.Position is null);
        _feeds = parsed.ToImmutableSortedDictionary(
            feed => feed.Type, feed => IsFirst ? FeedPosition.AfterFullRead(request.Account.Now, _indexLag) : feed.Position!.Value, StringComparer.Ordinal);
        _windows = _feeds.ToImmutableSortedDictionary(
            feed => feed.Key,
            feed =>
            {
                var window = feed.Value.Next(request.Account.Now, _indexLag);
                var sinceLast = feed.Value.Until - connection.ReconcileEvery - LatestOfAll;
                return request.Reconcile && feed.Key != ObjectTypes.Deals && sinceLast < window.From ? window with { From = sinceLast } : window;
            },
            StringComparer.Ordinal);
    }

    /// <summary>What was asked for.</summary>
    public ReadRequest Request { get; }

    /// <summary>Whether some feed has no position yet, so that everything must be read.</summary>
    public bool IsFirst { get; }

    /// <summary>The window of a feed, open a little beyond what the account's clock says.</summary>
    public FeedWindow Window(string type) => _windows[type] with { Until = _windows[type].Until + ClockGrain };

    /// <summary>Notes the stamp of a write of ours.</summary>
    public void MeetEcho(DateTimeOffset? stamp) => _echoEnd = stamp > _echoEnd || _echoEnd is null ? stamp : _echoEnd;

    /// <summary>Notes deals that are read in full.</summary>
    public void MarkRead(IEnumerable<DealRow> rows)
    {
        foreach (var row in rows)
        {
            if (_read.Count < Remembered)
            {
                _read.Add(row.Id);
            }
        }
    }

    /// <summary>Those of <paramref name="ids"/> that this read has not met yet; they count as met from now on.</summary>
    public IReadOnlyCollection<string> NotYetRead(IReadOnlyList<string> ids) =>
        [.. ids.Where(id => _read.Count < Remembered ? _read.Add(id) : !_read.Contains(id))];

    /// <summary>Where each feed stands after this read.</summary>
    public ImmutableSortedDictionary<string, string> Positions() => _feeds.ToImmutableSortedDictionary(
        feed => feed.Key,
        feed => (IsFirst ? feed.Value : Advance(feed.Key, feed.Value)).ToString(),
        StringComparer.Ordinal);

    private FeedPosition Advance(string type, FeedPosition position)
    {
        var isDeals = type == ObjectTypes.Deals;
        // A reconcile reads the records themselves, so that no deal can be late behind it.
        var window = isDeals && Request.Reconcile ? _windows[type] with { Settles = true } : _windows[type];
        return position.After(window, isDeals ? _echoEnd : null, _indexLag);
    }
}
