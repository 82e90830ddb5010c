namespace CrmReadinessSync.Worker;

/// <summary>A clock that started at a chosen instant and runs on at the ordinary pace.</summary>
internal sealed class ShiftedTime(TimeProvider time, DateTimeOffset start) : TimeProvider
{
    private readonly TimeSpan _shift = start - time.GetUtcNow();

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + _shift;

    public override long GetTimestamp() => time.GetTimestamp();

    public override long TimestampFrequency => time.TimestampFrequency;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => time.CreateTimer(callback, state, dueTime, period);
}
