using System.Text.Json.Nodes;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.History;

/// <summary>
/// Tries every single step of a premise's essential and ceilings. Only rules that compile are tried, and rules compile only when their laws
/// are proved; of the rest those are proposed whose flag and depth sort better beyond chance, over all that was tried.
/// </summary>
internal sealed class RequirementSearch(HistoryTable table, SettingsDocument? document, int seed)
{
    private const int Replicates = 400;

    private readonly ShapeCounts _counts = new(table);

    /// <summary>The changes, the best of each premise, the best first.</summary>
    public IReadOnlyList<RequirementChange> Find(CancellationToken cancellationToken)
    {
        var tried = new List<(RequirementChange Change, ScoreOrder Order)>();
        foreach (var change in Steps())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Compiled(document, PatchOf([change])) is { } rules)
            {
                tried.Add((change, Order(rules)));
            }
        }

        if (tried.Count == 0)
        {
            return [];
        }

        var present = Order(table.Rules);
        var (won, lost) = (new double[table.Shapes.Count], new double[table.Shapes.Count]);
        void Compute(double[] w, double[] l, double[] values)
        {
            var auc = present.Auc(w, l);
            for (var i = 0; i < tried.Count; i++)
            {
                values[i] = tried[i].Order.Auc(w, l) - auc;
            }
        }

        var observed = new double[tried.Count];
        Compute(_counts.Won, _counts.Lost, observed);
        var sample = new GroupedBootstrap(_counts.Bundles, Replicates, seed).Run(
            tried.Count,
            (weights, values) =>
            {
                _counts.Weigh(weights, won, lost);
                Compute(won, lost, values);
            },
            cancellationToken);
        var p = MultipleLooks.Holm([.. observed.Select((gain, i) => MultipleLooks.TwoSided(gain, sample.SpreadOf(i)))]);
        return
        [
            .. Enumerable.Range(0, tried.Count)
                .Where(i => observed[i] > 0 && p[i] < MultipleLooks.Level && sample.IntervalOf(i) is not null)
                .OrderByDescending(i => observed[i])
                .Select(i => tried[i].Change with { Gain = new Estimate(observed[i], sample.IntervalOf(i)!.Value), P = p[i] })
                .DistinctBy(change => change.Premise),
        ];
    }

    /// <summary>The rules with a patch, when all their laws hold.</summary>
    public static ReadinessRules? Compiled(SettingsDocument? document, JsonObject patch)
    {
        var faults = new List<SettingsFault>();
        var more = SettingsDocument.Parse("proposal", System.Text.Encoding.UTF8.GetBytes(patch.ToJsonString()), "Readiness", faults);
        return more is null ? null : RulesDocument.Compile(document is null ? more : document.Then(more)).Rules;
    }

    /// <summary>A patch of the <c>Readiness</c> section.</summary>
    public static JsonObject PatchOf(IEnumerable<RequirementChange> changes)
    {
        var premises = new JsonObject();
        foreach (var change in changes)
        {
            var premise = premises[change.Premise] as JsonObject ?? [];
            premises[change.Premise] = premise;
            var path = change.Key.Split(':');
            if (path.Length == 1)
            {
                premise[change.Key] = change.Proposed == "true";
                continue;
            }

            premise[path[0]] = new JsonObject
            {
                [nameof(Finding.Unknown)] = path[1] == nameof(Finding.Unknown) ? change.Proposed : change.Now.Split('/')[1],
                [nameof(Finding.Unmet)] = path[1] == nameof(Finding.Unmet) ? change.Proposed : change.Now.Split('/')[1],
            };
        }

        return new JsonObject { ["Premises"] = premises };
    }

    /// <summary>How far one would have gone: depth first, then the flag.</summary>
    private ScoreOrder Order(ReadinessRules rules) => new(table.Shapes, shape =>
        rules.Outcome(shape.Segment, shape.Window, shape.Findings, shape.Signs != 0) is var outcome ? ((int)outcome.TalkDepth * 3) + (int)outcome.ComputedFlag : 0);

    private IEnumerable<RequirementChange> Steps()
    {
        foreach (var premise in table.Rules.Premises)
        {
            yield return Of("Essential", premise.IsEssential ? "true" : "false", premise.IsEssential ? "false" : "true");
            foreach (var (finding, now, other) in new[]
            {
                (nameof(Finding.Unknown), premise.CeilingWhenUnknown, premise.CeilingWhenUnmet), (nameof(Finding.Unmet), premise.CeilingWhenUnmet, premise.CeilingWhenUnknown),
            })
            {
                foreach (var step in new[] { -1, 1 })
                {
                    if (Enum.IsDefined(now + step))
                    {
                        yield return Of($"CapsTalkAt:{finding}", $"{now}/{other}", (now + step).ToString());
                    }
                }
            }

            RequirementChange Of(string key, string now, string proposed) => new(premise.Name, key, now, proposed, default, 1);
        }
    }
}
