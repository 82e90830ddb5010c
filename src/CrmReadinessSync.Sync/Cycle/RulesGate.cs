namespace CrmReadinessSync.Sync;

/// <summary>
/// Looks at rules that differ from those last in force before anything is written by them (<see cref="BrakeSettings.MaxPausedWins"/>). The
/// journal remembers which rules were let through last, whether the gate was on or not, so that neither a restart nor a failed
/// cycle makes changed rules look like old ones; and what the last trial came to, so that each change is tried once.
/// </summary>
internal sealed class RulesGate(CycleRun run, CrmAccount account)
{
    /// <summary>What the journal keeps here is as good as on the first day.</summary>
    public static readonly TimeSpan Ever = TimeSpan.FromDays(36500);

    private const string InForce = "rules.in_force";

    /// <summary>What stands against the run's rules; null when nothing does, or a person has accepted them.</summary>
    public async Task<TriedRules?> FindAsync(JournalHead head, CancellationToken cancellationToken)
    {
        if (run.Request.Brake.MaxPausedWins is not { } most || run.Request.Trial is not { } trial || head.AcceptedRules == run.JudgedUnder
            || await run.Journal.ReadAsync(InForce, Ever, cancellationToken) is not { } before || before == run.JudgedUnder)
        {
            return null;
        }

        var tried = await TriedRules.ReadAsync(run.Journal, cancellationToken);
        if (tried?.Rules != run.JudgedUnder)
        {
            tried = new TriedRules(run.JudgedUnder, run.Now, await trial.TryAsync(run.Request, account, cancellationToken));
            await tried.KeepAsync(run.Journal, cancellationToken);
        }

        return tried.Wins.Share > most ? tried : null;
    }

    /// <summary>Remembers that the run's rules were let through.</summary>
    public async Task AdoptAsync(CancellationToken cancellationToken)
    {
        if (await run.Journal.ReadAsync(InForce, Ever, cancellationToken) != run.JudgedUnder)
        {
            await run.Journal.WriteAsync(InForce, run.JudgedUnder, cancellationToken);
        }
    }

    /// <summary>A person let the plan go that was held for these very rules: they are accepted, as by <c>preview --accept</c>.</summary>
    public async Task AcceptAsync(HeldPlan released, CancellationToken cancellationToken)
    {
        if (released.Reason is HoldReason.PausedWins && (await TriedRules.ReadAsync(run.Journal, cancellationToken))?.Rules == run.JudgedUnder)
        {
            await run.Journal.AcceptRulesAsync(run.JudgedUnder, cancellationToken);
        }
    }
}
