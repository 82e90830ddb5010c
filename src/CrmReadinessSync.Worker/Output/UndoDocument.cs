using System.Globalization;
using System.Text.Json.Serialization;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Worker;

/// <summary>What <c>undo --json</c> prints.</summary>
/// <param name="Crm">The connection.</param>
/// <param name="Run">The run that is undone.</param>
/// <param name="Applied">Whether old values were put back, or only planned.</param>
/// <param name="UndoneBy">The run that undid it, by which it can be undone itself; null for a plan.</param>
/// <param name="Restorable">Deals whose old values go back.</param>
/// <param name="Restored">Deals whose old values were put back.</param>
/// <param name="Failed">Deals that the CRM refused.</param>
/// <param name="Untouched">Deals left as they are, by reason.</param>
/// <param name="Deals">Deal by deal.</param>
internal sealed record UndoDocument(
    string Crm, long Run, bool Applied, long? UndoneBy, long Restorable, long Restored, long Failed, SortedDictionary<string, long> Untouched, IReadOnlyList<UndoneDealDocument> Deals)
{
    /// <summary>Why it ended early, when it did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ErrorDetail? Failure { get; init; }

    /// <summary>The worker that is at work on this CRM, so that nothing was done here.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LeaseDocument? LeftTo { get; init; }

    /// <summary>With how the run of the undo ended.</summary>
    public UndoDocument With(CycleReport report) => this with
    {
        Failure = report.Failure is { } failure ? new ErrorDetail(failure.Code, failure.Words, failure.Remedy) : null,
        LeftTo = report is { State: RunState.Yielded, Worker: { } worker } ? LeaseDocument.Of(worker) : null,
    };

    public void Print(string crm, CycleReport report, TextWriter output)
    {
        var culture = CultureInfo.InvariantCulture;
        if (LeftTo is { } worker)
        {
            output.WriteLine($"{crm}: {worker.Sentence()} Nothing was undone; run it again when that worker is done.");
            return;
        }

        output.WriteLine(Applied
            ? string.Create(culture, $"{crm}: run {Run} undone by run {UndoneBy}: {Restored} of {Restorable} deals show their old values again, {Untouched.Values.Sum()} were left as they are.")
            : string.Create(culture, $"{crm}: undoing run {Run} would put back {Restorable} deals and leave {Untouched.Values.Sum()} as they are; nothing was written. --apply does it."));
        foreach (var (reason, count) in Untouched)
        {
            output.WriteLine(string.Create(culture, $"  {count} left: {Why(reason)}"));
        }

        if (Failure is { } failure)
        {
            output.WriteLine($"  Ended early: {failure.Code}: {failure.Words} {failure.Remedy}".TrimEnd());
        }

        foreach (var tally in report.Failures)
        {
            output.WriteLine(string.Create(culture, $"  {tally.Count} failed with {tally.Code}: {tally.Words} {tally.Remedy}").TrimEnd());
        }

        foreach (var deal in Deals)
        {
            output.WriteLine($"  {deal.Deal}  {deal.Name}{(deal.Reason is null ? "" : $"  ({Why(deal.Reason)})")}");
            foreach (var (property, move) in deal.Changes)
            {
                output.WriteLine($"    {property}: {(deal.Reason is null ? new Move(move.New, move.Old) : move)}");
            }
        }

        if (Restorable + Untouched.Values.Sum() > Deals.Count)
        {
            output.WriteLine(string.Create(culture, $"  … and {Restorable + Untouched.Values.Sum() - Deals.Count} more (--top N shows more, --json all)"));
        }
    }

    private static string Why(string reason) => reason switch
    {
        nameof(UndoReason.Gone) => "the CRM no longer has it",
        nameof(UndoReason.Closed) => "it is closed",
        nameof(UndoReason.Unreadable) => "it could not be read; try again later",
        nameof(UndoReason.AsBefore) => "it shows the old values already",
        nameof(UndoReason.WrittenSince) => "a later run wrote it again; undo that run first",
        nameof(UndoReason.ChangedSince) => "somebody else changed it since",
        _ => "a field that was written is no target any more (WriteTo)",
    };
}

/// <summary>One deal; changes are what the run had written, old → new.</summary>
internal sealed record UndoneDealDocument(string Deal, string? Name, SortedDictionary<string, Move> Changes)
{
    /// <summary>Why it is left as it is; absent when its old values go back.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    public static UndoneDealDocument Of(UndoneDeal deal) =>
        new(deal.DealId, deal.Name, new SortedDictionary<string, Move>(deal.Changes.ToDictionary(change => change.Key, change => new Move(change.Value.Old, change.Value.New)), StringComparer.Ordinal))
        {
            Reason = deal.Reason?.ToString(),
        };
}
