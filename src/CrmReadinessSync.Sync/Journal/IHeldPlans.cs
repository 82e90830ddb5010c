namespace CrmReadinessSync.Sync;

/// <summary>
/// What the brake remembers (law 8): the deals whose writes are held, under the name of the newest run that held any, until a person
/// releases that plan or its flips are gone. A held deal has an outcome; it becomes due again only when it changes, is released or resumed.
/// </summary>
public interface IHeldPlans
{
    /// <summary>What stands held, whether released or not; null when nothing does.</summary>
    Task<HeldPlan?> ReadHeldAsync(CancellationToken cancellationToken);

    /// <summary>Lets a plan go until <paramref name="until"/>. A released first plan opens the account for good.</summary>
    /// <returns>Whether that plan is the one that stands.</returns>
    Task<bool> ReleaseAsync(long plan, DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>
    /// Forgets a release that has expired by <paramref name="now"/>. Under one in force makes its deals due and unsettled, so that each is
    /// read and judged again before anything is written.
    /// </summary>
    /// <returns>Whether one is in force.</returns>
    Task<bool> TakeReleaseAsync(DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>What a run's plan and the deals held before come to. A flip that was released counts as none.</summary>
    Task<PlanTotals> CountPlanAsync(long run, CancellationToken cancellationToken);

    /// <summary>Holds a run's plan, whole or only the flips in it that were not released. What stood unreleased joins it.</summary>
    Task HoldAsync(long run, HoldReason reason, bool onlyFlips, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Makes due what stands held and unreleased, but for deals that the run's own plan holds, and holds nothing any more.</summary>
    Task ResumeAsync(long run, CancellationToken cancellationToken);

    /// <summary>Remembers that a person has seen what these rules would do.</summary>
    Task AcceptRulesAsync(string rules, CancellationToken cancellationToken);
}

/// <summary>Why a plan is held.</summary>
public enum HoldReason
{
    /// <summary>More flips than <c>Safety:MassFlipBrake</c> allows.</summary>
    MassFlip,

    /// <summary>Nothing was ever written to this account, and it is not a practice CRM.</summary>
    FirstWrites,

    /// <summary>Flips under rules that nobody has seen in a preview, with <c>Safety:RequirePreview</c>.</summary>
    UnseenRules,

    /// <summary>Rules that changed and would have paused more past wins than <c>Safety:MaxPausedWins</c> allows.</summary>
    PausedWins,
}

/// <summary>A plan that stands held.</summary>
/// <param name="Plan">Its name: the newest run that held deals.</param>
/// <param name="Since">When the first of them was held.</param>
/// <param name="Reason">Why.</param>
/// <param name="Deals">How many open deals wait.</param>
/// <param name="Flips">How many of them would change from one of our flags to another.</param>
/// <param name="ReleasedUntil">Until when a release is in force for what is left of it; null when none is.</param>
public sealed record HeldPlan(long Plan, DateTimeOffset Since, HoldReason Reason, long Deals, long Flips, DateTimeOffset? ReleasedUntil);

/// <summary>What a plan comes to.</summary>
/// <param name="Deals">Deals in the run's own plan.</param>
/// <param name="Flips">Flips in it that were not released, and those that stand held besides.</param>
/// <param name="Held">Deals that stand held and unreleased and are not in the run's plan.</param>
public readonly record struct PlanTotals(long Deals, long Flips, long Held);
