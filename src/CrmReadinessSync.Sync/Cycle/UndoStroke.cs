using System.Collections.Immutable;

namespace CrmReadinessSync.Sync;

/// <summary>
/// Puts back what a run overwrote, in place of the strokes of a cycle: every deal of the run is read again, and where the CRM still shows all
/// that the run wrote, its old values are planned. Everything else is told and left as it is. Past the brake: a person has named the run and seen
/// what comes of it. What was undone stays undone until facts or rules change (law 14).
/// </summary>
internal sealed class UndoStroke(CycleRun run, CrmAccount account)
{
    /// <summary>How many of a deal's newest writes are looked at to tell who changed it since.</summary>
    private const int WritesLookedAt = 20;

    /// <summary>The trigger of a run that undoes another.</summary>
    public const string Undo = "undo";

    /// <summary>The trigger of a run that undoes an undo: its verdicts stand again.</summary>
    public const string Redo = "redo";

    /// <summary>What a run that undoes the given one begins with: judged under the same rules, for it is their verdicts that are taken back.</summary>
    /// <exception cref="CrmException">There is no such run, or it wrote nothing that could be put back.</exception>
    public static async Task<RunStart> StartAsync(IJournal journal, long undone, DateTimeOffset now)
    {
        // A requested stop is told by the report, which begins with the run.
        var record = await journal.FindRunAsync(undone, CancellationToken.None) ?? throw Unknown(journal.Crm, undone);
        return new RunStart(now, record.Start.Rules, record.Start.Trigger == Undo ? Redo : Undo);
    }

    /// <summary>Plans.</summary>
    public async Task RunAsync(long undone, CancellationToken cancellationToken)
    {
        run.Crm.Usage.Urgency = Urgency.Writing;
        var reading = new ReadStroke(run, account);
        await foreach (var page in run.Journal.ListWritesAsync(undone, cancellationToken))
        {
            // What was never sent cannot have overwritten anything.
            var writes = page.Where(write => write.Outcome is DealOutcome.Written or DealOutcome.Queued or DealOutcome.Abandoned or DealOutcome.Stale).ToList();
            if (writes.Count == 0)
            {
                continue;
            }

            string[] ids = [.. writes.Select(write => write.DealId)];
            var judged = await run.Journal.FindAsync(ids, cancellationToken);
            await reading.RereadAsync(ids, cancellationToken);
            var planned = new List<JudgedDeal>(writes.Count);
            foreach (var write in writes)
            {
                var deal = await run.Journal.FindDealAsync(write.DealId, cancellationToken);
                var reason = await ReasonAsync(write, deal, undone, cancellationToken);
                run.Request.Undone?.Invoke(new UndoneDeal(write.DealId, deal?.Snapshot.Name, write.Changes, reason));
                if (reason is null)
                {
                    planned.Add(Plan(undone, write, deal!, FactsFingerprint.Of(judged.GetValueOrDefault(write.DealId)?.Snapshot ?? deal!.Snapshot)));
                }
                else
                {
                    run.Tally.Skipped++;
                }
            }

            run.Tally.Judged += planned.Count;
            await run.Journal.SaveJudgedAsync(run.Id, planned, cancellationToken);
            run.Tell(Stroke.Judge);
        }
    }

    /// <summary>
    /// What is undone are the facts that were judged. Facts that changed since and that this run alone has read are judged by the next cycle, as is whatever
    /// stands again after a redo.
    /// </summary>
    private JudgedDeal Plan(long undone, WriteLogEntry write, DealRecord deal, string judgedFacts)
    {
        var isUndo = run.Start.Trigger == Undo;
        var isJudged = isUndo && judgedFacts == FactsFingerprint.Of(deal.Snapshot);
        var back = write.Changes.ToImmutableSortedDictionary(change => change.Key, change => new ValueChange(change.Value.New, change.Value.Old), StringComparer.Ordinal);
        var standing = (deal.Standing ?? new DealStanding()) with
        {
            Undone = isUndo ? new UndoneVerdict(undone, run.Start.Rules, judgedFacts) : null,
        };
        return new JudgedDeal(
            write.DealId, null, DealOutcome.Planned, isJudged ? deal.DueAt : run.Now, new PlannedWrite(write.DealId, back, deal.Verdict?.MeetingStart, deal.Snapshot.GroupKey), standing);
    }

    /// <summary>Why a deal is left as it is; null when its old values go back.</summary>
    private async Task<UndoReason?> ReasonAsync(WriteLogEntry write, DealRecord? deal, long undone, CancellationToken cancellationToken)
    {
        if (deal is null || deal.Outcome is DealOutcome.Gone)
        {
            return UndoReason.Gone;
        }

        if (deal.Retry is { } retry && retry.NextAt > run.Now)
        {
            return UndoReason.Unreadable;
        }

        if (deal.Snapshot.IsClosed)
        {
            return UndoReason.Closed;
        }

        if (write.Changes.Keys.Except(run.Request.Connection.WriteTo.Properties, StringComparer.Ordinal).Any())
        {
            return UndoReason.NoTarget;
        }

        if (write.Changes.All(change => Shows(deal, change.Key, change.Value.Old)))
        {
            return UndoReason.AsBefore;
        }

        var others = write.Changes.Where(change => !Shows(deal, change.Key, change.Value.New)).Select(change => change.Key).ToList();
        if (others.Count == 0)
        {
            return null;
        }

        var newer = (await run.Journal.ReadWritesAsync(null, write.DealId, WritesLookedAt, cancellationToken)).Where(later => later.Run > undone && later.Outcome is DealOutcome.Written).ToList();
        return others.TrueForAll(property => newer.Exists(later => later.Changes.TryGetValue(property, out var change) && Shows(deal, property, change.New)))
            ? UndoReason.WrittenSince
            : UndoReason.ChangedSince;
    }

    private static bool Shows(DealRecord deal, string property, string? value) =>
        ShownValues.Normalize(deal.Snapshot.Shown.GetValueOrDefault(property)) == ShownValues.Normalize(value);

    private static CrmException Unknown(string crm, long run) => new(new CrmFailure(
        FailureAction.StopCrm,
        "no_such_run",
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The journal of {crm} knows no run {run}."),
        "Each cycle's log lines carry the number of its run; runs older than Journal:KeepFor are forgotten."));
}

/// <summary>Why undoing leaves a deal as it is.</summary>
public enum UndoReason
{
    /// <summary>The CRM no longer has it.</summary>
    Gone,

    /// <summary>It is closed: its fields stay as they were when it closed.</summary>
    Closed,

    /// <summary>It could not be read.</summary>
    Unreadable,

    /// <summary>The CRM shows the old values already.</summary>
    AsBefore,

    /// <summary>A later run wrote it again: undo that one first.</summary>
    WrittenSince,

    /// <summary>Somebody else changed it since.</summary>
    ChangedSince,

    /// <summary>A field that the run wrote is no target of ours any more.</summary>
    NoTarget,
}

/// <summary>One deal of a run that is undone.</summary>
/// <param name="DealId">The deal.</param>
/// <param name="Name">Its name; deal text.</param>
/// <param name="Changes">What the run had written: old → new. Old goes back.</param>
/// <param name="Reason">Why it is left as it is; null when its old values go back.</param>
public sealed record UndoneDeal(string DealId, string? Name, ImmutableSortedDictionary<string, ValueChange> Changes, UndoReason? Reason);
