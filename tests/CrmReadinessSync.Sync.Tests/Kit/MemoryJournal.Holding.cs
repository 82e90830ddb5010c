namespace CrmReadinessSync.Sync.Tests;

internal sealed partial class MemoryJournal
{
    private readonly Dictionary<string, (long Plan, string? FlipTo)> _held = new(StringComparer.Ordinal);
    private (HoldReason Reason, DateTimeOffset Since) _hold;
    private (long Plan, DateTimeOffset Until)? _release;

    public Task<HeldPlan?> ReadHeldAsync(CancellationToken cancellationToken) => Do(() =>
    {
        var waiting = Standing().ToList();
        var held = waiting.Count > 0 ? waiting : [.. _held.Where(IsOpen)];
        return held.Count == 0
            ? null
            : new HeldPlan(
                held.Max(deal => deal.Value.Plan), _hold.Since, _hold.Reason, held.Count, held.Count(deal => deal.Value.FlipTo is not null), waiting.Count > 0 ? null : _release?.Until);
    });

    public Task<bool> ReleaseAsync(long plan, DateTimeOffset until, CancellationToken cancellationToken) => Do(() =>
    {
        if (!Standing().Any() || Standing().Max(deal => deal.Value.Plan) != plan)
        {
            return false;
        }

        _release = (plan, until);
        _head = _head with { IsOpened = _head.IsOpened || _hold.Reason is HoldReason.FirstWrites };
        return true;
    });

    public Task<bool> TakeReleaseAsync(DateTimeOffset now, CancellationToken cancellationToken) => Do(() =>
    {
        if (_release?.Until <= now)
        {
            _release = null;
        }

        var released = _held.Where(IsOpen).Where(deal => deal.Value.Plan <= _release?.Plan).Select(deal => deal.Key).ToList();
        foreach (var id in released.Where(id => !_retries.ContainsKey(id)))
        {
            (_deals[id].Dirty, _deals[id].Unsettled) = (true, true);
        }

        return released.Count > 0;
    });

    public Task<PlanTotals> CountPlanAsync(long run, CancellationToken cancellationToken) => Do(() =>
    {
        var planned = Plan(run).Where(pair => !pair.Value.Done).ToList();
        var standing = Standing().Where(deal => !planned.Exists(pair => pair.Key == deal.Key)).ToList();
        var flips = planned.Count(pair => pair.Value.Write.FlipTo is not null && !IsReleased(pair.Value.Write)) + standing.Count(deal => deal.Value.FlipTo is not null);
        return new PlanTotals(planned.Count, flips, standing.Count);
    });

    public Task HoldAsync(long run, HoldReason reason, bool onlyFlips, DateTimeOffset at, CancellationToken cancellationToken) => Do(() =>
    {
        Demand(run);
        _hold = (reason, Standing().Any() ? _hold.Since : at);
        var chosen = Plan(run).Values.Where(planned => !planned.Done && (!onlyFlips || (planned.Write.FlipTo is not null && !IsReleased(planned.Write)))).ToList();
        foreach (var planned in chosen)
        {
            var id = planned.Write.DealId;
            planned.Done = true;
            _held[id] = (run, planned.Write.FlipTo);
            _deals[id].Outcome = DealOutcome.Held;
            _retries.Remove(id);
            _writes.Add(new WriteLogEntry(run, id, planned.Write.Changes, DealOutcome.Held, at, null));
        }

        foreach (var id in chosen.Count > 0 ? Standing().Select(deal => deal.Key).ToList() : [])
        {
            _held[id] = _held[id] with { Plan = run };
        }
    });

    public Task ResumeAsync(long run, CancellationToken cancellationToken) => Do(() =>
    {
        Demand(run);
        foreach (var id in Standing().Select(deal => deal.Key).ToList())
        {
            _deals[id].Dirty |= !Plan(run).TryGetValue(id, out var planned) || planned.Done;
            _held.Remove(id);
        }
    });

    public Task AcceptRulesAsync(string rules, CancellationToken cancellationToken) => Do(() => _head = _head with { AcceptedRules = rules });

    private IEnumerable<KeyValuePair<string, (long Plan, string? FlipTo)>> Standing() =>
        _held.Where(IsOpen).Where(deal => !(deal.Value.Plan <= _release?.Plan));

    private bool IsOpen(KeyValuePair<string, (long Plan, string? FlipTo)> held) => _deals[held.Key] is { Gone: false, Snapshot.IsClosed: false };

    private bool IsReleased(PlannedWrite write) =>
        _held.TryGetValue(write.DealId, out var held) && held.FlipTo == write.FlipTo && held.Plan <= _release?.Plan;
}
