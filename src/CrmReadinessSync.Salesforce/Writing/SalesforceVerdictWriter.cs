using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce;

/// <summary>
/// Writes through sObject Collections, 200 rows a request, or for a large plan through the Bulk API. Rows of one account stand together:
/// opportunities of an account lock it, and would fight over it from two requests.
/// </summary>
internal sealed class SalesforceVerdictWriter(
    ISalesforceApi api,
    FailureTable failures,
    SalesforceOptions options,
    TimeProvider time,
    Func<ReadPlan> plan,
    Func<ICrmCache> cache,
    Func<Task> forgetSchema,
    Func<CancellationToken, Task> done) : IVerdictWriter
{
    private readonly JobPace _pace = new();

    /// <summary>The most rows a collection takes.</summary>
    internal const int RowsOfCollection = 200;

    /// <summary>Rows of a bulk job: one internal batch of Salesforce's.</summary>
    internal const int RowsOfJob = 10_000;

    /// <summary>So many deals refused at once, and none taken, are no coincidence of sharing.</summary>
    private const int FewestOfWithdrawal = 10;

    /// <inheritdoc/>
    public int BatchSize => RowsOfCollection;

    /// <inheritdoc/>
    public int BatchSizeFor(long planned) => planned > options.BulkAbove ? RowsOfJob : RowsOfCollection;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<WriteOutcome>> WriteAsync(IReadOnlyList<DealWrite> batch, CancellationToken cancellationToken)
    {
        var rows = batch.GroupBy(write => write.DealId, StringComparer.Ordinal)
            .Select(same => same.Count() == 1 ? same.First() : Merge(same))
            .OrderBy(write => write.GroupKey, StringComparer.Ordinal).ThenBy(write => write.DealId, StringComparer.Ordinal)
            .ToList();
        var outcomes = await SendAsync(rows, cancellationToken);
        var isWithdrawn = outcomes.Count >= FewestOfWithdrawal && outcomes.All(outcome => outcome.Failure?.Code == FailureTable.NoAccess);
        if (isWithdrawn || outcomes.Any(outcome => outcome.Failure?.Action is FailureAction.StopCrm))
        {
            await forgetSchema();
        }

        // One deal refused for lack of access is a matter of sharing; a whole batch of them is a permission that somebody took away, and the
        // next batch would fare no better.
        return isWithdrawn ? throw failures.Misconfigured(FailureTable.NoAccess, outcomes[0].Failure!.Words, FailureTable.FieldRemedy) : outcomes;
    }

    private async Task<IReadOnlyList<WriteOutcome>> SendAsync(List<DealWrite> rows, CancellationToken cancellationToken)
    {
        try
        {
            return rows.Count <= Math.Min(RowsOfCollection, options.BulkAbove)
                ? await UpdateAsync(rows, cancellationToken)
                : await new BulkUpdate(api, failures, _pace, time, cache()).RunAsync(rows, Name, cancellationToken);
        }
        finally
        {
            await done(CancellationToken.None);
        }
    }

    private async Task<IReadOnlyList<WriteOutcome>> UpdateAsync(List<DealWrite> rows, CancellationToken cancellationToken)
    {
        var results = await api.UpdateAsync(Body(rows), cancellationToken);
        if (results.Count != rows.Count)
        {
            throw FailureTable.Unreadable("The collection answers another number of rows than were sent.");
        }

        // A failed row often has no id: the place tells which it is.
        return [.. rows.Select((row, i) => Outcome(row.DealId, results[i]))];
    }

    private WriteOutcome Outcome(string deal, SaveResult result)
    {
        if (result.Success)
        {
            return new WriteOutcome(deal);
        }

        var error = result.Errors is [var first, ..] ? first : null;
        return new WriteOutcome(deal, failures.OfRow(error?.StatusCode, error?.Message), IsGone: FailureTable.IsGone(error?.StatusCode));
    }

    private ArrayBufferWriter<byte> Json(List<DealWrite> rows)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteBoolean("allOrNone", value: false);
        json.WriteStartArray("records");
        foreach (var row in rows)
        {
            json.WriteStartObject();
            json.WriteStartObject("attributes");
            json.WriteString("type", Names.Opportunity);
            json.WriteEndObject();
            json.WriteString("id", row.DealId);
            foreach (var (property, value) in row.Changes)
            {
                json.WriteString(Name(property), value);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        return buffer;
    }

    private ReadOnlyMemory<byte> Body(List<DealWrite> rows) => Json(rows).WrittenMemory;

    /// <summary>A target's name in the org's spelling. Only targets are ever written (law 2).</summary>
    private string Name(string property) =>
        plan().Targets.FirstOrDefault(target => target.Property == property) is { Name: { } name }
            ? name
            : throw new ArgumentException($"'{property}' is no target of this connection.", nameof(property));

    /// <summary>The same deal twice in a batch: the later value of each field wins.</summary>
    private static DealWrite Merge(IEnumerable<DealWrite> same) => same.Aggregate((one, other) => other with { Changes = one.Changes.SetItems(other.Changes) });
}
