using System.Globalization;
using System.Runtime.CompilerServices;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.HubSpot;

/// <summary>
/// Reads searches by an id keyset: sorted by id, each page asks for ids above the last one. Offsets would stop at HubSpot's 10,000
/// rows, and a time order would lose rows that share a stamp.
/// </summary>
internal sealed class SearchPages(IHubSpotApi api)
{
    /// <summary>The most rows a search page has.</summary>
    public const int PageSize = 200;

    /// <summary>One page of the keyset.</summary>
    /// <param name="type">The object type.</param>
    /// <param name="groups">Filters, ANDed within a group, groups ORed.</param>
    /// <param name="properties">The properties wanted.</param>
    /// <param name="afterId">The last id of the page before; 0 at the beginning.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<KeysetPage> ReadAsync(
        string type, IReadOnlyList<IReadOnlyList<Filter>> groups, IReadOnlyList<string> properties, long afterId, CancellationToken cancellationToken)
    {
        var above = Filter.Greater("hs_object_id", afterId.ToString(CultureInfo.InvariantCulture));
        var request = new SearchRequest([.. groups.Select(group => new FilterGroup([.. group, above]))], [Sort.ById], properties, PageSize);
        var page = await api.SearchAsync(type, request, cancellationToken);
        return KeysetPage.Of(page, afterId);
    }

    /// <summary>
    /// Yields the records of a type whose stamp lies after <paramref name="from"/>, up to <paramref name="until"/>. When HubSpot does not keep
    /// the order of ids, the window is halved until each part fits one page, where order does not matter; rows may then come twice.
    /// </summary>
    public async IAsyncEnumerable<IReadOnlyList<CrmRecord>> ReadWindowAsync(
        string type, DateTimeOffset from, DateTimeOffset until, IReadOnlyList<string> properties, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (until <= from)
        {
            yield break;
        }

        // From the epoch itself HubSpot answers 500.
        var low = from <= DateTimeOffset.UnixEpoch ? DateTimeOffset.UnixEpoch.AddSeconds(1) : from.AddMilliseconds(1);
        var last = 0L;
        while (true)
        {
            var page = await ReadAsync(type, [[Within(type, low, until)]], properties, last, cancellationToken);
            if (!page.IsOrdered)
            {
                break;
            }

            yield return page.Records;
            if (page.IsLast)
            {
                yield break;
            }

            last = page.LastId;
        }

        await foreach (var records in HalveAsync(type, low, until, properties, cancellationToken))
        {
            yield return records;
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<CrmRecord>> HalveAsync(
        string type, DateTimeOffset low, DateTimeOffset high, IReadOnlyList<string> properties, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var windows = new Stack<(DateTimeOffset Low, DateTimeOffset High)>([(low, high)]);
        while (windows.TryPop(out var window))
        {
            var request = new SearchRequest([new FilterGroup([Within(type, window.Low, window.High)])], [Sort.ById], properties, PageSize);
            var page = await api.SearchAsync(type, request, cancellationToken);
            if (KeysetPage.IsEnd(page))
            {
                yield return page.Results;
                continue;
            }

            var middle = DateTimeOffset.FromUnixTimeMilliseconds((window.Low + ((window.High - window.Low) / 2)).ToUnixTimeMilliseconds());
            if (middle >= window.High)
            {
                throw new CrmException(new CrmFailure(
                    FailureAction.Retry, "order_lost", $"HubSpot does not keep the order of ids, and more than {PageSize} {type} changed within one millisecond."));
            }

            windows.Push((middle.AddMilliseconds(1), window.High));
            windows.Push((window.Low, middle));
        }
    }

    private static Filter Within(string type, DateTimeOffset low, DateTimeOffset high) =>
        Filter.Between(ObjectTypes.StampOf(type), RawValues.Milliseconds(low), RawValues.Milliseconds(high));
}

/// <summary>A page of a keyset.</summary>
/// <param name="Records">Its records.</param>
/// <param name="LastId">Where the next page begins.</param>
/// <param name="IsLast">Whether nothing follows; told by the page itself, so that no empty page is asked for.</param>
/// <param name="IsOrdered">Whether its ids ascend from the page before. One that does not move on would be read for ever, and one out of
/// order would skip what it jumped over.</param>
internal sealed record KeysetPage(IReadOnlyList<CrmRecord> Records, long LastId, bool IsLast, bool IsOrdered)
{
    public static KeysetPage Of(RecordPage page, long afterId)
    {
        var last = afterId;
        foreach (var record in page.Results)
        {
            if (!long.TryParse(record.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var id) || id <= last)
            {
                return new KeysetPage(page.Results, last, IsEnd(page), IsOrdered: false);
            }

            last = id;
        }

        return new KeysetPage(page.Results, last, IsEnd(page), IsOrdered: page.Results.Count > 0 || IsEnd(page));
    }

    /// <summary>Whether nothing follows. A page without rows is no end by itself: one that names a next page has lost them.</summary>
    public static bool IsEnd(RecordPage page) => page.Paging?.Next?.After is null || page.Total <= page.Results.Count;
}
