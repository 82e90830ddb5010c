using System.Collections.Immutable;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.HubSpot;

/// <summary>
/// Reads the list of all deals with what hangs on them inline, page by page. The list comes from the records themselves, not from the
/// search index, so nothing in it is late.
/// </summary>
internal sealed class ListPages(IHubSpotApi api, PropertyPlan plan)
{
    /// <summary>The most records a list page has.</summary>
    public const int PageSize = 100;

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>One page.</summary>
    /// <param name="after">The token that the page before gave; null at the beginning.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CrmException">The page gives a token met before, which would be read for ever.</exception>
    public async Task<RecordPage> ReadAsync(string? after, CancellationToken cancellationToken)
    {
        var page = await api.ListAsync(ObjectTypes.Deals, new ListQuery(plan.DealProperties, [.. plan.LinkedTypes], PageSize, after), cancellationToken);
        if (after is null)
        {
            _seen.Clear();
        }

        if (page.Paging?.Next?.After is { } next && !_seen.Add(next))
        {
            throw new CrmException(new CrmFailure(FailureAction.Retry, "page_repeated", "HubSpot gave the same page of deals twice."));
        }

        return page;
    }
}
