namespace CrmReadinessSync.Contract;

/// <summary>
/// A clock that stands still while any thread of the pool has work, and jumps to the next timer when none has. So whole cycles run as they are,
/// journal and all, and take exactly the time they wait for: no time of the machine's is in it, however busy that is. The process must run
/// nothing else meanwhile (<see cref="Alone"/>).
/// </summary>
public sealed class QuietTime(DateTimeOffset start) : JumpingTime(start)
{
    /// <summary>The collection of tests that run alone.</summary>
    public const string Alone = "alone in the process";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private int _idle;

    private static int Busy
    {
        get
        {
            ThreadPool.GetMaxThreads(out var most, out _);
            ThreadPool.GetAvailableThreads(out var free, out _);
            return most - free;
        }
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
}
