namespace CrmReadinessSync.EndToEnd.Tests;

/// <summary>
/// A clock that stands still until it is let run, then runs at a chosen pace, timers included, and can be moved on: a minute's pause passes in
/// seconds, and everybody who shares it agrees on the time.
/// </summary>
internal sealed class FastTime(DateTimeOffset start, double pace) : TimeProvider
{
    private long? _began;
    private TimeSpan _moved;

    public void Run() => _began = System.GetTimestamp();

    public void Advance(TimeSpan by) => _moved += by;

    public override DateTimeOffset GetUtcNow() => start + _moved + (_began is { } began ? System.GetElapsedTime(began) * pace : TimeSpan.Zero);

    public override long GetTimestamp() => (long)(System.GetTimestamp() * pace);

    public override long TimestampFrequency => System.TimestampFrequency;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new FastTimer(System.CreateTimer(callback, state, Real(dueTime), Real(period)), this);

    private TimeSpan Real(TimeSpan time) => time <= TimeSpan.Zero ? time : time / pace;

    private sealed class FastTimer(ITimer inner, FastTime time) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(time.Real(dueTime), time.Real(period));

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
