using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Simulation;

/// <summary>
/// Stands before a journal, whatever its interface grows into: a step before and after each call, a full disk for what would be kept, and
/// the place where a deliberate bug is put in.
/// </summary>
internal class JournalTap : DispatchProxy
{
    private static readonly string[] Looks = ["Read", "Find", "List", "Count", "get_"];
    private static readonly ConcurrentDictionary<Type, MethodInfo> Walks = new();

    private IJournal _inner = null!;
    private Steps _steps = null!;
    private Mutant? _mutant;

    /// <summary>A journal behind a tap.</summary>
    public static IJournal Before(IJournal inner, Steps steps, Mutant? mutant)
    {
        var journal = Create<IJournal, JournalTap>();
        var tap = (JournalTap)(object)journal;
        (tap._inner, tap._steps, tap._mutant) = (inner, steps, mutant);
        return journal;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var method = targetMethod!;
        if (method.Name.StartsWith("get_", StringComparison.Ordinal))
        {
            return Call(method, args);
        }

        var isLook = Array.Exists(Looks, look => method.Name.StartsWith(look, StringComparison.Ordinal));
        _steps.Next($"journal {method.Name}");
        if (!isLook && _steps.IsDiskFull())
        {
            throw new JournalException("The disk is full.", "Make room.");
        }

        var result = _mutant?.Journal is { } broken ? broken(new JournalCall(_inner, method, args ?? [], () => Call(method, args))) : Call(method, args);
        switch (result)
        {
            case Task { IsCompletedSuccessfully: true }:
                if (method.Name is nameof(IJournal.BeginRunAsync))
                {
                    _steps.TakeOver();
                }

                else if (method.Name is nameof(ICrmCache.AddAsync))
                {
                    _steps.TellCount();
                }

                _steps.Next($"kept {method.Name}");
                return result;
            case Task:
                // A fault is told by whoever awaits it.
                return result;
            default:
                var walk = Walks.GetOrAdd(method.ReturnType.GetGenericArguments()[0], static type => typeof(JournalTap).GetMethod(nameof(WalkAsync), BindingFlags.NonPublic | BindingFlags.Instance)!.MakeGenericMethod(type));
                return walk.Invoke(this, BindingFlags.DoNotWrapExceptions, binder: null, [result, method.Name, CancellationToken.None], culture: null);
        }
    }

    private object? Call(MethodInfo method, object?[]? args) => method.Invoke(_inner, BindingFlags.DoNotWrapExceptions, binder: null, args, culture: null);

    private async IAsyncEnumerable<T> WalkAsync<T>(IAsyncEnumerable<T> items, string name, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in items.WithCancellation(cancellationToken))
        {
            _steps.Next($"page {name}");
            yield return item;
        }
    }
}

/// <summary>A call on its way to the journal.</summary>
/// <param name="Journal">The journal itself.</param>
/// <param name="Method">What is called.</param>
/// <param name="Arguments">With what; may be changed.</param>
/// <param name="Proceed">Calls it with the arguments as they are then.</param>
internal sealed record JournalCall(IJournal Journal, MethodInfo Method, object?[] Arguments, Func<object?> Proceed);
