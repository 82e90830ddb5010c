using System.Text.Json.Serialization;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Worker;

/// <summary>What <c>provision --json</c> prints.</summary>
/// <param name="Crm">The connection.</param>
/// <param name="Applied">Whether anything was to be made, rather than only planned.</param>
/// <param name="Present">How many needed fields were there and whole.</param>
/// <param name="Steps">What was planned or done, in order.</param>
/// <param name="ByHand">What only a person can do.</param>
/// <param name="Complete">After applying, whether looking again found nothing left to do; null for a plan.</param>
internal sealed record ProvisionDocument(
    string Crm,
    bool Applied,
    int Present,
    IReadOnlyList<ProvisionLine> Steps,
    IReadOnlyList<HandStep> ByHand,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Complete)
{
    [JsonIgnore]
    public int Failed => Steps.Count(step => step.Error is not null) + (Complete is false && !Steps.Any(step => step.Error is not null) ? 1 : 0);

    public static ProvisionDocument OfPlan(string crm, ProvisionPlan plan) => new(crm, false, plan.Present, [.. plan.Steps.Select(step => ProvisionLine.Of(step, null))], plan.ByHand, null);

    public static ProvisionDocument OfWork(string crm, ProvisionPlan left, IReadOnlyList<(ProvisionStep Step, CrmFailure? Failure)> done, bool isComplete) =>
        new(crm, true, left.Present, [.. done.Select(one => ProvisionLine.Of(one.Step, one.Failure))], left.ByHand, isComplete);

    public void Print(TextWriter output)
    {
        output.WriteLine((Applied, Steps.Count, Complete) switch
        {
            (false, 0, _) => $"{Crm}: nothing to make; {Present} fields are there and whole.",
            (false, var count, _) => $"{Crm}: {count} step{(count == 1 ? "" : "s")} to take, {Present} fields are there and whole. Nothing was changed; --apply does it.",
            (true, 0, _) => $"{Crm}: nothing to make; {Present} fields are there and whole.",
            (true, _, true) => $"{Crm}: done; looked again, and {Present} fields are there and whole.",
            _ => $"{Crm}: not finished; what was done stays, and running it again goes on from there.",
        });
        foreach (var step in Steps)
        {
            output.WriteLine($"  {(step.Error is null ? Applied ? "✓" : "+" : "✗")} {step.Action,-6}  {step.Place}  {step.What}");
            if (step.Error is { } error)
            {
                output.WriteLine($"            {error.Code}: {error.Words}");
                if (error.Remedy is not null)
                {
                    output.WriteLine($"            → {error.Remedy}");
                }
            }
        }

        if (ByHand.Count > 0)
        {
            output.WriteLine();
            output.WriteLine("Only a person can do this:");
            foreach (var step in ByHand.OrderByDescending(step => step.IsOpen))
            {
                output.WriteLine($"  {(step.IsOpen ? "!" : "·")} {step.Place}: {step.How}");
            }
        }
    }
}

/// <summary>One step.</summary>
internal sealed record ProvisionLine(string Action, string Place, string What, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ErrorDetail? Error)
{
    public static ProvisionLine Of(ProvisionStep step, CrmFailure? failure) => new(
        step.Action.ToString().ToLowerInvariant(), step.Place, step.What, failure is null ? null : new ErrorDetail(failure.Code, failure.Words, failure.Remedy));
}
