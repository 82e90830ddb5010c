using System.Globalization;

namespace CrmReadinessSync.Readiness;

/// <summary>
/// Whether a question was left open at two meetings: then the courteous line is better than asking a third time. The meeting after which
/// the answer was noted counts too, when that was within a day.
/// </summary>
internal static class OpenTwice
{
    private const int Enough = 2;

    /// <summary>Since when it has been open, when at least two meetings left it so; null otherwise, and when nothing dates the answer.</summary>
    public static DateTimeOffset? Since(PremiseFinding finding, DealFacts facts)
    {
        if (finding.Kind is not UnknownKind.Open || facts[Vocabulary.MeetingsHeldAt] is not { State: ValueState.Usable } held)
        {
            return null;
        }

        var since = finding.Evidence.Where(evidence => evidence.Why == "open").Select(evidence => evidence.AsOf).FirstOrDefault(asOf => asOf is not null);
        return since is { } moment && held.Parts.Count(part => IsSince(part, moment)) >= Enough ? since : null;
    }

    private static bool IsSince(string part, DateTimeOffset moment) =>
        DateTimeOffset.TryParse(part.ToUpperInvariant(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var start)
        && start >= moment.AddDays(-1);
}
