using System.Collections.Immutable;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Sync;

/// <summary>
/// The second stroke: journal → verdicts → plan. It asks the CRM nothing, so a change of rules costs no request (law 13); it streams, so
/// nothing is held but a page (law 9).
/// </summary>
internal sealed class JudgeStroke(CycleRun run)
{
    private readonly EpisodeNotes _notes = new(run);
    private readonly List<(DueDeal Due, Verdict Verdict, DealFacts Facts)> _verdicts = [];

    /// <summary>Judges every deal that is due and plans what the CRM should show instead of what it shows.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // Before anything is judged, so that the first of six copies is judged like the sixth.
        await run.Journal.RecountAsync(run.Rules.CopyLimits, cancellationToken);
        await foreach (var page in run.Journal.ReadDueAsync(new DueRequest(run.Now, run.JudgedUnder), cancellationToken))
        {
            var judged = new List<JudgedDeal>(page.Count);
            _verdicts.Clear();
            var failed = new List<DealReadFailure>();
            foreach (var due in page)
            {
                if (Judge(due) is { } verdict)
                {
                    judged.Add(verdict);
                }
                else
                {
                    failed.Add(new DealReadFailure(due.Snapshot.Id, Unjudgeable));
                }
            }

            await _notes.KeepAsync(_verdicts, cancellationToken);
            await run.Journal.SaveJudgedAsync(run.Id, judged, cancellationToken);
            if (failed.Count > 0)
            {
                var queued = await run.QueueAsync(failed, cancellationToken);
                await run.Journal.SaveReadAsync(run.Id, new ReadBatch(run.Now, [], [], [], [], queued), cancellationToken);
            }

            run.Tell(Stroke.Judge);
        }
    }

    private static CrmFailure Unjudgeable { get; } =
        new(FailureAction.SkipDeal, "judging_failed", "The rules could not be applied to this deal.", "Report it with the deal's id; the log names the kind of error.");

    /// <summary>Null when judging itself broke: an error is never a verdict, and one bad deal never stops the others.</summary>
    private JudgedDeal? Judge(DueDeal due)
    {
        try
        {
            return run.Mapping.IsOurs(due.Snapshot) ? JudgeOurs(due) : PutAside(due);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // The type alone: the message could quote the deal.
            CycleLog.JudgingFailed(run.Log, due.Snapshot.Id, error.GetType().Name);
            return null;
        }
    }

    private JudgedDeal PutAside(DueDeal due)
    {
        run.Tally.Skipped++;
        return new JudgedDeal(due.Snapshot.Id, null, DealOutcome.NotOurs, null);
    }

    private JudgedDeal JudgeOurs(DueDeal due)
    {
        var now = run.Now;
        var deal = due.Snapshot;
        var facts = run.Mapping.ToFacts(deal, now, due.Standing?.HandSetOn(deal, run.Request.Connection.WriteTo.Flag), due.Copies);
        var verdict = run.Rules.Judge(facts, new JudgingClock(now, run.Request.Connection.TimeZone)) with { Rules = run.JudgedUnder };
        var (changes, standing) = Respect(due, ShownValues.Differences(deal.Shown, run.Mapping.Wanted(deal, verdict, facts, run.Rules)));
        var dueAt = Earlier(Earlier(verdict.ChangesAt, run.Mapping.NextMeetingChangesAt(deal, now), now), TriedAgainAt(due.Standing), now);

        _verdicts.Add((due, verdict, facts));
        run.Tally.Judged++;
        run.Tally.CountFlag(verdict.Flag);
        CycleLog.DealJudged(run.Log, deal.Id, verdict.Flag, changes.Count);
        if (changes.IsEmpty)
        {
            run.Tally.Unchanged++;
            return new JudgedDeal(deal.Id, verdict, DealOutcome.Unchanged, dueAt, Standing: standing);
        }

        var plan = new PlannedWrite(deal.Id, changes, verdict.MeetingStart, deal.GroupKey, due.Attempts, FlipTo(changes));
        return new JudgedDeal(deal.Id, verdict, DealOutcome.Planned, dueAt, plan, standing);
    }

    /// <summary>
    /// What is left to write when what people did is respected (law 14), and what is to be kept of it from now on; null when that is what was kept.
    /// </summary>
    private (ImmutableSortedDictionary<string, ValueChange> Changes, DealStanding? Standing) Respect(DueDeal due, ImmutableSortedDictionary<string, ValueChange> changes)
    {
        if (due.Standing is not { } standing)
        {
            return (changes, null);
        }

        if (standing.Undone is { } undone)
        {
            if (undone.Rules == run.JudgedUnder && undone.Facts == FactsFingerprint.Of(due.Snapshot))
            {
                return (changes.Clear(), null);
            }

            standing = standing with { Undone = null };
        }

        var leftAlone = changes.Keys.Where(property => standing.Overwritten.GetValueOrDefault(property)?.LeftAloneUntil > run.Now);
        return (changes.RemoveRange(leftAlone), standing == due.Standing ? null : standing);
    }

    /// <summary>When a field that is left alone is tried once more.</summary>
    private DateTimeOffset? TriedAgainAt(DealStanding? standing) =>
        standing?.Overwritten.Values.Select(one => one.LeftAloneUntil).Where(until => until > run.Now).Min();

    /// <summary>A flip is a change between two of our flags; a first flag is none (law 8).</summary>
    private string? FlipTo(ImmutableSortedDictionary<string, ValueChange> changes) =>
        run.Request.Connection.WriteTo.Flag is { } target && changes.TryGetValue(target, out var change) && ShownValues.IsFlag(change.Old) && ShownValues.IsFlag(change.New)
            ? change.New
            : null;

    /// <summary>The earlier of two instants, never the present one: a deal judged now is not due now.</summary>
    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other, DateTimeOffset now)
    {
        var earlier = one is null || other < one ? other : one;
        return earlier <= now ? now.AddMinutes(1) : earlier;
    }
}
