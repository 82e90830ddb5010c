namespace CrmReadinessSync.Readiness;

/// <summary>What a rep reads. Equal facts make equal texts (law 12): dates are absolute, nothing counts days.</summary>
/// <param name="NextStep">次の一手: one thing to do or ask, at most 255 UTF-16 units, one line.</param>
/// <param name="Reasons">Why: every premise with finding, value, date and route; lines separated by a line feed, no upper bound but small.</param>
public sealed record RepTexts(string NextStep, string Reasons)
{
    /// <summary>What both CRMs take in a short text field.</summary>
    public const int MostNextStep = 255;
}
