using System.Collections.Concurrent;

namespace CrmReadinessSync.Simulation;

/// <summary>
/// Runs asynchronous work on the calling thread alone, in an order that its own queue decides. One may be run from within another: then the
/// outer one waits, as a frozen process does.
/// </summary>
internal sealed class OneThread : TaskScheduler
{
    private readonly ConcurrentQueue<Task> _queue = [];
    private readonly int _thread = Environment.CurrentManagedThreadId;

    /// <summary>Runs work to its end.</summary>
    /// <exception cref="InvalidOperationException">The work waits for something that no code of its own brings about, or left the thread: it could not be repeated.</exception>
    public static T Run<T>(Func<Task<T>> work)
    {
        var queue = new OneThread();
        var task = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.None, queue).Unwrap();
        while (!task.IsCompleted)
        {
            if (!queue._queue.TryDequeue(out var next))
            {
                throw new InvalidOperationException("The work left its thread, or waits for nobody: it could not be repeated.");
            }

            queue.TryExecuteTask(next);
        }

        return task.GetAwaiter().GetResult();
    }

    protected override void QueueTask(Task task) => _queue.Enqueue(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && Environment.CurrentManagedThreadId == _thread && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [.. _queue];
}
