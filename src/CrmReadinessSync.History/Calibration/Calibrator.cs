using System.Text.Json.Nodes;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.History;

/// <summary>Proposes weights, unknown credit, essentials and ceilings from closed deals, or to keep what there is.</summary>
public static class Calibrator
{
    /// <summary>Won, and lost, deals needed.</summary>
    public const int EachOutcome = 40;

    /// <summary>Independent groups needed.</summary>
    public const int Groups = 60;

    /// <summary>Computes a proposal.</summary>
    /// <param name="table">The deals, judged by the present rules.</param>
    /// <param name="document">The present <c>Readiness</c> section as written; null for the shipped rules.</param>
    /// <param name="source">What the deals came from.</param>
    /// <param name="listed">How many flipped deals are told one by one.</param>
    /// <param name="seed">Equal seeds draw alike.</param>
    /// <param name="cancellationToken">Stops between fits.</param>
    public static CalibrationReport Of(HistoryTable table, SettingsDocument? document, string source, int listed, int seed, CancellationToken cancellationToken)
    {
        var rules = table.Rules;
        var present = new Card([.. rules.Premises.Select(premise => premise.Weight)], rules.UnknownCredit);
        var enough = Math.Min(table.Won, table.Count - table.Won) >= EachOutcome && table.Groups >= Groups;
        CalibrationGain? gain = null;
        var proposed = present;
        IReadOnlyList<RequirementChange> requirements = [];
        CalibrationGain? requirementGain = null;
        if (enough)
        {
            var validation = new NestedValidation(new FindingsCounts(table), present, seed);
            gain = validation.Run(cancellationToken);
            proposed = validation.Choose(_ => true, new Random(seed), cancellationToken);
            (requirements, requirementGain) = new RequirementSearch(table, document, seed).Find(cancellationToken);
        }

        var keep = gain is null || gain.Difference.Interval.Low <= 0;
        var patch = Patch(rules, keep ? present : proposed, present, requirements);
        var flips = Flips(table, document, requirements);
        return new CalibrationReport
        {
            Source = source,
            Rules = rules.Fingerprint,
            Deals = table.Count,
            Won = table.Won,
            Lost = table.Count - table.Won,
            Groups = table.Groups,
            TooFew = !enough,
            KeepWeights = keep,
            Gain = gain,
            UnknownCredit = enough ? new NumberChange("UnknownCredit", present.UnknownCredit, proposed.UnknownCredit) : null,
            Weights = enough ? [.. rules.Premises.Select((premise, i) => new NumberChange(premise.Name, premise.Weight, proposed.Weights[i]))] : [],
            Requirements = requirements,
            RequirementGain = requirementGain,
            FlipCount = flips.Count,
            Flips = [.. flips.Take(listed)],
            Overrides = Overrides(table),
            Patch = patch,
        };
    }

    private static JsonObject? Patch(ReadinessRules rules, Card proposed, Card present, IReadOnlyList<RequirementChange> requirements)
    {
        var section = RequirementSearch.PatchOf(requirements);
        if (!proposed.UnknownCredit.Equals(present.UnknownCredit))
        {
            section["UnknownCredit"] = proposed.UnknownCredit;
        }

        var premises = section["Premises"]!.AsObject();
        for (var i = 0; i < rules.Premises.Count; i++)
        {
            if (!proposed.Weights[i].Equals(present.Weights[i]))
            {
                var name = rules.Premises[i].Name;
                var premise = premises[name] as JsonObject ?? [];
                premises[name] = premise;
                premise["Weight"] = proposed.Weights[i];
            }
        }

        if (premises.Count == 0)
        {
            section.Remove("Premises");
        }

        return section.Count == 0 ? null : new JsonObject { ["Readiness"] = section };
    }

    /// <summary>Weights move no flag; only requirements do.</summary>
    private static List<FlippedDeal> Flips(HistoryTable table, SettingsDocument? document, IReadOnlyList<RequirementChange> requirements)
    {
        var flips = new List<FlippedDeal>();
        if (requirements.Count == 0)
        {
            return flips;
        }

        var rules = RequirementSearch.Compiled(document, RequirementSearch.PatchOf(requirements)) ?? throw new InvalidOperationException("The changes were compiled together.");
        var flags = table.Shapes.Select(shape => rules.Outcome(shape.Segment, shape.Window, shape.Findings, shape.Signs != 0).ComputedFlag).ToArray();
        for (var deal = 0; deal < table.Count; deal++)
        {
            var shape = table.ShapeOf[deal];
            if (flags[shape] != table.Shapes[shape].Flag)
            {
                flips.Add(new FlippedDeal(table.IdOf(deal), table.IsWon[deal], table.Shapes[shape].Flag, flags[shape]));
            }
        }

        return flips;
    }

    private static OverrideEvidence Overrides(HistoryTable table)
    {
        long count = 0, rep = 0;
        for (var deal = 0; deal < table.Count; deal++)
        {
            var shape = table.Shapes[table.ShapeOf[deal]];
            if (shape.Override is { } word && word != shape.Flag)
            {
                count++;
                rep += word > shape.Flag == table.IsWon[deal] ? 1 : 0;
            }
        }

        return new OverrideEvidence(count, rep, count - rep);
    }
}
