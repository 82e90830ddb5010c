using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Sync;

/// <summary>
/// After the verdicts are written: makes the tasks that are wanted and closes those whose meeting became ready or passed. The journal knows of a task
/// before its request leaves, and a task whose answer was lost is looked for by its marker before it is made, so a meeting never gets two.
/// Whatever fails here fails no cycle: verdicts matter more.
/// </summary>
internal sealed class TaskStroke(CycleRun run, IOwnerTasks tasks)
{
    /// <summary>Older episodes are those of meetings long past.</summary>
    private static readonly TimeSpan LooksBack = TimeSpan.FromDays(60);

    /// <summary>A refused task is tried again after this long, not in each cycle.</summary>
    private static readonly TimeSpan TriedAgainAfter = TimeSpan.FromHours(1);

    /// <summary>A request whose answer did not come may still arrive for this long; only then is its task looked for and perhaps made.</summary>
    private static readonly TimeSpan DoubtLasts = TimeSpan.FromMinutes(5);

    /// <summary>Does what there is to do.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var page in run.Journal.ReadEpisodesAsync(EpisodeKind.Task, run.Now - LooksBack, cancellationToken))
            {
                await SettleAsync([.. page.Where(episode => episode.EndedAt is null && !(episode.Task!.NextAt > run.Now))], cancellationToken);
            }
        }
        catch (CrmException failed) when (failed.Failure.Action is FailureAction.OutOfBudget)
        {
            // The next cycle meets the same end and says so; what is wanted stays wanted.
        }
        catch (CrmException failed)
        {
            run.Tally.CountFailure(failed.Failure);
        }
    }

    /// <summary>A new task episode for a deal that was just judged; null when none is wanted or its meeting has one.</summary>
    /// <param name="run">The cycle.</param>
    /// <param name="deal">The deal.</param>
    /// <param name="verdict">Its verdict.</param>
    /// <param name="open">Its episodes that have not ended.</param>
    public static Episode? Wanted(CycleRun run, DealSnapshot deal, Verdict verdict, IReadOnlyList<Episode> open) =>
        run.Request.Connection.Tasks is { } settings
        && verdict.Flag is not Flag.Ready
        && run.Mapping.NextMeeting(deal, run.Now) is { } meeting
        && meeting.Start - settings.Within <= run.Now
        && !open.Any(episode => episode.Task?.Meeting == meeting.Id)
            ? new Episode(EpisodeKind.Task, deal.Id, run.Now) { Task = new TaskNote(meeting.Id, TaskState.Wanted) }
            : null;

    private async Task SettleAsync(IReadOnlyList<Episode> episodes, CancellationToken cancellationToken)
    {
        var known = new List<Known>();
        foreach (var episode in episodes)
        {
            known.Add(Look(episode, await run.Journal.FindDealAsync(episode.DealId, cancellationToken)));
        }

        // Nothing was sent for these, or they are done.
        await SaveAsync([.. known.Where(one => one is { IsOver: true, Note.State: TaskState.Wanted or TaskState.Closed }).Select(one => End(one, one.Note.TaskId))], cancellationToken);
        var found = await FindAsync([.. known.Where(one => one.Note.State is TaskState.Sent || one is { Note.State: TaskState.Wanted, IsMakeable: true })], cancellationToken);
        foreach (var batch in found.Where(one => one is { IsMakeable: true, Note.State: TaskState.Wanted or TaskState.Sent }).OrderBy(one => one.Meeting!.Start).Chunk(tasks.BatchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await MakeAsync(batch, cancellationToken);
        }

        var unwanted = known.Where(one => one.Note.State is TaskState.Made).Concat(found.Where(one => one.Note.State is TaskState.Made)).Where(one => one.IsOver || one.IsReady);
        foreach (var batch in unwanted.Chunk(tasks.BatchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await CloseAsync(batch, cancellationToken);
        }

        // Sent, never arrived, and not wanted any more.
        await SaveAsync([.. found.Where(one => one.Note.State is TaskState.Sent && one.IsOver).Select(one => End(one, null))], cancellationToken);
    }

    private Known Look(Episode episode, DealRecord? record)
    {
        var note = episode.Task!;
        var meeting = record is { Outcome: not DealOutcome.Gone } && run.Mapping.IsOurs(record.Snapshot) ? run.Mapping.NextMeeting(record.Snapshot, run.Now) : null;
        return new Known(episode, note, record, meeting?.Id == note.Meeting ? meeting : null);
    }

    /// <summary>What the CRM has of these by their markers; a task that is there is taken over.</summary>
    private async Task<IReadOnlyList<Known>> FindAsync(IReadOnlyList<Known> sought, CancellationToken cancellationToken)
    {
        if (sought.Count == 0)
        {
            return sought;
        }

        var there = (await tasks.FindAsync([.. sought.Select(one => one.Episode.DealId).Distinct(StringComparer.Ordinal)], cancellationToken)).ToLookup(one => one.Marker, StringComparer.Ordinal);
        var told = sought.Select(one => there[one.Marker].FirstOrDefault() is { } task
            ? one with { Note = one.Note with { State = task.IsClosed ? TaskState.Closed : TaskState.Made, TaskId = task.Id, NextAt = null } }
            : one).ToList();
        await SaveAsync([.. told.Where(one => one.Note != one.Episode.Task).Select(one => one.Kept())], cancellationToken);
        return told;
    }

    private async Task MakeAsync(IReadOnlyList<Known> batch, CancellationToken cancellationToken)
    {
        var sent = run.Time.GetUtcNow();
        await SaveAsync([.. batch.Select(one => (one with { Note = one.Note with { State = TaskState.Sent, NextAt = sent + DoubtLasts } }).Kept())], cancellationToken);
        var outcomes = (await tasks.MakeAsync([.. batch.Select(Request)], cancellationToken)).ToDictionary(one => one.Marker, StringComparer.Ordinal);
        await SaveAsync([.. batch.Where(one => outcomes.ContainsKey(one.Marker)).Select(one => Told(one, outcomes[one.Marker]))], CancellationToken.None);
        CycleLog.TasksMade(run.Log, outcomes.Values.Count(one => one.Id is not null));
    }

    private Episode Told(Known one, TaskOutcome outcome)
    {
        if (outcome.Failure is { } failure)
        {
            run.Tally.CountFailure(failure);
            return (one with { Note = one.Note with { State = TaskState.Wanted, NextAt = run.Now + TriedAgainAfter } }).Kept();
        }

        return (one with { Note = one.Note with { State = TaskState.Made, TaskId = outcome.Id, NextAt = null } }).Kept();
    }

    private async Task CloseAsync(IReadOnlyList<Known> batch, CancellationToken cancellationToken)
    {
        var outcomes = (await tasks.CloseAsync([.. batch.Select(one => new FoundTask(one.Marker, one.Note.TaskId!))], cancellationToken)).ToDictionary(one => one.Marker, StringComparer.Ordinal);
        var kept = new List<Episode>();
        foreach (var one in batch.Where(one => outcomes.ContainsKey(one.Marker)))
        {
            if (outcomes[one.Marker] is { Failure: { } failure, IsGone: false })
            {
                run.Tally.CountFailure(failure);
                kept.Add((one with { Note = one.Note with { NextAt = run.Now + TriedAgainAfter } }).Kept());
            }
            else
            {
                kept.Add(one.IsOver ? End(one, one.Note.TaskId) : (one with { Note = one.Note with { State = TaskState.Closed } }).Kept());
            }
        }

        await SaveAsync(kept, CancellationToken.None);
        CycleLog.TasksClosed(run.Log, kept.Count(episode => episode.Task!.State is TaskState.Closed));
    }

    private Episode End(Known one, string? taskId) => one.Episode with { EndedAt = run.Now, Task = one.Note with { State = TaskState.Closed, TaskId = taskId, NextAt = null } };

    private Task SaveAsync(List<Episode> episodes, CancellationToken cancellationToken) =>
        episodes.Count == 0 ? Task.CompletedTask : run.Journal.SaveEpisodesAsync(run.Id, episodes, [], cancellationToken);

    /// <summary>The words a rep reads: the verdict, and the next step as the deal shows it.</summary>
    private OwnerTask Request(Known one)
    {
        var (deal, verdict) = (one.Record!.Snapshot, one.Record.Verdict!);
        var connection = run.Request.Connection;
        var facts = run.Mapping.ToFacts(deal, run.Now, one.Record.Standing?.HandSetOn(deal, connection.WriteTo.Flag), one.Record.Copies);
        var step = run.Rules.Judged(verdict) ? run.Rules.Write(verdict, facts, connection.Language, connection.TimeZone).NextStep : "";
        var subject = RepLanguage.Of(connection.Language).TaskSubject(verdict.Flag, one.Meeting!.Start, connection.TimeZone);
        return new OwnerTask(one.Marker, deal.Id, one.Owner!, one.Meeting.Start, subject, step);
    }

    /// <summary>A task with the deal as it stands.</summary>
    private sealed record Known(Episode Episode, TaskNote Note, DealRecord? Record, DealMeeting? Meeting)
    {
        public string Marker => TaskMarker.Of(Episode.DealId, Note.Meeting);

        /// <summary>The meeting has passed, was called off or belongs to a deal that is closed or gone.</summary>
        public bool IsOver => Meeting is null;

        public bool IsReady => Record?.Verdict?.Flag is Flag.Ready;

        public string? Owner => Record?.Snapshot.Values.GetValueOrDefault("owner").Value;

        /// <summary>Only what the deal itself shows is said in a task: a held, refused or undone verdict is not.</summary>
        public bool IsMakeable => !IsOver && !IsReady && Owner is not null && Record is { Verdict: not null, Outcome: DealOutcome.Written or DealOutcome.Unchanged, Standing: null or { Undone: null } };

        public Episode Kept() => Episode with { Task = Note };
    }
}
