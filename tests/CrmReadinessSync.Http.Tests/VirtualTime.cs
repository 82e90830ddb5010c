using System.Collections.Concurrent;
using CrmReadinessSync.Contract;

namespace CrmReadinessSync.Http.Tests;

/// <summary>
/// A clock that stands still while there is work and jumps to the next timer when there is none. Work runs on one thread, so a
/// minute of pacing takes milliseconds and comes out the same each time.
/// </summary>
public sealed class VirtualTime(DateTimeOffset start) : JumpingTime(start)
{
    private static readonly DateTimeOffset Nine = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);

    public VirtualTime()
        : this(Nine)
    {
    }

    /// <summary>
    /// Milliseconds (of ours) given to work that left the pump, as library code does, to come back before time moves; 0 where all
    /// code awaits in the pump.
    /// </summary>
    public int Grace { get; init; }

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
