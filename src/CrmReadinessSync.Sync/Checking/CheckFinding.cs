namespace CrmReadinessSync.Sync;

/// <summary>One thing that <c>check</c> has to say: where, what, and what to do about it. Holds no secret and no deal text.</summary>
/// <param name="Severity">How grave it is.</param>
/// <param name="Area">What it is about.</param>
/// <param name="Problem">What is so, one sentence or two.</param>
/// <param name="Remedy">What to do; null only where nothing is wrong.</param>
public sealed record CheckFinding(CheckSeverity Severity, CheckArea Area, string Problem, string? Remedy = null)
{
    /// <summary>The settings key it hangs on, such as <c>Crms:hubspot:Fields:budget</c>; null when no setting is at fault.</summary>
    public string? Setting { get; init; }

    /// <summary>The place in the CRM or on this machine: <c>deals.readiness_flag</c>, <c>Opportunity.Readiness_Flag__c</c>, a file.</summary>
    public string? Place { get; init; }

    /// <summary>Where it is mended; decides the exit code of an error.</summary>
    public CheckCause Cause { get; init; } = CheckCause.Environment;

    /// <summary>Something that is as it should be.</summary>
    public static CheckFinding Fine(CheckArea area, string words) => new(CheckSeverity.Info, area, words);
}

/// <summary>How grave a finding is.</summary>
public enum CheckSeverity
{
    /// <summary>Good to know.</summary>
    Info,

    /// <summary>Cycles run, and something is lost: a value nobody reads, an answer without its age.</summary>
    Warning,

    /// <summary>Cycles fail, or write what nobody wants.</summary>
    Error,
}

/// <summary>What a finding is about, in the order in which findings are shown.</summary>
public enum CheckArea
{
    /// <summary>The settings themselves.</summary>
    Settings,

    /// <summary>When cycles run next.</summary>
    Schedule,

    /// <summary>The service's memory.</summary>
    Journal,

    /// <summary>Where the log goes.</summary>
    Log,

    /// <summary>Whether the account lets us in.</summary>
    Credentials,

    /// <summary>What we may read and write there.</summary>
    Permissions,

    /// <summary>Clocks and time zones.</summary>
    Clock,

    /// <summary>API limits, and who uses them.</summary>
    Limits,

    /// <summary>Fields that are read or written.</summary>
    Fields,

    /// <summary>Which deals: pipelines, stages, owners.</summary>
    Deals,

    /// <summary>Which meetings.</summary>
    Meetings,

    /// <summary>The people on a deal and their roles.</summary>
    Roles,
}

/// <summary>Where a finding is mended.</summary>
public enum CheckCause
{
    /// <summary>In the CRM: an error is exit code 3.</summary>
    Environment,

    /// <summary>In the settings: an error is exit code 2.</summary>
    Settings,

    /// <summary>On this machine: an error is exit code 1.</summary>
    Machine,
}
