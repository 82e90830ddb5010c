using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.HubSpot;

/// <summary>
/// Reads closed deals with the history of their properties: ids by search, then fifty a batch. Properties of the company have no history
/// that a deal could tell, and associations have none at all.
/// </summary>
internal sealed class HubSpotDealHistory(IHubSpotApi api, CrmConnection connection, PropertyPlan plan, PropertyCheck check, Func<CancellationToken, Task> done) : IDealHistory
{
    /// <summary>
    /// From so many entries on a history may have lost its oldest: figures of 20 circulate and none is confirmed, so what lies before is unknown.
    /// </summary>
    internal const int DepthToTrust = 20;

    private const string ClosedOn = "closedate";

    private readonly SearchPages _search = new(api);
    private readonly RowReader _rows = new(check);
    private readonly SnapshotBuilder _builder = new(plan, connection);

    private readonly ImmutableArray<string> _properties = [.. plan.DealFields.Select(field => field.From).Distinct(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<PastDeal>> ReadClosedAsync(HistoryRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var details = new DetailReader(api, plan, _builder, check, request.Account.Now, dates: false);
        var (last, left) = (0L, request.Most ?? int.MaxValue);
        for (var isLast = false; !isLast && left > 0;)
        {
            var page = await _search.ReadAsync(ObjectTypes.Deals, [Closed(request)], [ObjectTypes.StampOf(ObjectTypes.Deals)], last, cancellationToken);
            if (!page.IsOrdered)
            {
                throw new CrmException(new CrmFailure(FailureAction.Retry, "order_lost", "HubSpot does not keep the order of ids in this search.", "Run it again later."));
            }

            (last, isLast) = (page.LastId, page.IsLast);
            foreach (var chunk in page.Records.Take(left).Chunk(DetailReader.HistoryBatchSize))
            {
                left -= chunk.Length;
                yield return await ReadAsync(chunk, details, cancellationToken);
            }
        }

        await done(cancellationToken);
    }

    private async Task<IReadOnlyList<PastDeal>> ReadAsync(CrmRecord[] listed, DetailReader details, CancellationToken cancellationToken)
    {
        var batch = await api.ReadBatchAsync(ObjectTypes.Deals, new BatchReadRequest(plan.DealProperties, _properties, [.. listed.Select(record => new RecordRef(record.Id))]), cancellationToken);
        var histories = batch.Results.ToDictionary(record => record.Id, record => record.PropertiesWithHistory, StringComparer.Ordinal);
        var page = await _rows.ReadAsync(batch.Results, inline: false, cancellationToken);
        if (page.Failed.Count > 0)
        {
            throw new CrmException(page.Failed[0].Failure);
        }

        var deals = await details.CompleteAsync([.. page.Rows.Where(row => row.IsClosed)], cancellationToken);
        return [.. deals.Select(deal => Past(deal, histories[deal.Id]))];
    }

    private PastDeal Past(DealSnapshot deal, Dictionary<string, IReadOnlyList<HistoryEntry>>? history)
    {
        var own = plan.DealFields.ToDictionary(field => field.Field.Name, StringComparer.Ordinal);
        return new PastDeal
        {
            Id = deal.Id,
            IsWon = deal.IsWon ?? false,
            CompanyId = deal.CompanyIds.IsEmpty ? null : deal.CompanyIds[0],
            Meetings = deal.Meetings,
            Today = deal.Values.ToImmutableSortedDictionary(value => value.Key, value => value.Value.Value, StringComparer.Ordinal),
            Fields = deal.Values.ToImmutableSortedDictionary(
                value => value.Key,
                value => own.TryGetValue(value.Key, out var field) && history?.GetValueOrDefault(field.From) is { } entries ? Of(field, entries, value.Value.Value) : PastField.Untracked(value.Value.Value),
                StringComparer.Ordinal),
        };
    }

    private PastField Of(MappedProperty property, IReadOnlyList<HistoryEntry> entries, string? today)
    {
        var dated = entries
            .Select(entry => (At: RawValues.ReadMoment(entry.Timestamp), Value: RawValues.Read(property.Field, entry.Value, connection.TimeZone)))
            .ToList();
        if (dated.Exists(entry => entry.At is null) || (dated.Count == 0 && today is not null))
        {
            return PastField.Untracked(today);
        }

        var isWhole = dated.Count < DepthToTrust;
        return new PastField([.. dated.Select(entry => new PastValue(entry.At!.Value, entry.Value)).OrderBy(entry => entry.At)], isWhole, HasUndated: !isWhole);
    }

    private List<Filter> Closed(HistoryRequest request)
    {
        var filters = new List<Filter> { Filter.Equal(PropertyPlan.IsClosed, "true") };
        if (request.ClosedSince is { } since)
        {
            var midnight = since.ToDateTime(TimeOnly.MinValue);
            filters.Add(Filter.AtLeast(ClosedOn, RawValues.Milliseconds(new DateTimeOffset(midnight, connection.TimeZone.GetUtcOffset(midnight)))));
        }

        if (!connection.Deals.Pipelines.IsEmpty)
        {
            filters.Add(Filter.In(PropertyPlan.Pipeline, connection.Deals.Pipelines));
        }

        return filters;
    }
}
