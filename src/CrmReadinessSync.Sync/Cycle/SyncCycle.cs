using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace CrmReadinessSync.Sync;

/// <summary>
/// One cycle of one CRM: read, judge, write, under the journal's lease (law 11). A CRM that another worker is at work on is left to it; within
/// one process callers see to it that a CRM has one cycle at a time.
/// </summary>
/// <param name="retries">When failed deals are tried again.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Totals at information level, deals by id at debug level, deal text never.</param>
public sealed class SyncCycle(RetryPolicy retries, TimeProvider time, ILogger<SyncCycle> log)
{
    /// <summary>So many deals with a field left alone are looked at to tell which fields these are.</summary>
    private const int MostLeftAlone = 1000;

    /// <summary>
    /// Runs a cycle. Remote trouble and a requested stop are told by the report. A stop finishes the request in flight and keeps its
    /// outcome; what is left comes with the next cycle.
    /// </summary>
    /// <exception cref="CrmException">A run is to be undone that the journal does not know.</exception>
    /// <exception cref="JournalException">The journal cannot be used. Nothing is lost: the next run takes up what this one left.</exception>
    public async Task<CycleReport> RunAsync(CycleRequest request, CancellationToken cancellationToken)
    {
        var startedAt = time.GetUtcNow();
        var mapping = DealMapping.Compile(request.Connection);
        var judgedUnder = mapping.JudgedUnder(request.Rules);
        var start = request.Undo is { } undone
            ? await UndoStroke.StartAsync(request.Journal, undone, startedAt)
            : new RunStart(startedAt, judgedUnder, request.Trigger);
        var tally = new CycleTally(request.Crm.Usage);
        long id;
        try
        {
            id = await request.Journal.BeginRunAsync(start, CancellationToken.None);
        }
        catch (LeaseHeldException held)
        {
            return Yield(held.Holder, tally, request.Connection.Name);
        }

        request.Crm.Usage.CheckEach(async token =>
        {
            await request.Journal.KeepLeaseAsync(id, token);
            request.Crm.Usage.Sharers = request.Journal.Workers;
        });
        using var scope = log.BeginScope(new Dictionary<string, object>(StringComparer.Ordinal) { ["Run"] = id, ["Crm"] = request.Connection.Name });

        var ending = await EndingOfAsync(new CycleRun(id, startedAt, request, start, mapping, judgedUnder, tally, retries, time, log), cancellationToken);
        var endedAt = time.GetUtcNow();
        var leftAlone = await request.Journal.ReadLeftAloneAsync(startedAt, MostLeftAlone, CancellationToken.None);
        var counts = tally.Counts() with { LeftAlone = leftAlone.Total };
        if (!await request.Journal.EndRunAsync(
            id, new RunEnd(endedAt, ending.State, counts, ending.Failure, ending.Positions, ending.IsWhole), CancellationToken.None))
        {
            ending = new Ending(RunState.Displaced, Worker: await request.Journal.ReadLeaseAsync(CancellationToken.None));
        }

        var report = new CycleReport(
            id, ending.State, counts, endedAt - startedAt, ending.Failure, tally.Failures(), ending.Failure?.ResumeAt, ending.IsEnvironment, ending.Held, ending.Worker, LeftAloneField.Of(leftAlone, startedAt), ending.Tried);
        Tell(report, request.Connection.Name);
        return report;
    }

    private CycleReport Yield(LeaseHolder holder, CycleTally tally, string crm)
    {
        CycleLog.Yielded(log, holder.Worker, holder.Since, holder.Run);
        var report = new CycleReport(0, RunState.Yielded, tally.Counts(), TimeSpan.Zero, null, [], null, IsEnvironment: false, Worker: holder);
        CycleMeter.Record(report, crm);
        return report;
    }

    private static async Task<Ending> EndingOfAsync(CycleRun run, CancellationToken cancellationToken)
    {
        try
        {
            return await StrokesAsync(run, cancellationToken);
        }
        catch (LeaseLostException)
        {
            return new Ending(RunState.Displaced);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new Ending(RunState.Stopped);
        }
        catch (CrmException failed)
        {
            return Ending.Of(failed);
        }
    }

