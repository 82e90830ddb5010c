using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Web;

/// <summary>The runs of one CRM and what waits there.</summary>
public sealed record RunsView(CrmView Crm, CrmBoard Board, HeldPlan? Held, IReadOnlyList<RunRecord> Runs, IReadOnlyList<RetryRecord> Retries);
