using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Benchmarks;

/// <summary>Nothing is timed before both ways agree on every one of these deals: a fast wrong answer proves nothing.</summary>
internal static class SameVerdict
{
    public const int Deals = 20_000;

    public static ReadinessRules Rules()
    {
        var (rules, faults) = RulesDocument.Compile(null);
        return rules ?? throw new InvalidOperationException($"The shipped rules do not compile: {faults[0].Problem}");
    }

    public static void Check(ReadinessRules rules)
    {
        var day = HandDay.At(GeneratedDeals.Clock.Now);
        var seen = new HashSet<(Phase, TalkDepth, Flag, bool)>();
        foreach (var facts in GeneratedDeals.Make(Deals, seed: 20261124))
        {
            var ours = rules.Decide(facts, GeneratedDeals.Clock);
            var theirs = HandWritten.Decide(HandDeal.Of(facts), day);
            if (ours with { Score = 0 } != theirs with { Score = 0 } || Math.Abs(ours.Score - theirs.Score) > 1e-9)
            {
                throw new InvalidOperationException(
                    $"Rules say {ours}, hand-written code says {theirs}, for {string.Join(", ", facts.Values.Select(v => $"{v.Field.Name}={v.Raw}@{v.SetAt:O}"))}.");
            }

            seen.Add((ours.Phase, ours.TalkDepth, ours.Flag, ours.HasSigns));
        }

        // All that the shipped rules can say: two for no plan, two for gathering, two for unclear, six for deciding.
        if (seen.Count != 12)
        {
            throw new InvalidOperationException($"The generated deals reach {seen.Count} kinds of outcome, not all twelve.");
        }
    }
}
