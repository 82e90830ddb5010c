using System.Collections.Immutable;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Web;

/// <summary>How well the service is. A degraded one works and needs somebody; a dead one needs a restart.</summary>
public enum Wellness
{
    /// <summary>All is well.</summary>
    Healthy,

    /// <summary>It works, and something needs a person.</summary>
    Degraded,

    /// <summary>It does not work any more.</summary>
    Dead,
}

/// <summary>One thing that is not well.</summary>
/// <param name="Kind">A stable word: <c>settings_refused</c>, <c>restart_needed</c>, <c>crm_failing</c>, <c>brake_held</c>, <c>out_of_budget</c>, <c>cycle_overdue</c>, <c>journal</c>.</param>
/// <param name="Crm">The connection concerned, if one is.</param>
/// <param name="Since">Since when, if known.</param>
/// <param name="Code">The failure's code, or what else names it. Never deal text.</param>
/// <param name="Remedy">What to do, when there is something.</param>
public sealed record Complaint(string Kind, string? Crm, DateTimeOffset? Since, string? Code, string? Remedy);

/// <summary>How the service is, and why.</summary>
/// <param name="Wellness">The worst of it.</param>
/// <param name="Complaints">What is not well; empty when all is.</param>
public sealed record Condition(Wellness Wellness, ImmutableArray<Complaint> Complaints)
{
    private static readonly TimeSpan LongestCycle = TimeSpan.FromHours(6);

    /// <summary>Looks at a picture of the service. Pure.</summary>
    public static Condition Of(ServiceView service, DateTimeOffset now)
    {
        var complaints = new List<Complaint>();
        if (service.Refused is { } refused)
        {
            var first = refused.Faults[0];
            complaints.Add(new Complaint("settings_refused", null, refused.Since, $"{first.File}{(first.Line is { } line ? $":{line}" : "")} {first.Path}".Trim(), first.Remedy));
        }

        if (!service.NeedRestart.IsEmpty)
        {
            complaints.Add(new Complaint("restart_needed", null, null, string.Join(", ", service.NeedRestart), "Restart the service when it suits."));
        }

        foreach (var crm in service.Enabled)
        {
            complaints.AddRange(Of(crm, now));
        }

        var wellness = complaints.Exists(one => one.Kind is "cycle_overdue") ? Wellness.Dead : complaints.Exists(one => one.Kind is not "out_of_budget") ? Wellness.Degraded : Wellness.Healthy;
        return new Condition(wellness, [.. complaints]);
    }

    private static IEnumerable<Complaint> Of(CrmView crm, DateTimeOffset now)
    {
        var name = crm.Connection.Name;
        var since = crm.RunningSince ?? (crm.EndedAt > crm.KnownSince ? crm.EndedAt.Value : crm.KnownSince);
        if (now - since > (crm.RunningSince is null ? crm.OverdueAfter : LongestCycle))
        {
            yield return new Complaint("cycle_overdue", name, since, null, "Restart the service; nothing is lost.");
        }

        if (crm.Trouble is { } trouble)
        {
            yield return new Complaint("journal", name, crm.FailingSince, trouble, "See the log, and \"journal\" in the runbook.");
        }
        else if (crm.Last is { State: RunState.Failed, Failure: { } failure })
        {
            yield return new Complaint("crm_failing", name, crm.FailingSince, failure.Code, failure.Remedy);
        }
        else if (crm.Last is { State: RunState.OutOfBudget, Failure: { } spent } budget)
        {
            yield return new Complaint("out_of_budget", name, budget.ResumeAt, spent.Code, "It goes on by itself.");
        }

        if (crm.Last?.Held is { } held)
        {
            yield return new Complaint("brake_held", name, held.Since, held.Reason.ToString(), $"Look at plan {held.Plan} under Runs, and release it there.");
        }
    }
}
