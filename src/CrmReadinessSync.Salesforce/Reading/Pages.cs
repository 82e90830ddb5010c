using System.Runtime.CompilerServices;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce;

/// <summary>Walks the pages of a query to the end; starts it again where a cursor died, and in smaller parts where it takes too long.</summary>
internal sealed class Pages(ISalesforceApi api)
{
    private const int MaxRestarts = 3;

    /// <summary>
    /// The pages of a query in the order of stamp and id. A dead cursor is not resumed: the query is asked again from the last row seen.
    /// One that takes too long (<c>QUERY_TIMEOUT</c>) is asked for half the time of what is left, and on from there. Whether pages overlap
    /// then is the reader's concern; none is skipped.
    /// </summary>
    /// <param name="query">Makes the query, without its window and order.</param>
    /// <param name="whole">The window.</param>
    /// <param name="now">The org's time, which halves an open end.</param>
    /// <param name="all">Whether deleted and archived rows are wanted.</param>
    /// <param name="first">The first page, when it is at hand.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<IReadOnlyList<SalesforceRow>> WalkAsync(
        Func<SoqlQuery> query, Part whole, DateTimeOffset now, bool all, QueryResult? first, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var (part, page, next, restarts) = (whole, first, (string?)null, 0);
        while (true)
        {
            try
            {
                page ??= next is null ? await api.QueryAsync(part.Of(query()), all, cancellationToken) : await api.QueryMoreAsync(next, cancellationToken);
            }
            catch (CrmException lost) when (lost.Failure.Code == "INVALID_QUERY_LOCATOR" && next is not null && restarts++ < MaxRestarts)
            {
                next = null;
                continue;
            }
            catch (CrmException slow) when (FailureTable.IsTooSlow(slow) && part.Half(now) is { } half)
            {
                (part, next) = (half, null);
                continue;
            }

            if (page.Records.Count > 0)
            {
                yield return page.Records;
                part = part with { After = Place(page.Records[^1]) ?? part.After };
            }

            if (!page.Done)
            {
                next = Unseen(page, seen);
            }
            else if (part.Before == whole.Before)
            {
                yield break;
            }
            else
            {
                (part, next) = (part.Next(whole, now), null);
            }

            page = null;
        }
    }

    /// <summary>All rows of a query whose first page is at hand; for queries that a list of ids bounds.</summary>
    public async Task<IReadOnlyList<SalesforceRow>> RestAsync(QueryResult first, CancellationToken cancellationToken)
    {
        if (first.Done)
        {
            return first.Records;
        }

        var rows = new List<SalesforceRow>(first.Records);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var page = first; !page.Done;)
        {
            page = await api.QueryMoreAsync(Unseen(page, seen), cancellationToken);
            rows.AddRange(page.Records);
        }

        return rows;
    }

    /// <summary>Where the next page is; a place met before would be a loop.</summary>
    private static string Unseen(QueryResult page, HashSet<string> seen) => seen.Add(page.NextRecordsUrl!)
        ? page.NextRecordsUrl!
        : throw FailureTable.Unreadable("The pages of a query lead in a circle.");

    private static (DateTimeOffset, string)? Place(SalesforceRow row) =>
        row.Moment(Names.Stamp) is { } stamp && row.Text(Names.Id) is { } id ? (stamp, id) : null;
}
