namespace CrmReadinessSync.Simulation;

/// <summary>
/// The world's one time. It stands still while there is work; a wait is over at once and has moved it on, so that nothing ever leaves the
/// thread. Time limits (sources of cancellation) strike when it is moved past them.
/// </summary>
internal sealed class SimulatedTime(DateTimeOffset start)
{
    private readonly List<Limit> _limits = [];
    private TimeSpan _elapsed;

    public DateTimeOffset Now => start + _elapsed;

    public TimeSpan Elapsed => _elapsed;

    /// <summary>Moves time on, past the limits that strike meanwhile, each at its own instant.</summary>
    public void Advance(TimeSpan by)
    {
        var until = _elapsed + by;
        while (Next(until) is { } limit)
        {
            _limits.Remove(limit);
            _elapsed = limit.Due!.Value > _elapsed ? limit.Due.Value : _elapsed;
            limit.Strike();
        }

        _elapsed = until > _elapsed ? until : _elapsed;
    }

    /// <summary>A process ended: its limits strike nobody any more.</summary>
    public void Forget(object clock) => _limits.RemoveAll(limit => ReferenceEquals(limit.Clock, clock));

    public ITimer CreateTimer(object clock, TimerCallback callback, object? state, TimeSpan due)
    {
        var timer = new Limit(this, clock, callback, state);
        timer.Change(due, Timeout.InfiniteTimeSpan);
        return timer;
    }

    private Limit? Next(TimeSpan until)
    {
        Limit? next = null;
        foreach (var limit in _limits)
        {
            if (limit.Due <= until && (next is null || limit.Due < next.Due))
            {
                next = limit;
            }
        }

        return next;
    }

    private sealed class Limit(SimulatedTime time, object clock, TimerCallback callback, object? state) : ITimer
    {
        public object Clock => clock;

        public TimeSpan? Due { get; private set; }

        public void Strike() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            time._limits.Remove(this);
            Due = dueTime < TimeSpan.Zero ? null : time._elapsed + dueTime;
            if (Due is null)
            {
                return true;
            }

            if (state is CancellationTokenSource)
            {
                time._limits.Add(this);
                return true;
            }

            time.Advance(dueTime);
            Strike();
            return true;
        }

        public void Dispose() => time._limits.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}

/// <summary>The clock of one process, which somebody may set wrong; its stopwatch goes right all the same.</summary>
internal sealed class ProcessClock(SimulatedTime time) : TimeProvider
{
    /// <summary>How far it goes wrong.</summary>
    public TimeSpan Skew { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => time.Now + Skew;

    public override long GetTimestamp() => time.Elapsed.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => time.CreateTimer(this, callback, state, dueTime);
}
