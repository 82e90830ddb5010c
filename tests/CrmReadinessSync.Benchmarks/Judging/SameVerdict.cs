using System.Text.Json.Nodes;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Benchmarks;

/// <summary>Nothing is timed before both ways agree on every one of these deals: a fast wrong answer proves nothing.</summary>
internal static class SameVerdict
{
    public const int Deals = 20_000;

    /// <summary>The shipped rules, whole.</summary>
    public static ReadinessRules Shipped() => Compile(null);

    /// <summary>
    /// The shipped premises, phases and ticked signs, without segments and sensed signs: what fits one page of hand-written code. The
    /// document only takes away, so a change of the shipped premises is met here too.
    /// </summary>
    public static ReadinessRules Core()
    {
        var faults = new List<SettingsFault>();
        var shipped = RulesDocument.Merge(null, faults)!.Root!.AsObject();
        var sensed = shipped["WarningSigns"]!.AsObject().Where(sign => sign.Value!["Kind"]!.GetValue<string>() != "Ticked").Select(sign => sign.Key);
        var segments = shipped["Segments"]?.AsObject().Select(segment => segment.Key) ?? [];
        var less = new JsonObject { ["WarningSigns"] = Nothing(sensed), ["Segments"] = Nothing(segments) };
        return Compile(SettingsDocument.Parse("core rules", System.Text.Encoding.UTF8.GetBytes(less.ToJsonString()), faults));
    }

    private static JsonObject Nothing(IEnumerable<string> names) => new(names.Select(name => KeyValuePair.Create(name, (JsonNode?)null)));

    /// <summary>The shipped rules with what a document changes of them.</summary>
    public static ReadinessRules Compiled(string document) => Compile(SettingsDocument.Parse("rules", System.Text.Encoding.UTF8.GetBytes(document), "Readiness", []));

    private static ReadinessRules Compile(SettingsDocument? document)
    {
        var (rules, faults) = RulesDocument.Compile(document);
        return rules ?? throw new InvalidOperationException($"The rules do not compile: {faults[0].Path}: {faults[0].Problem}");
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
