namespace CrmReadinessSync.Sync.Tests;

internal sealed partial class MemoryJournal
{
    private LeaseHolder? _lease;

    /// <summary>The journal's clock.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>Who works with it now.</summary>
    public string Worker { get; set; } = "one";

    public Task KeepLeaseAsync(long run, CancellationToken cancellationToken) => Do(() => Demand(run));

    public Task<LeaseHolder?> ReadLeaseAsync(CancellationToken cancellationToken) => Do(() => _lease?.Until > Clock.GetUtcNow() ? _lease : null);

    private void TakeLease(long run)
    {
        var now = Clock.GetUtcNow();
        if (_lease is { } held && held.Until > now && held.Worker != Worker)
        {
            throw new LeaseHeldException(held);
        }

        _lease = new LeaseHolder(Worker, run, now, now + ILeases.Length);
    }

    private bool Holds(long run)
    {
        if (_lease is null)
        {
            return true;
        }

        if (_lease.Run == run && _lease.Until > DateTimeOffset.MinValue && _lease.Until < Clock.GetUtcNow() + ILeases.LeftAtSending)
        {
            _lease = _lease with { Until = Clock.GetUtcNow() + ILeases.Length };
        }

        return _lease.Run == run;
    }

    private void Demand(long run)
    {
        if (!Holds(run))
        {
            throw new LeaseLostException(run);
        }
    }

    private void LetGo(long run) => _lease = _lease?.Run == run ? _lease with { Until = DateTimeOffset.MinValue } : _lease;

    private void SaveStale(long run, IReadOnlyList<WriteRecord> records)
    {
        foreach (var record in records)
        {
            var deal = _deals[record.DealId];
            (deal.Dirty, deal.Unsettled) = (!deal.Snapshot!.IsClosed, !deal.Gone);
            var sent = _writes.FindIndex(write => write.Run == run && write.DealId == record.DealId && write.Outcome is DealOutcome.Abandoned);
            if (sent >= 0)
            {
                _writes[sent] = _writes[sent] with { Outcome = DealOutcome.Stale, At = record.At };
            }
        }
    }
}
