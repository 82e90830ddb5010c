using System.Runtime.CompilerServices;
using System.Text.Json;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce;

/// <summary>Walks the pages of a query to the end, and starts it again where a cursor died.</summary>
internal sealed class Pages(ISalesforceApi api)
{
    private const int MaxRestarts = 3;

    /// <summary>
    /// The pages of a query ordered by stamp and id. A dead cursor is not resumed: the query is asked again from the last row seen.
    /// Whether pages overlap then is the reader's concern; none is skipped.
    /// </summary>
    /// <param name="query">Makes the query, after a row when one is given.</param>
    /// <param name="all">Whether deleted and archived rows are wanted.</param>
    /// <param name="first">The first page, when it is at hand.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<IReadOnlyList<JsonElement>> WalkAsync(
        Func<(DateTimeOffset Stamp, string Id)?, SoqlQuery> query, bool all, QueryResult? first, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (DateTimeOffset, string)? last = null;
        var page = first ?? await api.QueryAsync(query(null), all, cancellationToken);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var restarts = 0; ;)
        {
            if (page.Records.Count > 0)
            {
                yield return page.Records;
                last = Place(page.Records[^1]) ?? last;
            }

            if (page.Done)
            {
                yield break;
            }

            if (!seen.Add(page.NextRecordsUrl!))
            {
                throw FailureTable.Unreadable("The pages of a query lead in a circle.");
            }

            try
            {
                page = await api.QueryMoreAsync(page.NextRecordsUrl!, cancellationToken);
            }
            catch (CrmException lost) when (lost.Failure.Code == "INVALID_QUERY_LOCATOR" && restarts++ < MaxRestarts)
            {
                page = await api.QueryAsync(query(last), all, cancellationToken);
            }
        }
    }

    /// <summary>All rows of a query whose first page is at hand; for queries that a list of ids bounds.</summary>
    public async Task<IReadOnlyList<JsonElement>> RestAsync(QueryResult first, CancellationToken cancellationToken)
    {
        if (first.Done)
        {
            return first.Records;
        }

        var rows = new List<JsonElement>(first.Records);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var page = first; !page.Done;)
        {
            if (!seen.Add(page.NextRecordsUrl!))
            {
                throw FailureTable.Unreadable("The pages of a query lead in a circle.");
            }

            page = await api.QueryMoreAsync(page.NextRecordsUrl!, cancellationToken);
            rows.AddRange(page.Records);
        }

        return rows;
    }

    private static (DateTimeOffset, string)? Place(JsonElement row) =>
        Row.Moment(row, Names.Stamp) is { } stamp && Row.Text(row, Names.Id) is { } id ? (stamp, id) : null;
}
