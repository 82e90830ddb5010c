using System.Globalization;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Worker;

/// <summary>Lets go what the brake holds. The next cycle reads and judges those deals again before it writes.</summary>
internal sealed class Releasing(IJournalStore store, TimeProvider time, TextWriter told)
{
    /// <summary>How long a release is in force.</summary>
    public static readonly TimeSpan InForce = TimeSpan.FromHours(24);

    /// <summary>Releases the plan that stands for a CRM; with <paramref name="plan"/> only if it is that one.</summary>
    /// <exception cref="CrmException">Another plan stands than the one named: it holds deals that nobody has looked at.</exception>
    public async Task LetGoAsync(string crm, long? plan, CancellationToken cancellationToken)
    {
        var journal = await store.OpenAsync(crm, cancellationToken);
        if (await journal.ReadHeldAsync(cancellationToken) is not { } held)
        {
            told.WriteLine($"{crm}: the brake holds nothing.");
            return;
        }

        if (held.ReleasedUntil is null && !((plan ?? held.Plan) == held.Plan && await journal.ReleaseAsync(held.Plan, time.GetUtcNow() + InForce, cancellationToken)))
        {
            throw new CrmException(new CrmFailure(
                FailureAction.StopCrm,
                "other_plan",
                string.Create(CultureInfo.InvariantCulture, $"{crm} does not hold plan {plan} any more but plan {held.Plan}, with {held.Deals} deals and {held.Flips} flips."),
                string.Create(CultureInfo.InvariantCulture, $"Look at it with preview --crm {crm}, then let it go with once --crm {crm} --release {held.Plan}.")));
        }

        told.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{crm}: plan {held.Plan} is released; its {held.Deals} deals are read and judged again."));
    }
}
