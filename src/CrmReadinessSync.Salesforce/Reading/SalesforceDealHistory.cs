using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce;

/// <summary>
/// Reads closed opportunities with OpportunityFieldHistory. It has rows only for fields whose history is tracked, and only from the day on
/// that somebody switched that on; a value that no row brought is of no known day. Long texts are tracked without their values.
/// </summary>
internal sealed class SalesforceDealHistory(ISalesforceApi api, Func<ReadPlan> plan) : IDealHistory
{
    private const string ClosedOn = "CloseDate";

    /// <summary>Deals whose history one query asks for.</summary>
    private const int DealsOfQuery = 200;

    private readonly Pages _pages = new(api);
    private readonly WholeDeals _whole = new(api, new Pages(api), plan);

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<PastDeal>> ReadClosedAsync(HistoryRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _whole.Reset();
        var zone = plan().Connection.TimeZone;
        var midnight = request.ClosedSince?.ToDateTime(TimeOnly.MinValue);
        // What closed on a day was written on that day or later, a day of grace for zones; the close date itself is a day, not an instant.
        var window = midnight is { } day ? new Part(new DateTimeOffset(day, zone.GetUtcOffset(day)).AddDays(-1), request.Account.Now) : default;
        var left = request.Most ?? int.MaxValue;
        await foreach (var rows in _pages.WalkAsync(Closed, window, request.Account.Now, all: false, first: null, cancellationToken))
        {
            foreach (var chunk in rows.Where(row => request.ClosedSince is not { } since || Row.Day(row, ClosedOn) >= since).Take(left).Chunk(DealsOfQuery))
            {
                left -= chunk.Length;
                yield return await ReadAsync(chunk, cancellationToken);
            }

            if (left <= 0)
            {
                yield break;
            }
        }
    }

    private async Task<IReadOnlyList<PastDeal>> ReadAsync(JsonElement[] rows, CancellationToken cancellationToken)
    {
        var deals = await _whole.CompleteAsync(rows, new Dictionary<string, KnownDeal>(), since: null, cancellationToken);
        var changes = plan().Answers.IsEmpty ? [] : await _pages.RestAsync(await api.QueryAsync(History(deals.Select(deal => deal.Id)), all: false, cancellationToken), cancellationToken);
        var byDeal = changes.ToLookup(change => Row.Text(change, "OpportunityId") ?? "", StringComparer.Ordinal);
        return [.. deals.Select(deal => Past(deal, [.. byDeal[deal.Id]]))];
    }

    private PastDeal Past(DealSnapshot deal, IReadOnlyList<JsonElement> changes) => new()
    {
        Id = deal.Id,
        IsWon = deal.IsWon ?? false,
        CompanyId = deal.CompanyIds.IsEmpty ? null : deal.CompanyIds[0],
        Meetings = deal.Meetings,
        Today = deal.Values.ToImmutableSortedDictionary(value => value.Key, value => value.Value.Value, StringComparer.Ordinal),
        Fields = plan().Fields.ToImmutableSortedDictionary(field => field.Word, field => Of(field, changes, deal.Values[field.Word].Value), StringComparer.Ordinal),
    };

    private static PastField Of(MappedField field, IReadOnlyList<JsonElement> changes, string? today)
    {
        var own = changes.Where(change => string.Equals(Row.Text(change, "Field"), field.Path, StringComparison.OrdinalIgnoreCase)).ToList();
        if (own.Count == 0 || own.Exists(change => Row.Moment(change, "CreatedDate") is null) || field.Type is "textarea")
        {
            return PastField.Untracked(today);
        }

        return new PastField(
            [.. own.Select(change => new PastValue(Row.Moment(change, "CreatedDate")!.Value, Row.Raw(change, field with { Path = "NewValue" }))).OrderBy(change => change.At)],
            IsComplete: false,
            HasUndated: Row.Find(own[0], "OldValue") is not null);
    }

    private SoqlQuery Closed()
    {
        var filter = plan().Connection.Deals;
        var query = new SoqlQuery(plan().OpportunityNames, [.. plan().MainFields, ClosedOn]).Where("IsClosed", true);
        return filter.Pipelines.IsEmpty ? query : query.WhereIn(ReadPlan.RecordType, filter.Pipelines);
    }

    private static SoqlQuery History(IEnumerable<string> ids) => new SoqlQuery(ReadPlan.FieldValueNames, [.. Names.FieldHistoryFields, "OldValue", "NewValue"])
        .WhereIn("OpportunityId", ids).OrderBy("OpportunityId", "CreatedDate");
}
