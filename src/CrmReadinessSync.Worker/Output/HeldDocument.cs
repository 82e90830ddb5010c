using System.Globalization;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Worker;

/// <summary>A plan that the brake holds, as <c>--json</c> prints it.</summary>
/// <param name="Plan">Its name.</param>
/// <param name="Since">When it was first held.</param>
/// <param name="Reason">Why.</param>
/// <param name="Deals">Deals that wait.</param>
/// <param name="Flips">Flags among them that would change from one of ours to another.</param>
internal sealed record HeldDocument(long Plan, DateTimeOffset Since, string Reason, long Deals, long Flips)
{
    public static HeldDocument Of(HeldPlan held) => new(held.Plan, held.Since, held.Reason.ToString(), held.Deals, held.Flips);

    /// <summary>The same for a person, with what to do.</summary>
    public string Sentence(string crm) => string.Create(
        CultureInfo.InvariantCulture,
        $"The brake holds plan {Plan} ({Deals} deals, {Flips} flips) since {Since:u}: {Why} Look with `preview --crm {crm}`, then {Remedy(crm)}.");

    private string Why => Reason switch
    {
        nameof(HoldReason.FirstWrites) => "nothing was ever written to this account.",
        nameof(HoldReason.UnseenRules) => "nobody has seen what these rules flip.",
        _ => "more flags would flip than Safety:MassFlipBrake allows.",
    };

    private string Remedy(string crm) => Reason is nameof(HoldReason.UnseenRules)
        ? $"accept the rules with `preview --crm {crm} --accept`, or let this plan go with `once --crm {crm} --release {Plan}`"
        : $"let it go with `once --crm {crm} --release {Plan}`, or put the settings back";
}
