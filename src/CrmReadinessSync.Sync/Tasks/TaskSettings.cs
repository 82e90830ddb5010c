namespace CrmReadinessSync.Sync;

/// <summary>Tasks for the owner when a near meeting is not <c>Ready</c>. Off unless a connection has them.</summary>
/// <param name="Within">How near the meeting is.</param>
public sealed record TaskSettings(TimeSpan Within)
{
    /// <summary>The day before.</summary>
    public static TimeSpan Day { get; } = TimeSpan.FromHours(24);
}
