using System.Globalization;
using System.Runtime.CompilerServices;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.HubSpot;

/// <summary>
/// Reads all deals that are ours, with the fewest requests. A search page has 200 deals and knows our filters, but what hangs on them
/// costs three association batches a thousand; a list page has 100 of all deals, with associations inline. So a small account is
/// read by the list alone, and a larger one by a search that goes on where the first list pages ended: both ascend by id.
/// </summary>
internal sealed class FirstRead(SearchPages search, ListPages list, RowReader rows, PropertyPlan plan, DealFilter filter)
{
    /// <summary>As many list pages as the association batches of a search would cost.</summary>
    private const int ListPagesFirst = 3;

    /// <summary>
    /// Deals completed together: large, so that the last, partly filled batch of each kind is rare; bounded, so that memory is.
    /// </summary>
    private const int WindowSize = 4000;

    /// <summary>The first windows are smaller: until one is listed, all limits but that of the search lie idle.</summary>
    private const int FirstWindowSize = 1000;

    /// <summary>So many deals are read in small windows: with these the burst limit is spent, and the list can run ahead from then on.</summary>
    private const int SmallWindowsUntil = 4000;

    /// <summary>Yields all deals that are ours, complete.</summary>
    public async IAsyncEnumerable<DealPage> ReadAsync(DetailReader details, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var window = new List<DealRow>();
        var (size, done) = (FirstWindowSize, 0);
        await foreach (var listed in Prefetch.RunAheadAsync(ListAsync, ahead: WindowSize / SearchPages.PageSize, cancellationToken))
        {
            var page = await rows.ReadAsync(listed.Records, listed.IsInline, cancellationToken);
            window.AddRange(page.Rows.Where(row => row.IsOurs(filter)));
            if (page.Failed.Count > 0)
            {
                yield return new DealPage { Failed = page.Failed };
            }

            if (window.Count >= size)
            {
                foreach (var whole in Pages.Of(await details.CompleteAsync(window, cancellationToken)))
                {
                    yield return whole;
                }

                done += window.Count;
                window = [];
                size = done < SmallWindowsUntil ? FirstWindowSize : WindowSize;
            }
        }

        foreach (var whole in Pages.Of(await details.CompleteAsync(window, cancellationToken)))
        {
            yield return whole;
        }
    }

    private async IAsyncEnumerable<Listed> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? after = null;
        long? last = 0;
        for (var count = 0; ; count++)
        {
            if (count >= ListPagesFirst && plan.FitsSearch && last is { } id)
            {
                var isWhole = false;
                await foreach (var page in SearchAsync(id, () => isWhole = true, cancellationToken))
                {
                    yield return page;
                }

                if (isWhole)
                {
                    yield break;
                }

                // The search lost its order: the list, which does not, goes on from where it was left.
                last = null;
            }

            var listed = await list.ReadAsync(after, cancellationToken);
            yield return new Listed(listed.Results, IsInline: true);
            after = listed.Paging?.Next?.After;
            if (after is null)
            {
                yield break;
            }

            last = LastOf(listed.Results, last);
        }
    }

    private async IAsyncEnumerable<Listed> SearchAsync(long afterId, Action whole, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var page = await search.ReadAsync(ObjectTypes.Deals, OpenDeals(), plan.DealProperties, afterId, cancellationToken);
            if (!page.IsOrdered)
            {
                yield break;
            }

            yield return new Listed(page.Records, IsInline: false);
            if (page.IsLast)
            {
                whole();
                yield break;
            }

            afterId = page.LastId;
        }
    }

    /// <summary>Open deals within the filters. Whether "not equal" takes in deals without a value is not documented, so a second group does.</summary>
    private IReadOnlyList<IReadOnlyList<Filter>> OpenDeals()
    {
        var common = new List<Filter>();
        void Add(string property, System.Collections.Immutable.ImmutableArray<string> allowed)
        {
            if (!allowed.IsEmpty)
            {
                common.Add(Filter.In(property, allowed));
            }
        }

        Add(PropertyPlan.Pipeline, filter.Pipelines);
        Add(PropertyPlan.Stage, filter.Stages);
        Add(PropertyPlan.Owner, filter.Owners);
        if (filter.CreatedAfter is { } bound)
        {
            common.Add(Filter.AtLeast(PropertyPlan.Created, RawValues.Milliseconds(bound)));
        }

        return
        [
            [Filter.NotEqual(PropertyPlan.IsClosed, "true"), .. common],
            [Filter.Blank(PropertyPlan.IsClosed), .. common],
        ];
    }

    /// <summary>The last id of a page whose ids ascend from <paramref name="last"/>; null when they do not, so that no search may go on from there.</summary>
    private static long? LastOf(IReadOnlyList<CrmRecord> records, long? last)
    {
        foreach (var record in records)
        {
            if (last is null || !long.TryParse(record.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var id) || id <= last)
            {
                return null;
            }

            last = id;
        }

        return last;
    }

    private readonly record struct Listed(IReadOnlyList<CrmRecord> Records, bool IsInline);
}
