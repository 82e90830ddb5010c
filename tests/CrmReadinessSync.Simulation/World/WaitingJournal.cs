using System.Collections.Concurrent;
using System.Reflection;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Simulation;

/// <summary>Stands before a journal on a server: each call has its answer when it returns.</summary>
internal class WaitingJournal : DispatchProxy
{
    private static readonly ConcurrentDictionary<Type, MethodInfo> Walks = new();

    private IJournal _inner = null!;

    public static IJournal Before(IJournal inner)
    {
        var journal = Create<IJournal, WaitingJournal>();
        ((WaitingJournal)(object)journal)._inner = inner;
        return journal;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var method = targetMethod!;
        if (typeof(Task).IsAssignableFrom(method.ReturnType))
        {
            return Waiting.For(() => (Task)Call()!);
        }

        if (!method.ReturnType.IsGenericType || method.ReturnType.GetGenericTypeDefinition() != typeof(IAsyncEnumerable<>))
        {
            return Call();
        }

        var walk = Walks.GetOrAdd(method.ReturnType.GetGenericArguments()[0], static type => typeof(WaitingJournal).GetMethod(nameof(WalkAsync), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type));
        return walk.Invoke(null, BindingFlags.DoNotWrapExceptions, binder: null, [Call()], culture: null);

        object? Call() => method.Invoke(_inner, BindingFlags.DoNotWrapExceptions, binder: null, args, culture: null);
    }

    private static async IAsyncEnumerable<T> WalkAsync<T>(IAsyncEnumerable<T> items)
    {
        var walk = items.GetAsyncEnumerator();
        try
        {
            while (await Waiting.For(() => walk.MoveNextAsync().AsTask()))
            {
                yield return walk.Current;
            }
        }
        finally
        {
            await Waiting.For(() => walk.DisposeAsync().AsTask());
        }
    }
}

/// <summary>Waits on the spot for work that answers from another thread.</summary>
internal static class Waiting
{
    /// <summary>The work's own task, done.</summary>
    public static TTask For<TTask>(Func<TTask> work)
        where TTask : Task => Task.Run(async () =>
        {
            var task = work();
            await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return Tuple.Create(task);
        }).GetAwaiter().GetResult().Item1;
}
