using System.Globalization;
using System.Text.Json.Serialization;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Worker;

/// <summary>What <c>once --json</c> prints.</summary>
internal sealed record OnceDocument(SortedDictionary<string, CycleDocument> Crms)
{
    public static OnceDocument Of(IEnumerable<(string Crm, CycleReport Report)> reports) =>
        new(new SortedDictionary<string, CycleDocument>(reports.ToDictionary(one => one.Crm, one => CycleDocument.Of(one.Report)), StringComparer.Ordinal));
}

/// <summary>The totals of one cycle.</summary>
internal sealed record CycleDocument(
    long Read, long Judged, long Written, long Unchanged, long Skipped, long Held, long Failed, long Requests, SortedDictionary<string, long> Flags, double Seconds)
{
    /// <summary>Why it ended early, when it did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ErrorDetail? Failure { get; init; }

    /// <summary>The plan that waits for a release, when one does.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HeldDocument? HeldPlan { get; init; }

    /// <summary>When it goes on, when the API share is spent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ResumesAt { get; init; }

    /// <summary>The worker that is at work instead, when one is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LeaseDocument? LeftTo { get; init; }

    /// <summary>The run's number in the journal, by which it can be undone; absent when it yielded.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Run { get; init; }

    /// <summary>Fields that somebody else keeps overwriting, by property, when there are any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<LeftAloneField>? LeftAlone { get; init; }

    public static CycleDocument Of(CycleReport report)
    {
        var counts = report.Counts;
        return new CycleDocument(
            counts.Read, counts.Judged, counts.Written, counts.Unchanged, counts.Skipped, counts.Held, counts.Failed, counts.Requests, FlagsOf(counts), Math.Round(report.Elapsed.TotalSeconds, 3))
        {
            Failure = report.Failure is { } failure ? new ErrorDetail(failure.Code, failure.Words, failure.Remedy) : null,
            HeldPlan = HeldDocument.Of(report),
            ResumesAt = report.ResumeAt,
            Run = report.Run == 0 ? null : report.Run,
            LeftAlone = report.LeftAlone.IsDefaultOrEmpty ? null : report.LeftAlone,
            LeftTo = report.Worker is { } worker ? LeaseDocument.Of(worker) : null,
        };
    }

    /// <summary>Every flag, so that a reader need not ask whether one is there.</summary>
    private static SortedDictionary<string, long> FlagsOf(RunCounts counts) =>
        new(Enum.GetValues<Flag>().ToDictionary(flag => flag.ToString(), flag => counts.Flags.GetValueOrDefault(flag)), StringComparer.Ordinal);

    /// <summary>The same for a person.</summary>
    public static void Print(string crm, CycleReport report, TextWriter output)
    {
        var c = report.Counts;
        var culture = CultureInfo.InvariantCulture;
        if (report.State is RunState.Yielded && report.Worker is { } worker)
        {
            output.WriteLine($"{crm}: {LeaseDocument.Of(worker).Sentence()} Nothing was done here.");
            return;
        }

        output.WriteLine(string.Create(culture, $"{crm}: run {report.Run}: read {c.Read}, judged {c.Judged}, written {c.Written}, unchanged {c.Unchanged}, skipped {c.Skipped}, held {c.Held}, failed {c.Failed}; {c.Requests} requests, {report.Elapsed.TotalSeconds:0.0} s"));
        output.WriteLine($"  {string.Join(" · ", Enum.GetValues<Flag>().OrderDescending().Select(flag => string.Create(culture, $"{flag} {c.Flags.GetValueOrDefault(flag)}")))}");
        if (report.State is RunState.Displaced)
        {
            output.WriteLine($"  This worker was silent for longer than {ILeases.Length.TotalMinutes:0} minutes and another took over, which goes on with what was left. {(report.Worker is { } other ? LeaseDocument.Of(other).Sentence() : "")}".TrimEnd());
        }
        else if (report.State is RunState.OutOfBudget)
        {
            output.WriteLine($"  The API share is spent{(report.ResumeAt is { } at ? string.Create(culture, $"; it goes on at {at:u}") : "")}.");
        }
        else if (report.Failure is { } failure)
        {
            output.WriteLine($"  Ended early: {Sentence($"{failure.Code}: {failure.Words}")} {failure.Remedy}".TrimEnd());
        }

        if (HeldDocument.Of(report) is { } held)
        {
            output.WriteLine($"  {held.Sentence(crm)}");
            if (report.Tried is { } tried)
            {
                output.WriteLine($"  {tried.Sentence(HeldDocument.Listed)}");
            }
        }

        foreach (var field in report.LeftAlone.IsDefault ? [] : report.LeftAlone)
        {
            output.WriteLine(string.Create(culture, $"  {field.Property} on {field.Deals} deals (such as {field.Example}) is left alone: somebody else keeps overwriting it, last at {field.Last:u}. Look at its history in the CRM: a second installation with a journal of its own, a workflow or another integration writes it too; stop that one, or write to another field (WriteTo). It is tried again after {Overwriting.Rest.TotalDays:0} days."));
        }

        foreach (var tally in report.Failures)
        {
            output.WriteLine(string.Create(culture, $"  {tally.Count} failed with {tally.Code}: {Sentence(tally.Words)} {tally.Remedy}").TrimEnd());
        }
    }

    /// <summary>The CRM's words end as they end; before a sentence of ours they need a full stop.</summary>
    private static string Sentence(string words) => words.Length == 0 || char.IsPunctuation(words[^1]) && words[^1] != ')' ? words : $"{words}.";
}
