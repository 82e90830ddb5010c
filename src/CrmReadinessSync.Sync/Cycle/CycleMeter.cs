using System.Diagnostics.Metrics;

namespace CrmReadinessSync.Sync;

/// <summary>What a monitoring system sees of the cycles: meter <c>CrmReadinessSync.Sync</c>, tagged by connection.</summary>
internal static class CycleMeter
{
    private static readonly Meter Meter = new("CrmReadinessSync.Sync");
    private static readonly Counter<long> Cycles = Meter.CreateCounter<long>("crs.cycles", description: "Cycles by how they ended.");
    private static readonly Counter<long> Deals = Meter.CreateCounter<long>("crs.deals", description: "Deals by what became of them.");
    private static readonly Counter<long> Requests = Meter.CreateCounter<long>("crs.requests", description: "Requests sent to the CRM.");
    private static readonly Histogram<double> Seconds = Meter.CreateHistogram<double>("crs.cycle.duration", "s", "How long a cycle took.");

    public static void Record(CycleReport report, string crm)
    {
        var tag = new KeyValuePair<string, object?>("crm", crm);
        Cycles.Add(1, tag, new("state", report.State.ToString()));
        Seconds.Record(report.Elapsed.TotalSeconds, tag);
        Requests.Add(report.Counts.Requests, tag);
        Deals.Add(report.Counts.Written, tag, new("outcome", "written"));
        Deals.Add(report.Counts.Unchanged, tag, new("outcome", "unchanged"));
        Deals.Add(report.Counts.Failed, tag, new("outcome", "failed"));
    }
}
