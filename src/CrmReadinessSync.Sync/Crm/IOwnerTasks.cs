namespace CrmReadinessSync.Sync;

/// <summary>
/// Tasks for the owners of deals, the one exception to law 2: when switched on, the service makes tasks and changes only those that bear one of
/// its own markers.
/// </summary>
public interface IOwnerTasks
{
    /// <summary>How many tasks one request makes or closes.</summary>
    int BatchSize { get; }

    /// <summary>The tasks on the given deals that bear a marker of ours (<see cref="TaskMarker"/>), open or closed, as the records themselves say and no index.</summary>
    /// <exception cref="CrmException">They cannot be read; nothing was skipped silently.</exception>
    Task<IReadOnlyList<FoundTask>> FindAsync(IReadOnlyCollection<string> dealIds, CancellationToken cancellationToken);

    /// <summary>
    /// Makes tasks, at most <see cref="BatchSize"/>, and tells the outcome of each. A request whose fate is unknown is not sent again: making twice
    /// is the caller's to prevent.
    /// </summary>
    /// <exception cref="CrmException">The request failed as a whole; whether the tasks were made is unknown for transient failures.</exception>
    Task<IReadOnlyList<TaskOutcome>> MakeAsync(IReadOnlyList<OwnerTask> tasks, CancellationToken cancellationToken);

    /// <summary>Marks tasks as done; one that is done already stays so.</summary>
    /// <exception cref="CrmException">The request failed as a whole.</exception>
    Task<IReadOnlyList<TaskOutcome>> CloseAsync(IReadOnlyList<FoundTask> tasks, CancellationToken cancellationToken);
}

/// <summary>A task to make.</summary>
/// <param name="Marker">Names it; stands on a line of its own at the end of the body.</param>
/// <param name="DealId">The deal it belongs to.</param>
/// <param name="OwnerId">Whose task it is, as the CRM names people.</param>
/// <param name="DueAt">When the meeting begins.</param>
/// <param name="Subject">One line, up to 255 characters.</param>
/// <param name="Body">What to do, without the marker.</param>
public sealed record OwnerTask(string Marker, string DealId, string OwnerId, DateTimeOffset DueAt, string Subject, string Body);

/// <summary>A task of ours that is in the CRM.</summary>
/// <param name="Marker">Its marker.</param>
/// <param name="Id">The CRM's id.</param>
/// <param name="IsClosed">Whether it is done.</param>
public sealed record FoundTask(string Marker, string Id, bool IsClosed = false);

/// <summary>What became of one task.</summary>
/// <param name="Marker">The task.</param>
/// <param name="Id">The CRM's id of a task that was made.</param>
/// <param name="Failure">Why it was refused; null when it was not.</param>
/// <param name="IsGone">The CRM no longer has it.</param>
public sealed record TaskOutcome(string Marker, string? Id = null, CrmFailure? Failure = null, bool IsGone = false);
