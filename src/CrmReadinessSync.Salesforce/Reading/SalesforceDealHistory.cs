using System.Collections.Immutable;
using System.Runtime.CompilerServices;
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
        await foreach (var rows in request.Most is null ? ListAsync(new ClosedWindow(request.ClosedSince, null), request, cancellationToken) : LatestAsync(request, cancellationToken))
        {
            foreach (var chunk in rows.Chunk(DealsOfQuery))
            {
                yield return await ReadAsync(chunk, cancellationToken);
            }
        }
    }

    /// <summary>As many as are wanted, span by span back from today. Memory holds the rows of a span.</summary>
    private async IAsyncEnumerable<IReadOnlyList<SalesforceRow>> LatestAsync(HistoryRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var left = request.Most!.Value;
        foreach (var window in ClosedWindow.Back(DateOnly.FromDateTime(request.Account.Now.UtcDateTime), request.ClosedSince))
        {
            var closed = new List<SalesforceRow>();
            await foreach (var rows in ListAsync(window, request, cancellationToken))
            {
                closed.AddRange(rows);
            }

            SalesforceRow[] latest = [.. closed.OrderByDescending(row => row.Day(ClosedOn)).ThenBy(row => row.Text(Names.Id), StringComparer.Ordinal).Take(left)];
            left -= latest.Length;
            yield return latest;
            if (left == 0)
            {
                yield break;
            }
        }
    }

    private IAsyncEnumerable<IReadOnlyList<SalesforceRow>> ListAsync(ClosedWindow window, HistoryRequest request, CancellationToken cancellationToken) =>
        _pages.WalkAsync(() => Closed(window), default, request.Account.Now, all: false, first: null, cancellationToken);

    private async Task<IReadOnlyList<PastDeal>> ReadAsync(SalesforceRow[] rows, CancellationToken cancellationToken)
    {
        var deals = await _whole.CompleteAsync(rows, new Dictionary<string, KnownDeal>(), since: null, withMails: false, cancellationToken);
        var changes = plan().Answers.IsEmpty ? [] : await _pages.RestAsync(await api.QueryAsync(History(deals.Select(deal => deal.Id)), all: false, cancellationToken), cancellationToken);
        var byDeal = changes.ToLookup(change => change.Text("OpportunityId") ?? "", StringComparer.Ordinal);
        return [.. deals.Select(deal => Past(deal, [.. byDeal[deal.Id]]))];
    }

    private PastDeal Past(DealSnapshot deal, IReadOnlyList<SalesforceRow> changes) => new()
    {
        Id = deal.Id,
        IsWon = deal.IsWon ?? false,
        CompanyId = deal.CompanyIds.IsEmpty ? null : deal.CompanyIds[0],
        HasContacts = !deal.Contacts.IsEmpty,
        Meetings = deal.Meetings,
        Today = deal.Values.ToImmutableSortedDictionary(value => value.Key, value => value.Value.Value, StringComparer.Ordinal),
        Fields = plan().Fields.ToImmutableSortedDictionary(field => field.Word, field => Of(field, changes, deal.Values[field.Word].Value), StringComparer.Ordinal),
    };

    private static PastField Of(MappedField field, IReadOnlyList<SalesforceRow> changes, string? today)
    {
        var own = changes.Where(change => string.Equals(change.Text("Field"), field.Path, StringComparison.OrdinalIgnoreCase)).ToList();
        if (own.Count == 0 || own.Exists(change => change.Moment("CreatedDate") is null) || field.Type is "textarea")
        {
            return PastField.Untracked(today);
        }

        return new PastField(
            [.. own.Select(change => new PastValue(change.Moment("CreatedDate")!.Value, change.Raw(field with { Path = "NewValue" }))).OrderBy(change => change.At)],
            IsComplete: false,
            HasUndated: own[0].Has("OldValue"));
    }

    private SoqlQuery Closed(ClosedWindow window)
    {
        var filter = plan().Connection.Deals;
        var query = new SoqlQuery(plan().OpportunityNames, [.. plan().MainFields, ClosedOn]).Where("IsClosed", true);
        query = window.From is { } from ? query.WhereFrom(ClosedOn, from) : query;
        query = window.Before is { } before ? query.WhereBefore(ClosedOn, before) : query;
        return filter.Pipelines.IsEmpty ? query : query.WhereIn(ReadPlan.RecordType, filter.Pipelines);
    }

    private static SoqlQuery History(IEnumerable<string> ids) => new SoqlQuery(ReadPlan.FieldValueNames, [.. Names.FieldHistoryFields, "OldValue", "NewValue"])
        .WhereIn("OpportunityId", ids).OrderBy("OpportunityId", "CreatedDate");
}
