namespace CrmReadinessSync.Contract;

/// <summary>
/// A clock for code that awaits on any thread: a wait of half a minute or less is over at once and has moved the clock on; longer ones, the
/// timeouts of requests that are answered in memory, never end.
/// </summary>
public sealed class LeapingTime(DateTimeOffset start) : TimeProvider
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(45);
    private long _ticks = start.UtcTicks;

    /// <summary>Moves the clock on.</summary>
    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    /// <summary>Moves the clock to an instant that lies ahead.</summary>
    public void AdvanceTo(DateTimeOffset instant) => Interlocked.Exchange(ref _ticks, Math.Max(Interlocked.Read(ref _ticks), instant.UtcTicks));

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Leap(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Leap(LeapingTime time, TimerCallback callback, object? state) : ITimer
    {
        private volatile bool _disposed;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime >= TimeSpan.Zero && dueTime <= LongestWait)
            {
                time.Advance(dueTime);
                ThreadPool.QueueUserWorkItem(
                    _ =>
                    {
                        if (!_disposed)
                        {
                            callback(state);
                        }
                    });
            }

            return !_disposed;
        }

        public void Dispose() => _disposed = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
