using System.Text;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce;

/// <summary>
/// One update through Bulk API 2.0. The job's id is kept before the upload is closed, which is what starts it: a process that dies in
/// between leaves no job running that the next one does not know of.
/// </summary>
internal sealed class BulkUpdate(ISalesforceApi api, FailureTable failures, JobPace pace, TimeProvider time, ICrmCache cache)
{
    private const string Key = "salesforce.job";
    private static readonly TimeSpan Forever = TimeSpan.FromDays(365);

    /// <summary>Jobs that take longer are given up: their rows are read again before anything else is written to them.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    /// <summary>
    /// Ends a job that an earlier process left. Nothing may still be writing when its deals, whose outcome nobody knows, are read again.
    /// </summary>
    public async Task AbandonAsync(CancellationToken cancellationToken)
    {
        if (await cache.ReadAsync(Key, Forever, cancellationToken) is not { } id)
        {
            return;
        }

        if (await api.FindJobAsync(id, cancellationToken) is { IsOver: false })
        {
            await AbortAsync(id, cancellationToken);
        }

        await cache.WriteAsync(Key, null, cancellationToken);
    }

    /// <summary>Writes all rows and tells what became of each.</summary>
    public async Task<IReadOnlyList<WriteOutcome>> RunAsync(IReadOnlyList<DealWrite> rows, Func<string, string> nameOf, CancellationToken cancellationToken)
    {
        var job = await api.CreateJobAsync(BulkJobRequest.UpdateOpportunities, cancellationToken);
        await cache.WriteAsync(Key, job.Id, cancellationToken);
        await api.UploadAsync(job.Id, BulkCsv.Write(rows, nameOf), cancellationToken);
        job = await api.ChangeJobAsync(job.Id, "UploadComplete", cancellationToken);
        job = await WatchAsync(job, rows.Count, cancellationToken);
        var outcomes = await ReconcileAsync(job, rows, BulkCsv.Columns(rows, nameOf), cancellationToken);
        await cache.WriteAsync(Key, null, cancellationToken);
        return outcomes;
    }

    private async Task<BulkJob> WatchAsync(BulkJob job, int rows, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        foreach (var wait in pace.WaitsFor(rows))
        {
            if (job.IsOver)
            {
                break;
            }

            var atWork = time.GetElapsedTime(started);
            if (atWork > Patience)
            {
                return await AbortAsync(job.Id, cancellationToken);
            }

            await Task.Delay(wait, time, cancellationToken);
            job = await api.FindJobAsync(job.Id, cancellationToken) ?? throw FailureTable.Unreadable("A bulk job is not there any more.");
            if (job.IsOver)
            {
                pace.Learn(rows, atWork, time.GetElapsedTime(started));
            }
        }

        return job;
    }

    private async Task<BulkJob> AbortAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return await api.ChangeJobAsync(id, "Aborted", cancellationToken);
        }
        catch (CrmException refused) when (refused.Failure.Action is FailureAction.StopCrm && !refused.IsEnvironment)
        {
            // It ended by itself in the meantime.
            return await api.FindJobAsync(id, cancellationToken) ?? new BulkJob(id, "Aborted", null);
        }
    }

    /// <summary>
    /// "Complete" does not mean that all went well: succeeded, failed and unprocessed rows are told apart by id, their order is not
    /// promised. A row that none of the three names is tried again.
    /// </summary>
    private async Task<IReadOnlyList<WriteOutcome>> ReconcileAsync(
        BulkJob job, IReadOnlyList<DealWrite> rows, IReadOnlyList<string> columns, CancellationToken cancellationToken)
    {
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in await ListAsync("successfulResults", ["sf__Id", .. columns]))
        {
            written.Add(Id(row));
        }

        var failed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in await ListAsync("failedResults", ["sf__Id", "sf__Error", .. columns]))
        {
            failed[Id(row)] = row.GetValueOrDefault("sf__Error", "");
        }

        var unprocessed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in await ListAsync("unprocessedrecords", columns))
        {
            unprocessed.Add(Id(row));
        }

        return [.. rows.Select(row => Outcome(row.DealId))];

        async Task<IEnumerable<IReadOnlyDictionary<string, string>>> ListAsync(string kind, IEnumerable<string> expected) =>
            BulkCsv.Read((await api.GetJobRowsAsync(job.Id, kind, cancellationToken)).Span, expected);

        WriteOutcome Outcome(string deal)
        {
            if (written.Contains(deal))
            {
                return new WriteOutcome(deal);
            }

            if (failed.TryGetValue(deal, out var error))
            {
                var (code, message) = Split(error);
                return new WriteOutcome(deal, failures.OfRow(code, message), IsGone: FailureTable.IsGone(code));
            }

            return new WriteOutcome(deal, new CrmFailure(
                FailureAction.Retry,
                unprocessed.Contains(deal) ? "UNPROCESSED" : "no_outcome",
                $"The bulk job ended as {job.State} without this deal."));
        }
    }

    private static string Id(IReadOnlyDictionary<string, string> row)
    {
        // The job's own column, else the one that was sent; blank in neither for an update.
        var id = row.GetValueOrDefault("sf__Id", "");
        id = id.Length > 0 ? id : row.GetValueOrDefault("Id", "");
        return SalesforceId.Normalize(id) ?? id;
    }

    /// <summary>An error column reads <c>CODE:message:fields --</c>.</summary>
    private static (string Code, string Message) Split(string error)
    {
        var colon = error.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && error.AsSpan(0, colon).IndexOfAnyExcept(CodeCharacters) < 0 ? (error[..colon], error[(colon + 1)..].Trim()) : ("", error);
    }

    private static System.Buffers.SearchValues<char> CodeCharacters { get; } = System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
}
