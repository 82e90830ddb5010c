namespace CrmReadinessSync.Simulation;

/// <summary>
/// Work on a thread of its own that moves only while the one that started it stands still, a given number of steps at a time: so two processes take turns between
/// any two of their steps, and the same each time.
/// </summary>
internal sealed class Turns : IDisposable
{
    private readonly SemaphoreSlim _toOther = new(0);
    private readonly SemaphoreSlim _back = new(0);
    private readonly Thread _thread;
    private int _left;
    private Exception? _failed;

    /// <summary>Work that does not begin yet.</summary>
    public Turns(Func<Task> work)
    {
        _thread = new Thread(() => Run(work)) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>Whether the work has come to its end.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Whether the caller is the work itself.</summary>
    public bool IsMine => Environment.CurrentManagedThreadId == _thread.ManagedThreadId;

    /// <summary>Lets it go on for so many steps.</summary>
    public void Let(int steps)
    {
        if (IsOver || steps == 0)
        {
            return;
        }

        _left = steps;
        _toOther.Release();
        _back.Wait();
        if (_failed is { } failed)
        {
            _failed = null;
            throw new InvalidOperationException($"The other process broke: {failed}", failed);
        }
    }

    /// <summary>The work has done a step.</summary>
    public void Step()
    {
        if (--_left <= 0)
        {
            _back.Release();
            _toOther.Wait();
        }
    }

    public void Dispose()
    {
        Let(int.MaxValue);
        _thread.Join();
        _toOther.Dispose();
        _back.Dispose();
    }

    private void Run(Func<Task> work)
    {
        _toOther.Wait();
        try
        {
            OneThread.Run(async () =>
            {
                await work();
                return true;
            });
        }
        catch (Exception failed) when (failed is not (OutOfMemoryException or StackOverflowException))
        {
            _failed = failed;
        }

        IsOver = true;
        _back.Release();
    }
}
