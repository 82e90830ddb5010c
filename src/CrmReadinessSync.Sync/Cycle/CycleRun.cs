using CrmReadinessSync.Readiness;
using Microsoft.Extensions.Logging;

namespace CrmReadinessSync.Sync;

/// <summary>One cycle under way: what its three strokes share.</summary>
/// <param name="Id">The run's id in the journal.</param>
/// <param name="Now">The run's one instant: what is due by then is read again and judged as of then (law 8 of judgement).</param>
/// <param name="Request">What was asked for.</param>
/// <param name="Start">What it began with.</param>
/// <param name="Mapping">The connection, compiled.</param>
/// <param name="JudgedUnder">The fingerprint of all that judges.</param>
/// <param name="Tally">The totals so far.</param>
/// <param name="Retries">When failed deals are tried again.</param>
/// <param name="Time">The clock.</param>
/// <param name="Log">Where the cycle logs.</param>
internal sealed record CycleRun(
    long Id,
    DateTimeOffset Now,
    CycleRequest Request,
    RunStart Start,
    DealMapping Mapping,
    string JudgedUnder,
    CycleTally Tally,
    RetryPolicy Retries,
    TimeProvider Time,
    ILogger Log)
{
    public IJournal Journal => Request.Journal;

    public ICrm Crm => Request.Crm;

    public ReadinessRules Rules => Request.Rules;

    public void Tell(Stroke stroke) => Request.Progress?.Report(new CycleProgress(stroke, Tally.Counts()));

    /// <summary>Counts failed deals and makes their queue entries, each one attempt on from the entry it had.</summary>
    public async Task<IReadOnlyList<RetryRecord>> QueueAsync(IReadOnlyCollection<DealReadFailure> failed, CancellationToken cancellationToken)
    {
        if (failed.Count == 0)
        {
            return [];
        }

        var queued = await Journal.FindRetriesAsync([.. failed.Select(deal => deal.Id)], cancellationToken);
        var entries = new List<RetryRecord>(failed.Count);
        foreach (var (id, failure) in failed)
        {
            Tally.CountFailure(failure);
            CycleLog.DealFailed(Log, id, failure.Code, failure.Action);
            entries.Add(Retries.Next(id, queued.GetValueOrDefault(id), failure, Time.GetUtcNow()));
        }

        return entries;
    }
}
