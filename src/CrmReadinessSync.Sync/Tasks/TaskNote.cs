namespace CrmReadinessSync.Sync;

/// <summary>How far the task of a meeting is.</summary>
public enum TaskState
{
    /// <summary>To be made; nothing was sent.</summary>
    Wanted,

    /// <summary>About to be sent, or sent with no answer: it is looked for by its marker before it is made.</summary>
    Sent,

    /// <summary>In the CRM.</summary>
    Made,

    /// <summary>Done, by us or by its owner, or gone. A meeting has one task, so none is made again.</summary>
    Closed,
}

/// <summary>The task of one meeting, kept from the moment it is wanted until the meeting has passed.</summary>
/// <param name="Meeting">The meeting's id.</param>
/// <param name="State">How far it is.</param>
/// <param name="TaskId">The CRM's id, once known.</param>
/// <param name="NextAt">Not before then is it tried again after a refusal.</param>
public sealed record TaskNote(string Meeting, TaskState State, string? TaskId = null, DateTimeOffset? NextAt = null);
