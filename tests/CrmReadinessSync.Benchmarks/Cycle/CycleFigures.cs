using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Benchmarks;

/// <summary>One of the three runs.</summary>
/// <param name="State">How it ended.</param>
/// <param name="Read">Deals listed or fetched.</param>
/// <param name="Judged">Deals judged.</param>
/// <param name="Written">Deals written.</param>
/// <param name="Failed">Deals in the retry queue.</param>
/// <param name="Requests">All requests, retries, account and metadata included.</param>
/// <param name="RequestsByKind">The same by kind.</param>
/// <param name="Throttled">429s met.</param>
/// <param name="Seconds">Wall time.</param>
/// <param name="ProcessorSeconds">Processor time of the service alone.</param>
/// <param name="StrokesEndedAt">Seconds from the start at which each stroke last moved.</param>
/// <param name="PeakMegabytes">The process's highest resident set so far.</param>
/// <param name="Failure">Why it ended early.</param>
internal sealed record RunFigures(
    RunState State,
    long Read,
    long Judged,
    long Written,
    long Failed,
    long Requests,
    IReadOnlyDictionary<string, long> RequestsByKind,
    long Throttled,
    double Seconds,
    double ProcessorSeconds,
    IReadOnlyDictionary<string, double> StrokesEndedAt,
    long PeakMegabytes,
    string? Failure);

/// <summary>What <c>-- cycle</c> prints.</summary>
/// <param name="Crm">Which CRM.</param>
/// <param name="Deals">Deals in the account.</param>
/// <param name="LatencyMilliseconds">Added to each answer.</param>
/// <param name="Limits">Whether the vendor's limits were in force.</param>
/// <param name="CountedFrom">What the least possible follows from.</param>
/// <param name="LeastRequestsByKind">The least possible by kind.</param>
/// <param name="LeastRequests">And in all.</param>
/// <param name="CountedRequests">Those of the first run that the least possible counts: no tokens, versions, account or metadata.</param>
/// <param name="RequestRatio">Counted by least.</param>
/// <param name="LeastSeconds">Under latency and limits.</param>
/// <param name="TimeRatio">The first run's seconds by the least; null when there is nothing to wait for.</param>
/// <param name="Throttled">429s of all runs.</param>
/// <param name="PeakMegabytes">Of the first run, the service's process alone.</param>
/// <param name="SecondRunIsCalm">No write, and no more requests than the README allows.</param>
/// <param name="ThirdRunIsCalm">The same of the third.</param>
/// <param name="Runs">The three runs.</param>
internal sealed record CycleFigures(
    string Crm,
    int Deals,
    int LatencyMilliseconds,
    string Limits,
    IReadOnlyDictionary<string, long> CountedFrom,
    IReadOnlyDictionary<string, long> LeastRequestsByKind,
    long LeastRequests,
    long CountedRequests,
    double RequestRatio,
    double LeastSeconds,
    double? TimeRatio,
    long Throttled,
    long PeakMegabytes,
    bool SecondRunIsCalm,
    bool ThirdRunIsCalm,
    IReadOnlyList<RunFigures> Runs);
