using System.Collections.Immutable;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Sync;

/// <summary>The running totals of one cycle. Bounded: it counts deals and kinds of failure, it keeps none of the deals (law 9).</summary>
internal sealed class CycleTally(CrmUsage usage)
{
    private const int KindsKept = 20;

    private readonly long _requestsBefore = usage.Total;
    private readonly long[] _flags = new long[Enum.GetValues<Flag>().Length];
    private readonly Dictionary<(string Code, FailureAction Action), FailureTally> _failures = [];

    public long Read { get; set; }

    public long Judged { get; set; }

    public long Written { get; set; }

    public long Unchanged { get; set; }

    public long Skipped { get; set; }

    public long Held { get; set; }

    public long Failed { get; private set; }

    public void CountFlag(Flag flag) => _flags[(int)flag]++;

    public void CountFailure(CrmFailure failure)
    {
        Failed++;
        var kind = (failure.Code, failure.Action);
        if (_failures.TryGetValue(kind, out var tally))
        {
            _failures[kind] = tally with { Count = tally.Count + 1 };
        }
        else if (_failures.Count < KindsKept)
        {
            _failures[kind] = new FailureTally(failure.Code, failure.Action, 1, failure.Words, failure.Remedy);
        }
    }

    public RunCounts Counts() => new()
    {
        Read = Read,
        Judged = Judged,
        Written = Written,
        Unchanged = Unchanged,
        Skipped = Skipped,
        Held = Held,
        Failed = Failed,
        Requests = usage.Total - _requestsBefore,
        Allowance = usage.Allowance,
        Flags = Enum.GetValues<Flag>().ToImmutableSortedDictionary(flag => flag, flag => _flags[(int)flag]),
    };

    public ImmutableArray<FailureTally> Failures() =>
        [.. _failures.Values.OrderByDescending(tally => tally.Count).ThenBy(tally => tally.Code, StringComparer.Ordinal)];
}
