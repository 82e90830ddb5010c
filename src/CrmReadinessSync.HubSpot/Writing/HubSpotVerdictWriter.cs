using CrmReadinessSync.Sync;

namespace CrmReadinessSync.HubSpot;

/// <summary>
/// Writes verdicts by batch update. A unique <c>objectWriteTraceId</c> on each input makes HubSpot report a bad deal in a 207; where it
/// refuses the whole batch for one deal's sake all the same, the batch is halved until that deal stands alone.
/// </summary>
internal sealed class HubSpotVerdictWriter(IHubSpotApi api, DealFailures failures, PropertyCheck check, Func<CancellationToken, Task> done) : IVerdictWriter
{
    /// <inheritdoc/>
    public int BatchSize => 100;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<WriteOutcome>> WriteAsync(IReadOnlyList<DealWrite> batch, CancellationToken cancellationToken)
    {
        // The same id twice in one request is a 400; the later values stand.
        var updates = batch
            .GroupBy(write => write.DealId, StringComparer.Ordinal)
            .Select(writes => new RecordUpdate(writes.Key, writes.Key, Merge(writes)))
            .ToList();
        var outcomes = new List<WriteOutcome>(updates.Count);
        try
        {
            foreach (var chunk in updates.Chunk(BatchSize))
            {
                await SendAsync(chunk, outcomes, cancellationToken);
            }
        }
        finally
        {
            await done(CancellationToken.None);
        }

        return outcomes;
    }

    private async Task SendAsync(ArraySegment<RecordUpdate> updates, List<WriteOutcome> outcomes, CancellationToken cancellationToken)
    {
        var answer = await api.UpdateBatchAsync(ObjectTypes.Deals, new BatchUpdateRequest(updates), cancellationToken);
        if (answer.Refusal is not { } refusal)
        {
            outcomes.AddRange(BatchOutcomes.Of(updates, answer, failures));
            return;
        }

        if (DealFailures.IsAboutAll(refusal))
        {
            // A target is missing or read-only: look again at once in the next cycle rather than trust what was found today.
            await check.ForgetAsync(cancellationToken);
        }

        if (updates.Count == 1 || DealFailures.IsAboutAll(refusal))
        {
            outcomes.AddRange(updates.Select(update => new WriteOutcome(update.Id, failures.Of(refusal), IsGone: DealFailures.IsGone(refusal))));
            return;
        }

        var half = updates.Count / 2;
        await SendAsync(updates[..half], outcomes, cancellationToken);
        await SendAsync(updates[half..], outcomes, cancellationToken);
    }

    private static Dictionary<string, string> Merge(IEnumerable<DealWrite> writes)
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (property, value) in writes.SelectMany(write => write.Changes))
        {
            // HubSpot clears a property by empty text; null leaves it as it is.
            properties[property] = value ?? "";
        }

        return properties;
    }
}
