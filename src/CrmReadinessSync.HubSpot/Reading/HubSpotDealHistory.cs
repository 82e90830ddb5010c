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
        await foreach (var listed in request.Most is null ? ListAsync(Closed(new ClosedWindow(request.ClosedSince, null)), cancellationToken) : LatestAsync(request, cancellationToken))
        {
            foreach (var chunk in listed.Chunk(DetailReader.HistoryBatchSize))
            {
                yield return await ReadAsync(chunk, details, cancellationToken);
            }
        }

        await done(cancellationToken);
    }

    /// <summary>As many as are wanted, span by span back from today. Memory holds the deals of a span by id.</summary>
    private async IAsyncEnumerable<IReadOnlyList<CrmRecord>> LatestAsync(HistoryRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var left = request.Most!.Value;
        foreach (var window in ClosedWindow.Back(DateOnly.FromDateTime(request.Account.Now.UtcDateTime), request.ClosedSince))
        {
            var closed = new List<CrmRecord>();
            await foreach (var records in ListAsync(Closed(window), cancellationToken))
            {
                closed.AddRange(records);
            }

            CrmRecord[] latest = [.. closed.OrderByDescending(record => RawValues.ReadMoment(record.Properties.Text(ClosedOn))).Take(left)];
            left -= latest.Length;
            yield return latest;
            if (left == 0)
            {
                yield break;
            }
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<CrmRecord>> ListAsync(List<Filter> filters, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = 0L;
        for (var isLast = false; !isLast;)
        {
            var page = await _search.ReadAsync(ObjectTypes.Deals, [filters], [ObjectTypes.StampOf(ObjectTypes.Deals), ClosedOn], last, cancellationToken);
            if (!page.IsOrdered)
            {
                throw new CrmException(new CrmFailure(FailureAction.Retry, "order_lost", "HubSpot does not keep the order of ids in this search.", "Run it again later."));
            }

            (last, isLast) = (page.LastId, page.IsLast);
            yield return page.Records;
        }
    }

    private async Task<IReadOnlyList<PastDeal>> ReadAsync(CrmRecord[] listed, DetailReader details, CancellationToken cancellationToken)
    {
        var batch = await api.ReadBatchAsync(ObjectTypes.Deals, new BatchReadRequest(plan.DealProperties, _properties, [.. listed.Select(record => new RecordRef(record.Id))]), cancellationToken);
        var histories = batch.Results.DistinctBy(record => record.Id).ToDictionary(record => record.Id, record => record.PropertiesWithHistory, StringComparer.Ordinal);
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
            HasContacts = !deal.Contacts.IsEmpty,
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

    private List<Filter> Closed(ClosedWindow window)
    {
        var filters = new List<Filter> { Filter.Equal(PropertyPlan.IsClosed, "true") };
        if (window.From is { } from)
        {
            filters.Add(Filter.AtLeast(ClosedOn, Midnight(from)));
        }

        if (window.Before is { } before)
        {
            filters.Add(Filter.Below(ClosedOn, Midnight(before)));
        }

        if (!connection.Deals.Pipelines.IsEmpty)
        {
            filters.Add(Filter.In(PropertyPlan.Pipeline, connection.Deals.Pipelines));
        }

        return filters;
    }

    private string Midnight(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return RawValues.Milliseconds(new DateTimeOffset(midnight, connection.TimeZone.GetUtcOffset(midnight)));
    }
}
