using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Web;

/// <summary>The runs of one CRM and what waits there.</summary>
public sealed record RunsView(CrmView Crm, CrmBoard Board, HeldPlan? Held, IReadOnlyList<RunRecord> Runs, IReadOnlyList<RetryRecord> Retries)
{
    /// <summary>What the held rules would have done to past wins, when that is why they are held.</summary>
    public TriedRules? Tried { get; init; }
}
