using System.Collections.Immutable;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Web;

/// <summary>The running service as its status page sees it.</summary>
public interface IServiceState
{
    /// <summary>How it is now: one immutable picture.</summary>
    ServiceView Now { get; }

    /// <summary>Runs a cycle of a CRM as soon as the one under way, if any, has ended.</summary>
    Task RunSoonAsync(string crm, CancellationToken cancellationToken);
}

/// <summary>How the service is.</summary>
/// <param name="StartedAt">When it was started.</param>
/// <param name="Rules">The rules in force.</param>
/// <param name="RulesSection">The <c>Readiness</c> section they were made of; null when nothing is written there.</param>
/// <param name="IsDryRun">Whether nothing is written to any CRM.</param>
/// <param name="Crms">The connections, in the order of the settings.</param>
/// <param name="Refused">Settings that hold faults and changed nothing; null when all is well.</param>
/// <param name="NeedRestart">Paths of settings that wait for a restart.</param>
public sealed record ServiceView(
    DateTimeOffset StartedAt,
    ReadinessRules Rules,
    SettingsDocument? RulesSection,
    bool IsDryRun,
    ImmutableArray<CrmView> Crms,
    RefusedView? Refused,
    ImmutableArray<string> NeedRestart)
{
    /// <summary>The connections that are synchronised.</summary>
    public IEnumerable<CrmView> Enabled => Crms.Where(crm => crm.IsEnabled);

    /// <summary>The connection of that name; null when there is none.</summary>
    public CrmView? Find(string? name) => Crms.FirstOrDefault(crm => crm.Connection.Name == name);
}

/// <summary>Settings that were refused.</summary>
/// <param name="Since">Since when.</param>
/// <param name="Faults">What is wrong.</param>
public sealed record RefusedView(DateTimeOffset Since, ImmutableArray<SettingsFault> Faults);

/// <summary>One connection.</summary>
/// <param name="Connection">Its settings.</param>
/// <param name="IsEnabled">Whether it is synchronised.</param>
/// <param name="KnownSince">Since when the service has these settings of it.</param>
/// <param name="OverdueAfter">How long after the last cycle's end, or after it became known, the next one must have ended; later means that the service is stuck.</param>
/// <param name="RunningSince">When the cycle under way began; null when none is.</param>
/// <param name="EndedAt">When the last cycle ended, of this process or of another worker on the same journal; null before the first.</param>
/// <param name="Last">What became of it.</param>
/// <param name="FailingSince">When the first of the failed cycles in a row ended; null when the last one did not fail.</param>
/// <param name="Trouble">Why no cycle could run at all, such as a journal that cannot be used; null when it could.</param>
/// <param name="IsElsewhere">Whether another worker on the same journal ran the last cycle, or has the CRM now.</param>
public sealed record CrmView(
    CrmConnection Connection,
    bool IsEnabled,
    DateTimeOffset KnownSince,
    TimeSpan OverdueAfter,
    DateTimeOffset? RunningSince = null,
    DateTimeOffset? EndedAt = null,
    CycleReport? Last = null,
    DateTimeOffset? FailingSince = null,
    string? Trouble = null,
    bool IsElsewhere = false);
