namespace CrmReadinessSync.Contract;

/// <summary>A clock that stands still until it is told to jump to the next timer. What decides when to jump is the deriving class's.</summary>
public abstract class JumpingTime(DateTimeOffset start) : TimeProvider
{
    private readonly PriorityQueue<JumpingTimer, (long Due, long Order)> _timers = new();
    private readonly Lock _gate = new();
    private long _ticks;
    private long _order;

    /// <summary>Time gone by.</summary>
    public TimeSpan Elapsed => TimeSpan.FromTicks(Interlocked.Read(ref _ticks));

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => start + Elapsed;

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new JumpingTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves to the next timer and fires it on this thread; false when none is left.</summary>
    protected bool Jump()
    {
        JumpingTimer? timer;
        lock (_gate)
        {
            do
            {
                if (!_timers.TryDequeue(out timer, out var at))
                {
                    return false;
                }

                if (timer.Due == at.Due)
                {
                    Interlocked.Exchange(ref _ticks, Math.Max(_ticks, at.Due));
                    break;
                }
            }
            while (true);
            timer.Due = null;
        }

        timer.Fire();
        return true;
    }

    private sealed class JumpingTimer(JumpingTime time, TimerCallback callback, object? state) : ITimer
    {
        public long? Due { get; set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                Due = dueTime < TimeSpan.Zero ? null : time._ticks + dueTime.Ticks;
                if (Due is { } due)
                {
                    time._timers.Enqueue(this, (due, time._order++));
                }
            }

            return true;
        }

        public void Dispose()
        {
            lock (time._gate)
            {
                Due = null;
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
