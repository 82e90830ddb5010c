using System.Collections.Concurrent;

namespace CrmReadinessSync.Http.Tests;

/// <summary>
/// A clock that stands still while there is work and jumps to the next timer when there is none. Work runs on one thread, so a
/// minute of pacing takes milliseconds and comes out the same each time.
/// </summary>
public sealed class VirtualTime : TimeProvider
{
    private readonly PriorityQueue<VirtualTimer, (long Due, long Order)> _timers = new();
    private readonly Lock _gate = new();
    private long _ticks;
    private long _order;

    public DateTimeOffset Start { get; init; } = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// Milliseconds (of ours) given to work that left the pump, as library code does, to come back before time moves; 0 where all
    /// code awaits in the pump.
    /// </summary>
    public int Grace { get; init; }

    public TimeSpan Elapsed => TimeSpan.FromTicks(Interlocked.Read(ref _ticks));

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Start + Elapsed;

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Runs to the end, jumping over every wait.</summary>
    public void Run(Func<Task> work)
    {
        var before = SynchronizationContext.Current;
        using var pump = new Pump();
        SynchronizationContext.SetSynchronizationContext(pump);
        try
        {
            var task = work();
            while (!task.IsCompleted)
            {
                if (!pump.RunOne(Grace) && !task.IsCompleted && !Jump())
                {
                    pump.RunOne(10_000).ShouldBeTrue("nothing is left to wait for, yet the work is not done");
                }
            }

            task.GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private bool Jump()
    {
        VirtualTimer? timer;
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

    private sealed class VirtualTimer(VirtualTime time, TimerCallback callback, object? state) : ITimer
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

        public void Dispose() => Due = null;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }

    private sealed class Pump : SynchronizationContext, IDisposable
    {
        private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _queue = [];

        public override void Post(SendOrPostCallback d, object? state) => _queue.Add((d, state));

        public bool RunOne(int grace)
        {
            if (!_queue.TryTake(out var item, grace))
            {
                return false;
            }

            item.Callback(item.State);
            return true;
        }

        public void Dispose() => _queue.Dispose();
    }
}
