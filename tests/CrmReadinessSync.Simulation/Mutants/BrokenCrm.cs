using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Simulation;

/// <summary>A CRM whose reading or writing is broken on purpose.</summary>
internal sealed class BrokenCrm(ICrm inner) : IDealSource, IVerdictWriter
{
    /// <summary>What becomes of what was read.</summary>
    public Func<ReadRequest, IAsyncEnumerable<DealPage>, IAsyncEnumerable<DealPage>>? Changed { get; init; }

    /// <summary>What becomes of deals read by name.</summary>
    public Func<ReadRequest, IAsyncEnumerable<DealPage>, IAsyncEnumerable<DealPage>>? Named { get; init; }

    /// <summary>How a batch is written.</summary>
    public Func<IReadOnlyList<DealWrite>, Func<IReadOnlyList<DealWrite>, Task<IReadOnlyList<WriteOutcome>>>, Task<IReadOnlyList<WriteOutcome>>>? Write { get; init; }

    public int BatchSize => inner.Verdicts.BatchSize;

    /// <summary>The CRM with these parts in place of its own.</summary>
    public ICrm Whole => CrmTap.Before(inner, this, this);

    public int BatchSizeFor(long planned) => inner.Verdicts.BatchSizeFor(planned);

    public IAsyncEnumerable<DealPage> ReadChangedAsync(ReadRequest request, CancellationToken cancellationToken)
    {
        var pages = inner.Deals.ReadChangedAsync(request, cancellationToken);
        return Changed is null ? pages : Changed(request, pages);
    }

    public IAsyncEnumerable<DealPage> ReadDealsAsync(IReadOnlyCollection<string> dealIds, ReadRequest request, CancellationToken cancellationToken)
    {
        var pages = inner.Deals.ReadDealsAsync(dealIds, request, cancellationToken);
        return Named is null ? pages : Named(request, pages);
    }

    public Task<IReadOnlyList<WriteOutcome>> WriteAsync(IReadOnlyList<DealWrite> batch, CancellationToken cancellationToken)
    {
        return Write is null ? SendAsync(batch) : Write(batch, SendAsync);

        Task<IReadOnlyList<WriteOutcome>> SendAsync(IReadOnlyList<DealWrite> writes) => inner.Verdicts.WriteAsync(writes, cancellationToken);
    }
}

/// <summary>A CRM with another way to read and to write; everything else, whatever its interface grows into, is its own.</summary>
internal class CrmTap : DispatchProxy
{
    private ICrm _inner = null!;
    private IDealSource _deals = null!;
    private IVerdictWriter _verdicts = null!;

    public static ICrm Before(ICrm inner, IDealSource deals, IVerdictWriter verdicts)
    {
        var crm = Create<ICrm, CrmTap>();
        var tap = (CrmTap)(object)crm;
        (tap._inner, tap._deals, tap._verdicts) = (inner, deals, verdicts);
        return crm;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
    {
        "get_Deals" => _deals,
        "get_Verdicts" => _verdicts,
        _ => targetMethod.Invoke(_inner, BindingFlags.DoNotWrapExceptions, binder: null, args, culture: null),
    };
}

/// <summary>Ways to break a stream of pages.</summary>
internal static class BrokenPages
{
    /// <summary>The positions are kept as soon as everything was listed, before any of it is in the journal.</summary>
    public static async IAsyncEnumerable<DealPage> PositionsFirst(ReadRequest request, IAsyncEnumerable<DealPage> pages)
    {
        var all = new List<DealPage>();
        await foreach (var page in pages)
        {
            all.Add(page);
        }

        var journal = (IJournal)request.Known;
        var run = (await journal.ReadRunsAsync(1, CancellationToken.None))[0];
        var positions = all.Select(page => page.Positions).OfType<ImmutableSortedDictionary<string, string>>().LastOrDefault();
        await journal.EndRunAsync(run.Id, new RunEnd(run.Start.StartedAt, RunState.Running, new RunCounts(), Positions: positions), CancellationToken.None);
        foreach (var page in all)
        {
            yield return page;
        }
    }

    /// <summary>What cannot be read is taken for the end.</summary>
    public static async IAsyncEnumerable<DealPage> ErrorsAsEnd(ReadRequest request, IAsyncEnumerable<DealPage> pages)
    {
        await using var walk = pages.GetAsyncEnumerator(CancellationToken.None);
        while (true)
        {
            try
            {
                if (!await walk.MoveNextAsync())
                {
                    yield break;
                }
            }
            catch (CrmException)
            {
                break;
            }

            yield return walk.Current;
        }

        yield return new DealPage { Positions = request.Positions };
    }

    /// <summary>A deal that is gone is taken for one without any value.</summary>
    public static async IAsyncEnumerable<DealPage> GoneAsBlank(ReadRequest request, IAsyncEnumerable<DealPage> pages)
    {
        await foreach (var page in pages)
        {
            var blank = new List<DealSnapshot>(page.Deals);
            foreach (var (id, known) in await request.Known.FindAsync([.. page.Gone], CancellationToken.None))
            {
                blank.Add(known.Snapshot with { Id = id, Values = ImmutableSortedDictionary<string, ObservedValue>.Empty });
            }

            yield return page with { Deals = blank, Gone = [] };
        }
    }

    /// <summary>Nothing.</summary>
    public static async IAsyncEnumerable<T> None<T>([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        yield break;
    }
}