    private static async Task<Ending> StrokesAsync(CycleRun run, CancellationToken cancellationToken)
    {
        if (run.Request.Undo is null)
        {
            // Whether or not the CRM can be reached, and before anything makes these deals due.
            await new EpisodeNotes(run).KeepStartedMeetingsAsync(cancellationToken);
        }

        var account = await OpenAsync(run, cancellationToken);
        if (run.Request.Undo is { } undone)
        {
            await new UndoStroke(run, account).RunAsync(undone, cancellationToken);
            if (!run.Request.Preview)
            {
                await new WriteStroke(run).RunAsync(cancellationToken);
            }

            return new Ending(RunState.Completed);
        }

        var isFirst = (await run.Journal.ReadHeadAsync(cancellationToken)).MappingFingerprint is null;
        if (await run.Journal.AdoptMappingAsync(run.Id, run.Mapping.Fingerprint, cancellationToken))
        {
            CycleLog.ReadsEverything(run.Log, isFirst ? "The first cycle of this journal" : "Fields, targets or filters changed");
        }

        var brake = new Brake(run, account);
        if (!run.Request.Preview)
        {
            await brake.TakeReleaseAsync(cancellationToken);
        }

        var head = await run.Journal.ReadHeadAsync(cancellationToken);
        var stroke = new ReadStroke(run, account);
        await stroke.RereadUnsettledAsync(cancellationToken);
        ReadResult read = default;
        CrmException? unread = null;
        try
        {
            read = await stroke.ReadFeedsAsync(head, cancellationToken);
        }
        catch (CrmException failed) when (failed.SparesTheKnown)
        {
            // Where the share is spent, its last parts are for reading by name and for writes: what was read until then, and what time alone makes due,
            // reaches the nearest meetings.
            unread = failed;
        }

        if (unread is { Failure.Action: FailureAction.OutOfBudget } && !run.Request.Preview)
        {
            await new NearestMeetings(run, stroke).RereadAsync(cancellationToken);
        }

        await new JudgeStroke(run).RunAsync(cancellationToken);
        if (run.Request.Preview)
        {
            var foreseen = await brake.ForeseeAsync(cancellationToken);
            return (unread is null ? new Ending(RunState.Completed) : Ending.Of(unread)) with { Held = foreseen, Tried = brake.Tried };
        }

        var held = await brake.ApplyAsync(cancellationToken);
        await new WriteStroke(run).RunAsync(cancellationToken);
        if (run.Request.Connection.Tasks is not null && run.Crm.Tasks is { } tasks)
        {
            await new TaskStroke(run, tasks).RunAsync(cancellationToken);
        }

        return unread is null
            ? new Ending(held is null ? RunState.Completed : RunState.Held, read.Positions, read.IsWhole, Held: held, Tried: brake.Tried)
            : Ending.Of(unread) with { Held = held, Tried = brake.Tried };
    }

    /// <summary>
    /// Opens the account and makes sure that it is the one the journal knows (law 10). With something to write, this must not fail for want of what is
    /// kept for writing.
    /// </summary>
    private static async Task<CrmAccount> OpenAsync(CycleRun run, CancellationToken cancellationToken)
    {
        run.Crm.Usage.Urgency = !run.Request.Preview && await HasWorkAsync(run, cancellationToken) ? Urgency.Writing : Urgency.Finding;
        var account = await run.Crm.OpenAsync(run.Request.Cache ?? run.Journal, cancellationToken);
        var head = await run.Journal.ReadHeadAsync(cancellationToken);
        if (head.AccountId is null)
        {
            await run.Journal.BindAccountAsync(account.Id, cancellationToken);
        }
        else if (!string.Equals(head.AccountId, account.Id, StringComparison.Ordinal))
        {
            throw new CrmException(new CrmFailure(
                FailureAction.StopCrm,
                "account_mismatch",
                $"The credentials belong to account {account.Id}, and the journal to account {head.AccountId}.",
                $"Use the credentials of account {head.AccountId}, or give '{run.Request.Connection.Name}' another name or journal to start afresh."));
        }

        if (!run.Request.Preview)
        {
            await run.Crm.EndLeftoversAsync(run.Journal, cancellationToken);
        }

        return account;
    }

    /// <summary>Whether anything is known already that a deal may have to be told.</summary>
    private static async Task<bool> HasWorkAsync(CycleRun run, CancellationToken cancellationToken) =>
        run.Request.Undo is not null
        || await run.Journal.ListUnsettledAsync(run.Now, cancellationToken).AnyAsync(cancellationToken)
        || await run.Journal.ReadDueAsync(new DueRequest(run.Now, run.JudgedUnder, PageSize: 1), cancellationToken).AnyAsync(cancellationToken)
        || await run.Journal.ReadHeldAsync(cancellationToken) is { ReleasedUntil: not null };

    private void Tell(CycleReport report, string crm)
    {
        var counts = report.Counts;
        foreach (var failure in report.Failures)
        {
            CycleLog.DealsFailed(log, failure.Count, failure.Code, failure.Action, failure.Remedy);
        }

        if (counts.LeftAlone > 0)
        {
            CycleLog.LeftAlone(log, counts.LeftAlone);
        }

        if (report.State is RunState.Displaced)
        {
            CycleLog.Displaced(log);
        }
        else if (report.State is RunState.OutOfBudget)
        {
            CycleLog.OutOfBudget(log, report.Failure!.Code, report.ResumeAt);
        }
        else if (report.Failure is { } failure)
        {
            CycleLog.EndedEarly(log, failure.Code, failure.Remedy);
        }

        CycleLog.Ended(
            log, report.State, counts.Read, counts.Judged, counts.Written, counts.Unchanged, counts.Skipped, counts.Held, counts.Failed, counts.Requests, report.Elapsed.TotalSeconds);
        CycleMeter.Record(report, crm);
    }

    /// <summary>How the strokes ended.</summary>
    private sealed record Ending(
        RunState State,
        ImmutableSortedDictionary<string, string>? Positions = null,
        bool IsWhole = false,
        CrmFailure? Failure = null,
        bool IsEnvironment = false,
        HeldPlan? Held = null,
        LeaseHolder? Worker = null,
        TriedRules? Tried = null)
    {
        public static Ending Of(CrmException failed) => new(
            failed.Failure.Action is FailureAction.OutOfBudget ? RunState.OutOfBudget : RunState.Failed,
            Failure: failed.Failure,
            IsEnvironment: failed.IsEnvironment);
    }
}
