using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Sync;

/// <summary>One cycle of one CRM: what to sync, by which rules, remembered where.</summary>
public sealed record CycleRequest
{
    /// <summary>The connected account.</summary>
    public required ICrm Crm { get; init; }

    /// <summary>Its settings.</summary>
    public required CrmConnection Connection { get; init; }

    /// <summary>The rules in force.</summary>
    public required ReadinessRules Rules { get; init; }

    /// <summary>The memory of this CRM; for a preview, a throw-away copy of it.</summary>
    public required IJournal Journal { get; init; }

    /// <summary>
    /// What the CRM remembers of the account; null is <see cref="Journal"/>. A preview uses the service's own: what it takes of the allowance is
    /// taken, and the connection outlives the throw-away copy.
    /// </summary>
    public ICrmCache? Cache { get; init; }

    /// <summary>Who asked: <c>schedule</c>, <c>once</c>, <c>preview</c>, <c>demo</c>.</summary>
    public required string Trigger { get; init; }

    /// <summary>Stops before the write stroke; the plan stays in the journal under the run's id. Default: writes.</summary>
    public bool Preview { get; init; }

    /// <summary>Undoes this run instead of running a cycle; with <see cref="Preview"/> only plans it. Null runs a cycle.</summary>
    public long? Undo { get; init; }

    /// <summary>Told of each deal of the run that is undone, once it is known what becomes of it.</summary>
    public Action<UndoneDeal>? Undone { get; init; }

    /// <summary>When the brake holds a plan.</summary>
    public BrakeSettings Brake { get; init; } = new();

    /// <summary>Tries changed rules on past wins, for <see cref="BrakeSettings.MaxPausedWins"/>; null tries none.</summary>
    public IRulesTrial? Trial { get; init; }

    /// <summary>Told after each page and batch; null tells nobody.</summary>
    public IProgress<CycleProgress>? Progress { get; init; }
}

/// <summary>When the brake holds a plan instead of letting it be written (law 8).</summary>
/// <param name="MassFlip">The share of open deals, 0…1, above which flips are held; 1 never holds.</param>
/// <param name="RequirePreview">Whether flips under rules that were not accepted after a preview are held.</param>
/// <param name="MaxPausedWins">The share of past wins, 0…1, that changed rules may pause; above it their plan is held. Null tries nothing.</param>
public sealed record BrakeSettings(double MassFlip = 0.2, bool RequirePreview = false, double? MaxPausedWins = null)
{
    /// <summary>So many flips are a day's work and never held for their number.</summary>
    public const int Handful = 5;

    /// <summary>Whether so many flips are held.</summary>
    public bool IsMassFlip(long flips, long openDeals) => flips > Handful && flips > MassFlip * openDeals;
}

/// <summary>The three strokes of a cycle, in order.</summary>
public enum Stroke
{
    /// <summary>CRM → journal.</summary>
    Read,

    /// <summary>Journal → verdicts and plan.</summary>
    Judge,

    /// <summary>Plan → CRM.</summary>
    Write,
}

/// <summary>How far a cycle is.</summary>
/// <param name="Stroke">Under way.</param>
/// <param name="Counts">The totals so far.</param>
public sealed record CycleProgress(Stroke Stroke, RunCounts Counts);
