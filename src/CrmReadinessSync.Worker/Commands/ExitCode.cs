using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Worker;

/// <summary>What the process ends with.</summary>
internal static class ExitCode
{
    /// <summary>Done; a requested stop, queued retries and a spent budget included.</summary>
    public const int Done = 0;

    /// <summary>A run-time failure, or deals that failed for good.</summary>
    public const int Failed = 1;

    /// <summary>The settings or the command line.</summary>
    public const int Settings = 2;

    /// <summary>A CRM that cannot be reached or refuses the credentials.</summary>
    public const int Environment = 3;

    /// <summary>The brake held a plan.</summary>
    public const int Held = 4;

    /// <summary>
    /// What a check ends with: what the settings can mend comes first, then the CRM, then this machine. Warnings are no failure.
    /// </summary>
    public static int Of(IReadOnlyCollection<CheckFinding> findings) =>
        Has(findings, CheckCause.Settings) ? Settings
        : Has(findings, CheckCause.Environment) ? Environment
        : Has(findings, CheckCause.Machine) ? Failed
        : Done;

    private static bool Has(IReadOnlyCollection<CheckFinding> findings, CheckCause cause) =>
        findings.Any(finding => finding.Severity is CheckSeverity.Error && finding.Cause == cause);

    /// <summary>The gravest of several cycles: the environment, then failures, then a held plan.</summary>
    public static int Of(IReadOnlyCollection<CycleReport> reports) =>
        reports.Any(report => report.IsEnvironment) ? Environment
        : reports.Any(report => report.State is RunState.Failed || report.Failures.Any(failure => failure.Action is FailureAction.SkipDeal)) ? Failed
        : reports.Any(report => report.Counts.Held > 0) ? Held
        : Done;
}
