using BenchmarkDotNet.Attributes;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Benchmarks;

/// <summary>
/// Judging one deal by the core of the shipped rules, beside the same rules written by hand, and by the shipped rules whole. Ratio and
/// allocation matter, not seconds.
/// </summary>
[MemoryDiagnoser]
[InProcess]
public class JudgingBenchmark
{
    /// <summary>More than a branch predictor learns by heart: no two deals of a day are judged a hundred times over.</summary>
    private const int Deals = 4096;
    private readonly DealFacts[] _facts = GeneratedDeals.Make(Deals, seed: 7);
    private HandDeal[] _plain = [];
    private HandDay _day;
    private ReadinessRules _rules = null!;
    private ReadinessRules _shipped = null!;

    /// <summary>Compiles the rules and proves that both ways agree.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _rules = SameVerdict.Core();
        _shipped = SameVerdict.Shipped();
        SameVerdict.Check(_rules);
        _plain = [.. _facts.Select(HandDeal.Of)];
        _day = HandDay.At(GeneratedDeals.Clock.Now);
    }

    /// <summary>The yardstick.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Deals)]
    public int ByHand()
    {
        var sum = 0;
        foreach (var deal in _plain)
        {
            sum += HandWritten.Decide(deal, _day).Findings;
        }

        return sum;
    }

    /// <summary>Findings, phase, depth, flag and score by the core rules.</summary>
    [Benchmark(OperationsPerInvoke = Deals)]
    public int Decide()
    {
        var sum = 0;
        foreach (var facts in _facts)
        {
            sum += _rules.Decide(facts, GeneratedDeals.Clock).Findings;
        }

        return sum;
    }

    /// <summary>The same by the shipped rules, segments and sensed signs included.</summary>
    [Benchmark(OperationsPerInvoke = Deals)]
    public int DecideShipped()
    {
        var sum = 0;
        foreach (var facts in _facts)
        {
            sum += _shipped.Decide(facts, GeneratedDeals.Clock).Findings;
        }

        return sum;
    }

    /// <summary>The whole verdict with its evidence.</summary>
    [Benchmark(OperationsPerInvoke = Deals)]
    public int Judge()
    {
        var sum = 0;
        foreach (var facts in _facts)
        {
            sum += _shipped.Judge(facts, GeneratedDeals.Clock).Confirmed;
        }

        return sum;
    }
}
