using System.Collections.Immutable;

namespace CrmReadinessSync.Sync;

/// <summary>
/// The third stroke: plan → CRM, the nearest meeting first, one request at a time. A batch is marked as sent before it is sent, and while it
/// is on its way the outcomes of the one before are kept: a kill leaves at most two batches in doubt, and the next run reads those
/// again (law 4).
/// </summary>
internal sealed class WriteStroke(CycleRun run)
{
    /// <summary>So many requests failing as a whole, one after the other, say that the CRM is down rather than that a batch is bad.</summary>
    private const int FailuresInARow = 3;

    /// <summary>How long a request in flight may take to finish after a stop was requested.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(25);

    private int _failedInARow;
    private Answered? _toKeep;

    /// <summary>Writes the plan. After a requested stop the request in flight is finished and its outcome kept.</summary>
    /// <exception cref="CrmException">Nothing more can be written now; what is left of the plan comes with the next run.</exception>
    /// <exception cref="OperationCanceledException">A stop was requested.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var grace = new CancellationTokenSource(Timeout.InfiniteTimeSpan, run.Time);
        await using var stop = cancellationToken.Register(() => grace.CancelAfter(Grace));
        var batchSize = run.Crm.Verdicts.BatchSizeFor(run.Tally.Judged - run.Tally.Unchanged);
        try
        {
            await foreach (var batch in run.Journal.ReadPlanAsync(run.Id, batchSize, cancellationToken))
            {
                cancellationToken.ThrowIfCancellationRequested();
                await WriteAsync(batch, grace.Token);
            }
        }
        finally
        {
            await KeepAnsweredAsync();
        }
    }

    private async Task WriteAsync(IReadOnlyList<PlannedWrite> batch, CancellationToken grace)
    {
        await run.Journal.MarkSentAsync(run.Id, [.. batch.Select(write => write.DealId)], grace);
        var sending = SendAsync(batch, grace);
        try
        {
            await KeepAnsweredAsync();
            var outcomes = await sending;
            _failedInARow = 0;
            _toKeep = new Answered(batch, outcomes);
        }
        catch (LeaseLostException)
        {
            // Whichever noticed it, the request may have arrived, or an attempt before the one that was refused.
            await EndAsync(sending);
            await SaveAsync([.. batch.Select(write => new WriteRecord(write.DealId, DealOutcome.Stale, run.Time.GetUtcNow()))]);
            throw;
        }
        catch (CrmException failed) when (failed.Failure.Action is FailureAction.Retry or FailureAction.SkipDeal)
        {
            await KeepAsync(batch, [.. batch.Select(write => new WriteOutcome(write.DealId, failed.Failure))]);
            if (failed.IsEnvironment || ++_failedInARow == FailuresInARow)
            {
                throw;
            }
        }

        finally
        {
            await EndAsync(sending);
        }

        if (_toKeep?.Outcomes.Any(outcome => outcome.Failure is not null) ?? false)
        {
            // A failure may say that nothing more can be written: that is to be known before the next batch leaves.
            await KeepAnsweredAsync();
        }
    }

    /// <summary>However the run ends, nothing of it is on its way any more when it has ended.</summary>
    private static async Task EndAsync(Task sending) => await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task KeepAnsweredAsync()
    {
        if (_toKeep is { } answered)
        {
            _toKeep = null;
            await KeepAsync(answered.Batch, answered.Outcomes);
        }
    }

    /// <summary>However it fails, it fails when awaited.</summary>
    private async Task<IReadOnlyList<WriteOutcome>> SendAsync(IReadOnlyList<PlannedWrite> batch, CancellationToken grace) =>
        await run.Crm.Verdicts.WriteAsync([.. batch.Select(Request)], grace);

    private static DealWrite Request(PlannedWrite write) =>
        new(write.DealId, write.Changes.ToImmutableSortedDictionary(change => change.Key, change => change.Value.New, StringComparer.Ordinal), write.GroupKey);

    /// <summary>
    /// Keeps the outcome of every deal of the batch, also when a stop was requested meanwhile. A deal that the CRM did not mention has not
    /// been written as far as anybody knows.
    /// </summary>
    private async Task KeepAsync(IReadOnlyList<PlannedWrite> batch, IReadOnlyList<WriteOutcome> outcomes)
    {
        var now = run.Time.GetUtcNow();
        var byDeal = outcomes.ToLookup(outcome => outcome.DealId, StringComparer.Ordinal);
        var told = batch.Select(write => byDeal[write.DealId].FirstOrDefault() ?? new WriteOutcome(write.DealId, Unmentioned)).ToList();
        var failures = told.Where(outcome => outcome is { IsGone: false, Failure: not null }).Select(outcome => new DealReadFailure(outcome.DealId, outcome.Failure!)).ToList();
        var queued = (await run.QueueAsync(failures, CancellationToken.None)).ToDictionary(entry => entry.DealId, StringComparer.Ordinal);

        await SaveAsync([.. told.Select(outcome => Record(outcome, queued.GetValueOrDefault(outcome.DealId), now))]);
        foreach (var outcome in told.Where(outcome => outcome.Failure is null && !outcome.IsGone))
        {
            run.Tally.Written++;
            CycleLog.DealWritten(run.Log, outcome.DealId);
        }

        run.Tally.Skipped += told.Count(outcome => outcome.IsGone);
        run.Tell(Stroke.Write);
        if (failures.FirstOrDefault(deal => deal.Failure.Action is FailureAction.StopCrm or FailureAction.OutOfBudget) is { } last)
        {
            throw new CrmException(last.Failure);
        }
    }

    /// <summary>A request that landed after another worker took over is kept as stale, and ends the run (law 11).</summary>
    private async Task SaveAsync(IReadOnlyList<WriteRecord> records)
    {
        if (!await run.Journal.SaveOutcomesAsync(run.Id, records, CancellationToken.None))
        {
            throw new LeaseLostException(run.Id);
        }
    }

    private static CrmFailure Unmentioned { get; } = new(FailureAction.Retry, "no_outcome", "The CRM did not say what became of this deal.");

    private static WriteRecord Record(WriteOutcome outcome, RetryRecord? queued, DateTimeOffset now) => outcome switch
    {
        { IsGone: true } => new WriteRecord(outcome.DealId, DealOutcome.Gone, now),
        { Failure: null } => new WriteRecord(outcome.DealId, DealOutcome.Written, now, outcome.StampAfter),
        _ => new WriteRecord(outcome.DealId, DealOutcome.Queued, now, Retry: queued),
    };

    /// <summary>A batch that the CRM answered, whose outcomes are not in the journal yet.</summary>
    private sealed record Answered(IReadOnlyList<PlannedWrite> Batch, IReadOnlyList<WriteOutcome> Outcomes);
}
