using System.Collections.Immutable;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Web;

/// <summary>One deal as its page shows it.</summary>
/// <param name="Crm">Its connection.</param>
/// <param name="Record">Everything kept of it.</param>
/// <param name="NextStep">In the visitor's language; null without a verdict.</param>
/// <param name="Timeline">What happened, newest first.</param>
public sealed record DealView(CrmConnection Crm, DealRecord Record, string? NextStep, ImmutableArray<TimelineEntry> Timeline)
{
    public static DealView Of(PageContext context, CrmConnection crm, DealRecord record, IReadOnlyList<WriteLogEntry> writes, IReadOnlyList<Episode> episodes) => new(
        crm,
        record,
        record.Verdict is { } verdict ? Step(context, DealMapping.Compile(crm), crm, record, verdict) : null,
        DealTimeline.Of(crm, record, writes, episodes));

    /// <summary>The next step in the visitor's language where the rules in force judged the deal; else as the CRM shows it.</summary>
    public static string? Step(PageContext context, DealMapping mapping, CrmConnection crm, DealRecord record, Verdict verdict)
    {
        var rules = context.Service.Rules;
        return rules.Judged(verdict)
            ? rules.Write(verdict, mapping.ToFacts(record.Snapshot, verdict.JudgedAt, record.Standing?.HandSetOn(record.Snapshot, crm.WriteTo.Flag), record.Copies), context.Language, crm.TimeZone).NextStep
            : crm.WriteTo.NextStep is { } target ? record.Snapshot.Shown.GetValueOrDefault(target) : null;
    }
}
