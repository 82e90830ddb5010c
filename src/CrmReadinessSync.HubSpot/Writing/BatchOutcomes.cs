using CrmReadinessSync.Sync;

namespace CrmReadinessSync.HubSpot;

/// <summary>Which deal of a batch came to what. Every deal sent gets exactly one outcome.</summary>
internal static class BatchOutcomes
{
    public static IEnumerable<WriteOutcome> Of(IReadOnlyList<RecordUpdate> sent, RecordBatch answer, DealFailures failures)
    {
        var written = new Dictionary<string, CrmRecord>(StringComparer.Ordinal);
        foreach (var record in answer.Results)
        {
            written[record.ObjectWriteTraceId ?? record.Id] = record;
        }

        var refused = new Dictionary<string, HubSpotError>(StringComparer.Ordinal);
        HubSpotError? unnamed = null;
        foreach (var error in answer.Errors)
        {
            string[] ids = [.. error.ContextOf("objectWriteTraceId")];
            ids = ids.Length > 0 ? ids : [.. error.ContextOf("ids")];
            ids = ids.Length > 0 ? ids : [.. error.ContextOf("id")];
            unnamed = ids.Length > 0 ? unnamed : error;
            foreach (var id in ids)
            {
                refused.TryAdd(id, error);
            }
        }

        foreach (var update in sent)
        {
            if (written.TryGetValue(update.Id, out var record))
            {
                yield return new WriteOutcome(update.Id, StampAfter: StampOf(record));
            }
            else if ((refused.GetValueOrDefault(update.Id) ?? unnamed) is { } error)
            {
                var isGone = DealFailures.IsGone(error);
                yield return new WriteOutcome(update.Id, isGone ? null : failures.Of(error), IsGone: isGone);
            }
            else
            {
                yield return new WriteOutcome(update.Id, new CrmFailure(FailureAction.Retry, "no_outcome", "HubSpot's answer does not mention this deal."));
            }
        }
    }

    /// <summary>The stamp that our write left. The properties of an answer and its <c>updatedAt</c> may differ; the later one is what listings show.</summary>
    private static DateTimeOffset? StampOf(CrmRecord record)
    {
        var property = RawValues.ReadMoment(record.Properties.Text(ObjectTypes.StampOf(ObjectTypes.Deals)));
        var updated = RawValues.ReadMoment(record.UpdatedAt);
        return property > updated || updated is null ? property : updated;
    }
}
