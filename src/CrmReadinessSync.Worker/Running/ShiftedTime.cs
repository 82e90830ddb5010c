namespace CrmReadinessSync.Worker;

/// <summary>A clock that started at a chosen instant and runs on at the ordinary pace, unless it is turned.</summary>
internal sealed class ShiftedTime(TimeProvider time, DateTimeOffset start) : TimeProvider
{
    private long _shift = (start - time.GetUtcNow()).Ticks;

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow().AddTicks(Volatile.Read(ref _shift));

    /// <summary>Turns the clock on.</summary>
    public void Advance(TimeSpan by) => Interlocked.Add(ref _shift, by.Ticks);

    public override long GetTimestamp() => time.GetTimestamp();

    public override long TimestampFrequency => time.TimestampFrequency;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => time.CreateTimer(callback, state, dueTime, period);
}
