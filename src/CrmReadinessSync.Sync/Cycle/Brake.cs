namespace CrmReadinessSync.Sync;

/// <summary>
/// Looks at the plan before anything is written (law 8). Held plans stand in the journal; what a later cycle plans joins them, so that a
/// mass flip never trickles out deal by deal. A hold ends when a person releases it, or by itself when its flips are gone, for instance because the
/// rules were put back.
/// </summary>
internal sealed class Brake(CycleRun run, CrmAccount account)
{
    private const int ListedInLog = 20;

    private readonly RulesGate _gate = new(run, account);
    private bool _isReleased;

    /// <summary>The trial that holds the plan, when that is the reason.</summary>
    public TriedRules? Tried { get; private set; }

    /// <summary>Before the read stroke: what was released is read and judged again.</summary>
    public async Task TakeReleaseAsync(CancellationToken cancellationToken)
    {
        _isReleased = await run.Journal.TakeReleaseAsync(run.Now, cancellationToken);
        if (_isReleased && await run.Journal.ReadHeldAsync(cancellationToken) is { } released)
        {
            CycleLog.Released(run.Log, released.Deals);
            await _gate.AcceptAsync(released, cancellationToken);
        }
    }

    /// <summary>What would be held, without holding it: for a preview, whose plan takes in what stands held so that it can be looked at.</summary>
    public async Task<HeldPlan?> ForeseeAsync(CancellationToken cancellationToken)
    {
        var totals = await run.Journal.CountPlanAsync(run.Id, cancellationToken);
        var standing = await run.Journal.ReadHeldAsync(cancellationToken);
        var reason = await ReasonAsync(totals, cancellationToken);
        await ResumeAsync(totals, cancellationToken);
        return reason is null ? null : new HeldPlan(standing?.Plan ?? run.Id, standing?.Since ?? run.Now, reason.Value, totals.Deals + totals.Held, totals.Flips, null);
    }

    /// <summary>Before the write stroke: holds the plan, or lets go what stood held and need not any more.</summary>
    /// <returns>The plan that waits for a release; null when none does.</returns>
    public async Task<HeldPlan?> ApplyAsync(CancellationToken cancellationToken)
    {
        var totals = await run.Journal.CountPlanAsync(run.Id, cancellationToken);
        if (await ReasonAsync(totals, cancellationToken) is { } reason)
        {
            await run.Journal.HoldAsync(run.Id, reason, OnlyFlips(reason), run.Now, cancellationToken);
            var held = await run.Journal.ReadHeldAsync(cancellationToken)
                ?? throw new JournalException("The journal does not show the plan that was just held.", "Nothing was written; run it again.");
            run.Tally.Held = held.Deals;
            CycleLog.Held(run.Log, held.Plan, held.Deals, held.Flips, held.Reason);
            if (Tried is not null)
            {
                CycleLog.PausesWins(run.Log, Tried.Sentence(ListedInLog));
            }

            return held;
        }

        await ResumeAsync(totals, cancellationToken);
        if (!IsEmpty(totals) || run.Request.Brake.MaxPausedWins is null)
        {
            await _gate.AdoptAsync(cancellationToken);
        }

        return null;
    }

    /// <summary>Nothing goes by rules that pause too many wins; otherwise what was released goes, and so does what flips nothing.</summary>
    private bool OnlyFlips(HoldReason reason) => reason is HoldReason.UnseenRules || (_isReleased && reason is not HoldReason.PausedWins);

    private static bool IsEmpty(PlanTotals totals) => totals.Deals + totals.Held == 0;

    private async Task ResumeAsync(PlanTotals totals, CancellationToken cancellationToken)
    {
        if (totals.Held > 0)
        {
            await run.Journal.ResumeAsync(run.Id, cancellationToken);
            await new JudgeStroke(run).RunAsync(cancellationToken);
        }
    }

    private async Task<HoldReason?> ReasonAsync(PlanTotals totals, CancellationToken cancellationToken)
    {
        if (IsEmpty(totals))
        {
            return null;
        }

        var head = await run.Journal.ReadHeadAsync(cancellationToken);
        var brake = run.Request.Brake;
        if (!account.IsLoopback && !head.IsOpened)
        {
            return HoldReason.FirstWrites;
        }

        Tried = await _gate.FindAsync(head, cancellationToken);
        return Tried is not null ? HoldReason.PausedWins
            : brake.RequirePreview && totals.Flips > 0 && head.AcceptedRules != run.JudgedUnder ? HoldReason.UnseenRules
            : totals.Flips > BrakeSettings.Handful && brake.IsMassFlip(totals.Flips, await run.Journal.CountOpenAsync(cancellationToken)) ? HoldReason.MassFlip
            : null;
    }
}
