namespace CrmReadinessSync.Sync;

/// <summary>
/// Who may work on a CRM (law 11). <see cref="IJournal.BeginRunAsync"/> takes the lease and <see cref="IJournal.EndRunAsync"/> lets it go; in
/// between the run's id is its fencing token: ids only grow, and what a run writes after a later one has taken the lease is refused. All
/// instants are by the journal's own clock, so that workers whose clocks differ agree; a caller never names one.
/// </summary>
public interface ILeases
{
    /// <summary>How long a worker that went silent keeps others from working.</summary>
    static readonly TimeSpan Length = TimeSpan.FromMinutes(6);

    /// <summary>
    /// How much of it is left at least when a request leaves: the longest that a request may take (150 s, Salesforce), and a margin.
    /// </summary>
    static readonly TimeSpan LeftAtSending = TimeSpan.FromMinutes(4);

    /// <summary>Makes sure, right before a request leaves, that the run still holds the lease, and extends it to <see cref="LeftAtSending"/> at least.</summary>
    /// <exception cref="LeaseLostException">Another run has taken it: nothing may be sent any more.</exception>
    Task KeepLeaseAsync(long run, CancellationToken cancellationToken);

    /// <summary>
    /// How many workers were at work on connections of the same account when the lease was last kept, this one included: they share what the vendor lets an
    /// account send in a second. One worker counts once, whatever it works on: its connections share a pacer.
    /// </summary>
    int Workers => 1;

    /// <summary>Who holds the lease now; null when nobody does.</summary>
    Task<LeaseHolder?> ReadLeaseAsync(CancellationToken cancellationToken);
}

/// <summary>Who holds a lease.</summary>
/// <param name="Worker">The worker's name: machine, process, instance.</param>
/// <param name="Run">Its run.</param>
/// <param name="Since">When it took the lease, by the journal's clock.</param>
/// <param name="Until">When others may take it if nothing more is heard of it.</param>
public sealed record LeaseHolder(string Worker, long Run, DateTimeOffset Since, DateTimeOffset Until);

/// <summary>Another worker is at work on this CRM. Not an error: there is nothing to do here.</summary>
public sealed class LeaseHeldException(LeaseHolder holder) : Exception($"{holder.Worker} is at work on this CRM.")
{
    /// <summary>Who is.</summary>
    public LeaseHolder Holder { get; } = holder;
}

/// <summary>
/// The run went silent for so long that another worker took over; nothing it does counts any more. It cancels whatever it meets on its way
/// up, so that nobody takes it for a failure of the CRM.
/// </summary>
public sealed class LeaseLostException(long run) : OperationCanceledException($"Run {run} has lost its lease to another worker.")
{
    /// <summary>The run that lost it.</summary>
    public long Run { get; } = run;
}
