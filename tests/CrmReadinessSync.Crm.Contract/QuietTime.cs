namespace CrmReadinessSync.Contract;

/// <summary>
/// A clock that stands still while any thread of the pool has work, and jumps to the next timer when none has. So whole cycles run as they are,
/// journal and all, and take exactly the time they wait for: no time of the machine's is in it, however busy that is. The process must run
/// nothing else meanwhile (<see cref="Alone"/>).
/// </summary>
public sealed class QuietTime(DateTimeOffset start) : TimeProvider
{
    /// <summary>The collection of tests that run alone.</summary>
    public const string Alone = "alone in the process";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly PriorityQueue<QuietTimer, (long Due, long Order)> _timers = new();
    private readonly Lock _gate = new();
    private long _ticks;
    private long _order;
    private int _idle;

    /// <summary>Time gone by.</summary>
    public TimeSpan Elapsed => TimeSpan.FromTicks(Interlocked.Read(ref _ticks));

    private static int Busy
    {
        get
        {
            ThreadPool.GetMaxThreads(out var most, out _);
            ThreadPool.GetAvailableThreads(out var free, out _);
            return most - free;
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => start + Elapsed;

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new QuietTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Runs to the end, jumping over every wait.</summary>
    public void Run(Func<Task> work)
    {
        Exception? failed = null;
        // A thread of its own: what a timer wakes goes on right there, and no pool thread is busy with driving.
        var driver = new Thread(() =>
        {
            try
            {
                Drive(work);
            }
            catch (Exception exception)
            {
                failed = exception;
            }
        });
        driver.Start();
        driver.Join();
        if (failed is not null)
        {
            throw new InvalidOperationException($"In virtual time, after {Elapsed}: {failed.Message}", failed);
        }
    }

    private void Drive(Func<Task> work)
    {
        _idle = Enumerable.Range(0, 2000).Min(_ => Rested());
        var task = work();
        while (true)
        {
            AwaitQuiet();
            if (task.IsCompleted)
            {
                task.GetAwaiter().GetResult();
                return;
            }

            if (!Jump())
            {
                throw new InvalidOperationException("Nothing is left to wait for, yet the work is not done.");
            }
        }
    }

    private static int Rested()
    {
        Thread.Yield();
        return Busy;
    }

    private void AwaitQuiet()
    {
        var since = System.GetTimestamp();
        for (var quiet = 0; quiet < 3;)
        {
            quiet = ThreadPool.PendingWorkItemCount == 0 && Busy <= _idle ? quiet + 1 : 0;
            if (quiet == 0)
            {
                Thread.Yield();
            }

            if (System.GetElapsedTime(since) > Patience)
            {
                throw new InvalidOperationException("The pool never comes to rest: something else runs beside this test.");
            }
        }
    }

    private bool Jump()
    {
        QuietTimer? timer;
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

    private sealed class QuietTimer(QuietTime time, TimerCallback callback, object? state) : ITimer
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
