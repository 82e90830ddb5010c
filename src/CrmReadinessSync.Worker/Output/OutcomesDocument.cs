using System.Text.Json.Serialization;
using CrmReadinessSync.History;

namespace CrmReadinessSync.Worker;

/// <summary>What <c>outcomes --json</c> prints.</summary>
internal sealed record OutcomesDocument(IReadOnlyDictionary<string, OutcomesOfCrm> Crms);

/// <summary>How flags of one connection turned out.</summary>
/// <param name="Days">So many days back deals count.</param>
/// <param name="Deals">Deals that closed within them and had a meeting that was noted.</param>
/// <param name="Flags">By computed flag at the first meeting, with Wilson's interval of the won share.</param>
/// <param name="Overrides">Where reps had set a flag of their own.</param>
/// <param name="RulesInForce">How many sets of rules judged them.</param>
/// <param name="Drift">Whether scores sort as they did; <c>TooFew</c>, <c>Steady</c> or <c>Drifted</c>.</param>
internal sealed record OutcomesOfCrm(int Days, long Deals, IReadOnlyList<OutcomeRow> Flags, OverrideEvidence Overrides, int RulesInForce, DriftDocument Drift)
{
    public static OutcomesOfCrm Of(FlagOutcomes outcomes) => new(
        outcomes.Days,
        outcomes.Deals,
        outcomes.Flags,
        outcomes.Overrides,
        outcomes.RulesInForce,
        new DriftDocument(outcomes.Drift.Says.ToString(), outcomes.Drift.Before, outcomes.Drift.Now, outcomes.Drift.Change, ScoreDrift.Level, outcomes.Drift.Reach));
}

/// <summary>The comparison of late deals with those before them.</summary>
/// <param name="Says">What follows.</param>
/// <param name="Before">AUC of those before; absent with too few.</param>
/// <param name="Now">AUC of late; absent with too few.</param>
/// <param name="Change">Now minus before; absent with too few.</param>
/// <param name="Level">How sure the interval of the change is.</param>
/// <param name="Reach">How many days before the late ones the others lie.</param>
internal sealed record DriftDocument(
    string Says,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Before,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Now,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Estimate? Change,
    double Level,
    int Reach);
