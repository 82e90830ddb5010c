namespace CrmReadinessSync.Sync;

/// <summary>
/// When a failed deal is tried again: the pause doubles with each attempt up to a limit, and half of it is left to chance so that deals
/// that failed together do not come back together. A deal that needs a person waits longer, but is never given up.
/// </summary>
/// <param name="jitter">The chance; seeded by whoever makes the policy, so that a run can be replayed.</param>
public sealed class RetryPolicy(Random jitter)
{
    private static readonly (TimeSpan First, TimeSpan Longest) Transient = (TimeSpan.FromMinutes(1), TimeSpan.FromHours(1));
    private static readonly (TimeSpan First, TimeSpan Longest) NeedsAPerson = (TimeSpan.FromHours(1), TimeSpan.FromHours(24));

    private readonly Lock _gate = new();

    /// <summary>The queue entry after one more failure.</summary>
    /// <param name="dealId">The deal.</param>
    /// <param name="previous">Its entry so far, if it has one.</param>
    /// <param name="failure">What went wrong. A later <see cref="CrmFailure.ResumeAt"/> is waited for.</param>
    /// <param name="now">The instant of the failure.</param>
    public RetryRecord Next(string dealId, RetryRecord? previous, CrmFailure failure, DateTimeOffset now)
    {
        var attempts = (previous?.Attempts ?? 0) + 1;
        var nextAt = now + Pause(failure.Action, attempts);
        return new RetryRecord(dealId, attempts, failure.ResumeAt > nextAt ? failure.ResumeAt.Value : nextAt, failure, previous?.FirstAt ?? now);
    }

    private TimeSpan Pause(FailureAction action, int attempts)
    {
        var (first, longest) = action is FailureAction.SkipDeal ? NeedsAPerson : Transient;
        var full = Math.Min(longest.Ticks, first.Ticks * Math.Pow(2, Math.Min(attempts - 1, 16)));
        lock (_gate)
        {
            return TimeSpan.FromTicks((long)(full * (0.5 + (jitter.NextDouble() / 2))));
        }
    }
}
