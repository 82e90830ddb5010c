using System.Globalization;
using System.Text.Json.Serialization;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Worker;

/// <summary>A plan that the brake holds, as <c>--json</c> prints it.</summary>
/// <param name="Plan">Its name.</param>
/// <param name="Since">When it was first held.</param>
/// <param name="Reason">Why.</param>
/// <param name="Deals">Deals that wait.</param>
/// <param name="Flips">Flags among them that would change from one of ours to another.</param>
/// <param name="PastWins">What the rules would have done to past wins, when that is why.</param>
internal sealed record HeldDocument(
    long Plan,
    DateTimeOffset Since,
    string Reason,
    long Deals,
    long Flips,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PastWins? PastWins)
{
    /// <summary>More wins are counted and not listed in a sentence.</summary>
    public const int Listed = 20;

    /// <summary>The plan that a cycle holds, or that a preview foresees; null when there is none.</summary>
    public static HeldDocument? Of(CycleReport report) =>
        report.Held is { } held ? new HeldDocument(held.Plan, held.Since, held.Reason.ToString(), held.Deals, held.Flips, report.Tried?.Wins) : null;

    /// <summary>The same for a person, with what to do.</summary>
    public string Sentence(string crm) => string.Create(
        CultureInfo.InvariantCulture,
        $"The brake holds plan {Plan} ({Deals} deals, {Flips} flips) since {Since:u}: {Why} Look with `preview --crm {crm}`, then {Remedy(crm)}.");

    private string Why => Reason switch
    {
        nameof(HoldReason.FirstWrites) => "nothing was ever written to this account.",
        nameof(HoldReason.PausedWins) => "the rules changed and pause more past wins than Safety:MaxPausedWins allows.",
        nameof(HoldReason.UnseenRules) => "nobody has seen what these rules flip.",
        _ => "more flags would flip than Safety:MassFlipBrake allows.",
    };

    private string Remedy(string crm) => Reason is nameof(HoldReason.UnseenRules) or nameof(HoldReason.PausedWins)
        ? $"accept the rules with `preview --crm {crm} --accept`, or let this plan go with `once --crm {crm} --release {Plan}`"
        : $"let it go with `once --crm {crm} --release {Plan}`, or put the settings back";
}
