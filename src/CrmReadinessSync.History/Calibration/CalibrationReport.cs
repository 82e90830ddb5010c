using System.Text.Json.Nodes;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.History;

/// <summary>What calibration proposes. Nothing is applied.</summary>
public sealed record CalibrationReport
{
    /// <summary>Where the deals came from.</summary>
    public required string Source { get; init; }

    /// <summary>Whether values were taken from a dated history rather than from a file as it stands.</summary>
    public bool FromHistory { get; init; }

    /// <summary>The fingerprint of the present rules.</summary>
    public required string Rules { get; init; }

    /// <summary>Deals judged.</summary>
    public required long Deals { get; init; }

    /// <summary>Won deals.</summary>
    public required long Won { get; init; }

    /// <summary>Lost deals.</summary>
    public required long Lost { get; init; }

    /// <summary>Independent groups.</summary>
    public required long Groups { get; init; }

    /// <summary>Whether there are too few to calibrate on; then nothing is proposed.</summary>
    public required bool TooFew { get; init; }

    /// <summary>Whether the present weights should stay: no others are better beyond chance.</summary>
    public required bool KeepWeights { get; init; }

    /// <summary>What the weights are worth on unseen deals; null with too few.</summary>
    public required CalibrationGain? Gain { get; init; }

    /// <summary>What an unknown earns, now and as proposed; for the deals at hand, whether or not to keep.</summary>
    public required NumberChange? UnknownCredit { get; init; }

    /// <summary>Weights, now and as proposed, in the order of the rules.</summary>
    public required IReadOnlyList<NumberChange> Weights { get; init; }

    /// <summary>Essentials and ceilings that history speaks for, beyond chance over all that were tried, and on unseen deals too.</summary>
    public required IReadOnlyList<RequirementChange> Requirements { get; init; }

    /// <summary>
    /// By how much flag and depth sort unseen deals better when essentials and ceilings are searched for so; null when nothing was found to
    /// begin with. Unless its interval lies above zero, none are proposed.
    /// </summary>
    public required CalibrationGain? RequirementGain { get; init; }

    /// <summary>Deals whose flag the proposal would have set otherwise.</summary>
    public required long FlipCount { get; init; }

    /// <summary>Those deals one by one, as many as were asked for.</summary>
    public required IReadOnlyList<FlippedDeal> Flips { get; init; }

    /// <summary>Where reps set a flag of their own.</summary>
    public required OverrideEvidence Overrides { get; init; }

    /// <summary>A settings patch to try with <c>preview --against</c>; null where there is nothing to change.</summary>
    public required JsonObject? Patch { get; init; }
}

/// <summary>What a card is worth on deals it has not seen.</summary>
/// <param name="Present">AUC of the present weights.</param>
/// <param name="Proposed">AUC of the proposed ones.</param>
/// <param name="Difference">Proposed minus present, with its interval.</param>
/// <param name="Folds">Folds of each repeat.</param>
/// <param name="Repeats">How often they were drawn.</param>
public sealed record CalibrationGain(double Present, double Proposed, Estimate Difference, int Folds, int Repeats);

/// <summary>A number now and as proposed.</summary>
/// <param name="Name">Of what.</param>
/// <param name="Now">Now.</param>
/// <param name="Proposed">As proposed.</param>
public sealed record NumberChange(string Name, double Now, double Proposed);

/// <summary>A change of what a premise asks for.</summary>
/// <param name="Premise">The premise.</param>
/// <param name="Key"><c>Essential</c> or <c>CapsTalkAt:Unknown</c>, <c>CapsTalkAt:Unmet</c>.</param>
/// <param name="Now">Now.</param>
/// <param name="Proposed">As proposed.</param>
/// <param name="Gain">By how much flag and depth sort the deals at hand better (AUC), with its bootstrap interval.</param>
/// <param name="P">The chance of it by chance alone, corrected for all that was tried.</param>
public sealed record RequirementChange(string Premise, string Key, string Now, string Proposed, Estimate Gain, double P);

/// <summary>A deal whose flag would differ.</summary>
/// <param name="Deal">Its id.</param>
/// <param name="Won">How it ended.</param>
/// <param name="Now">The flag by the present rules.</param>
/// <param name="Proposed">The flag by the proposal.</param>
public sealed record FlippedDeal(string Deal, bool Won, Flag Now, Flag Proposed);

/// <summary>Flags that reps set against the computed one, and which of the two proved right: further and won, or less far and lost.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="RepRight">How often the rep was.</param>
/// <param name="ComputedRight">How often the computed flag was.</param>
public sealed record OverrideEvidence(long Count, long RepRight, long ComputedRight);
