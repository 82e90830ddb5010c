using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Web;

/// <summary>One deal as its page shows it.</summary>
/// <param name="Crm">Its connection.</param>
/// <param name="Record">Everything kept of it.</param>
/// <param name="NextStep">In the visitor's language; null without a verdict.</param>
/// <param name="Writes">What was written to it, newest first.</param>
public sealed record DealView(CrmConnection Crm, DealRecord Record, string? NextStep, IReadOnlyList<WriteLogEntry> Writes)
{
    public static DealView Of(PageContext context, CrmConnection crm, DealRecord record, IReadOnlyList<WriteLogEntry> writes) =>
        new(crm, record, record.Verdict is { } verdict ? Step(context, crm, record, verdict) : null, writes);

    /// <summary>The next step in the visitor's language where the rules in force judged the deal; else as the CRM shows it.</summary>
    public static string? Step(PageContext context, CrmConnection crm, DealRecord record, Verdict verdict)
    {
        var rules = context.Service.Rules;
        return rules.Judged(verdict)
            ? rules.Write(verdict, DealMapping.Compile(crm).ToFacts(record.Snapshot, verdict.JudgedAt, record.Standing?.HandSetOn(record.Snapshot, crm.WriteTo.Flag), record.Copies), context.Language, crm.TimeZone).NextStep
            : crm.WriteTo.NextStep is { } target ? record.Snapshot.Shown.GetValueOrDefault(target) : null;
    }

    /// <summary>What a write changed, without the long texts of every day: flag, phase and depth.</summary>
    public IEnumerable<(string What, ValueChange Change)> Moves(WriteLogEntry write)
    {
        foreach (var (what, target) in new[] { ("flag", Crm.WriteTo.Flag), ("phase", Crm.WriteTo.Phase), ("depth", Crm.WriteTo.TalkDepth) })
        {
            if (target is not null && write.Changes.TryGetValue(target, out var change))
            {
                yield return (what, change);
            }
        }
    }
}
