using System.Text.Json.Nodes;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.History;

/// <summary>
/// Tries every single step of a premise's essential and ceilings. Only rules that compile are tried, and rules compile only when their laws
/// are proved; of the rest those are found whose flag and depth sort better beyond chance, over all that was tried.
/// </summary>
internal sealed class RequirementSearch(HistoryTable table, SettingsDocument? document, int seed)
{
    private const int Replicates = 400;

    /// <summary>Additions that all folds together may cost.</summary>
    private const double Budget = 2e9;

    private readonly CellCounts _counts = new(table);
    private readonly List<(RequirementChange Change, ScoreOrder Order)> _tried = [];
    private readonly Dictionary<string, ScoreOrder?> _together = new(StringComparer.Ordinal);

    /// <summary>
    /// The changes that history speaks for, and what finding them so is worth on deals that they were not found on: the whole search is done
    /// again inside the training part of each fold. Without a gain there that holds, nothing is proposed.
    /// </summary>
    public (IReadOnlyList<RequirementChange> Changes, CalibrationGain? Gain) Find(CancellationToken cancellationToken)
    {
        foreach (var change in Steps())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Compiled(document, PatchOf([change])) is { } rules)
            {
                _tried.Add((change, Order(rules)));
            }
        }

        var found = Found(_ => true, cancellationToken);
        if (found.Count == 0)
        {
            return ([], null);
        }

        var present = Order(table.Rules);
        var once = (double)table.Cells.All.Count * (_tried.Count + 1) * Replicates * RepeatedFolds.Folds;
        var gain = new RepeatedFolds(_counts.Bundles, (int)Math.Clamp(Budget / once, 1, RepeatedFolds.MostRepeats), new Random(seed)).Run(
            (seen, unseen) =>
            {
                var (won, lost) = Counts(unseen);
                var before = present.Auc(won, lost);
                return (before, Found(seen, cancellationToken) is { Count: > 0 } changes && OrderOf(changes) is { } order ? order.Auc(won, lost) : before);
            },
            cancellationToken);
        return (gain?.Difference.Interval.Low > 0 ? found : [], gain);
    }

    /// <summary>The best of each premise, the best first, as many as keep all laws together; from the groups that are chosen alone.</summary>
    private List<RequirementChange> Found(Predicate<int> chosen, CancellationToken cancellationToken)
    {
        int[] groups = [.. Enumerable.Range(0, _counts.Bundles).Where(bundle => chosen(bundle))];
        if (_tried.Count == 0 || groups.Length == 0)
        {
            return [];
        }

        var present = Order(table.Rules);
        void Compute(double[] w, double[] l, double[] values)
        {
            var auc = present.Auc(w, l);
            for (var i = 0; i < _tried.Count; i++)
            {
                values[i] = _tried[i].Order.Auc(w, l) - auc;
            }
        }

        var observed = new double[_tried.Count];
        var (won, lost) = Counts(chosen);
        Compute(won, lost, observed);
        var weights = new int[_counts.Bundles];
        var sample = new GroupedBootstrap(groups.Length, Replicates, seed).Run(
            _tried.Count,
            (drawn, values) =>
            {
                for (var i = 0; i < groups.Length; i++)
                {
                    weights[groups[i]] = drawn[i];
                }

                _counts.Weigh(weights, won, lost);
                Compute(won, lost, values);
            },
            cancellationToken);
        var p = MultipleLooks.Holm([.. observed.Select((gain, i) => MultipleLooks.TwoSided(gain, sample.SpreadOf(i)))]);
        return Together(Enumerable.Range(0, _tried.Count)
            .Where(i => observed[i] > 0 && p[i] < MultipleLooks.Level && sample.IntervalOf(i) is not null)
            .OrderByDescending(i => observed[i])
            .Select(i => _tried[i].Change with { Gain = new Estimate(observed[i], sample.IntervalOf(i)!.Value), P = p[i] })
            .DistinctBy(change => change.Premise));
    }

    /// <summary>All of them when the laws hold for them together, else as many as do, the best first.</summary>
    private List<RequirementChange> Together(IEnumerable<RequirementChange> changes)
    {
        var taken = new List<RequirementChange>();
        foreach (var change in changes)
        {
            if (OrderOf([.. taken, change]) is not null)
            {
                taken.Add(change);
            }
        }

        return taken;
    }

    /// <summary>How changed rules sort; null where they break a law. Folds mostly find the same few, and compiling proves the laws each time.</summary>
    private ScoreOrder? OrderOf(IReadOnlyList<RequirementChange> changes)
    {
        var patch = PatchOf(changes.OrderBy(change => change.Premise, StringComparer.Ordinal));
        var key = patch.ToJsonString();
        if (!_together.TryGetValue(key, out var order))
        {
            order = Compiled(document, patch) is { } rules ? Order(rules) : null;
            _together[key] = order;
        }

        return order;
    }

    private (double[] Won, double[] Lost) Counts(Predicate<int> chosen)
    {
        var (won, lost) = (new double[table.Cells.All.Count], new double[table.Cells.All.Count]);
        _counts.Weigh([.. Enumerable.Range(0, _counts.Bundles).Select(bundle => chosen(bundle) ? 1 : 0)], won, lost);
        return (won, lost);
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
    private ScoreOrder Order(ReadinessRules rules) => new(table.Cells.All, cell =>
        rules.Outcome(cell.Segment, cell.Window, cell.Findings, cell.Signs != 0) is var outcome ? ((int)outcome.TalkDepth * 3) + (int)outcome.ComputedFlag : 0);

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
