namespace CrmReadinessSync.Readiness;

/// <summary>
/// How old what a sign came from is. Law 4 wants every sign to expire: what no date tells counts from when it was first seen, since by then
/// it stood. So an undated sign may live as long as a fresh one, never longer, and never looks as if it were set that day.
/// </summary>
/// <param name="Since">UTC ticks; <see cref="FieldValue.NoTicks"/> when nobody knows, and then only a change of the facts ends it.</param>
/// <param name="IsSet">Whether it was set then, rather than first seen.</param>
internal readonly record struct SignAge(long Since, bool IsSet)
{
    public static SignAge Unknown => new(FieldValue.NoTicks, IsSet: false);

    /// <summary>When it was set, where known.</summary>
    public DateTimeOffset? AsOf => IsSet ? new DateTimeOffset(Since, TimeSpan.Zero) : null;

    /// <summary>When it was first seen, where no more is known.</summary>
    public DateTimeOffset? SeenAt => IsSet || Since == FieldValue.NoTicks ? null : new DateTimeOffset(Since, TimeSpan.Zero);

    public static SignAge Of(FieldValue value) =>
        value.SetAtTicks != FieldValue.NoTicks ? new(value.SetAtTicks, IsSet: true)
        : value.SeenAt is { } seen ? new(seen.UtcTicks, IsSet: false)
        : Unknown;

    /// <summary>The younger of both: a sign of several fields is as old as the last of them.</summary>
    public SignAge Younger(SignAge other) => other.Since > Since ? other : this;

    /// <summary>Whether its shelf life (ticks) lasts.</summary>
    public bool Lasts(long shelfLife, in Instant at) => Since == FieldValue.NoTicks || at.Now - Since < shelfLife;

    /// <summary>Notes when its shelf life ends.</summary>
    public void NoteEnd(long shelfLife, in Instant at, Trace? trace)
    {
        if (Since != FieldValue.NoTicks)
        {
            trace?.NoteChange(Since + shelfLife, at.Now);
        }
    }
}
