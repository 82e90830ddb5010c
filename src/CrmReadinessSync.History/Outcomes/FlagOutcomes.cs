using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.History;

/// <summary>
/// How flags turned out: deals that closed of late, scored by the verdict that stood when their first meeting began. Nothing is judged again:
/// it is what the rep went in with.
/// </summary>
/// <param name="Days">So many days back deals count as of late.</param>
/// <param name="Deals">How many there are.</param>
/// <param name="Flags">Outcomes by computed flag, from the most to the least.</param>
/// <param name="Overrides">Where reps had set a flag of their own.</param>
/// <param name="RulesInForce">How many sets of rules judged them; above 1 they changed in between.</param>
/// <param name="Drift">Whether scores sort as they did.</param>
public sealed record FlagOutcomes(int Days, long Deals, IReadOnlyList<OutcomeRow> Flags, OverrideEvidence Overrides, int RulesInForce, ScoreDrift Drift)
{
    /// <summary>A quarter.</summary>
    public const int Quarter = 90;

    /// <summary>Before anything closed.</summary>
    public static FlagOutcomes None { get; } = Of([], DateTimeOffset.MinValue.AddYears(10), Quarter, CancellationToken.None);

    /// <summary>Reads them from a journal.</summary>
    /// <param name="journal">The journal of a connection.</param>
    /// <param name="now">The present.</param>
    /// <param name="days">So many days back deals count as of late.</param>
    /// <param name="cancellationToken">Stops between pages.</param>
    public static async Task<FlagOutcomes> ReadAsync(IJournal journal, DateTimeOffset now, int days, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(journal);
        var outcomes = new List<Episode>();
        await foreach (var page in journal.ReadEpisodesAsync(EpisodeKind.Outcome, now.AddDays(-days - ScoreDrift.DaysBefore), cancellationToken))
        {
            // A deal that was taken up again has not ended.
            outcomes.AddRange(page.Where(episode => episode.EndedAt is null));
        }

        return Of(outcomes, now, days, cancellationToken);
    }

    /// <summary>Scores outcomes.</summary>
    /// <param name="outcomes">Outcomes of <paramref name="days"/> and <see cref="ScoreDrift.DaysBefore"/> before them.</param>
    /// <param name="now">The present.</param>
    /// <param name="days">So many days back deals count as of late.</param>
    /// <param name="cancellationToken">Stops between draws.</param>
    public static FlagOutcomes Of(IReadOnlyList<Episode> outcomes, DateTimeOffset now, int days, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        var late = outcomes.Where(one => one.BeganAt > now.AddDays(-days)).Select(one => one.Outcome!).ToList();
        var overridden = late.Where(one => one.Verdicts[0].Flag != one.Verdicts[0].Computed).ToList();
        var right = overridden.Count(one => one.Verdicts[0].Flag > one.Verdicts[0].Computed == one.Won);
        return new FlagOutcomes(
            days,
            late.Count,
            [.. Enum.GetValues<Flag>().Reverse().Select(flag => OutcomeRow.Of(
                flag.ToString(),
                late.Count(one => one.Won && one.Verdicts[0].Computed == flag),
                late.Count(one => !one.Won && one.Verdicts[0].Computed == flag)))],
            new OverrideEvidence(overridden.Count, right, overridden.Count - right),
            late.Select(one => one.Verdicts[0].Rules).Distinct(StringComparer.Ordinal).Count(),
            ScoreDrift.Of(outcomes, now.AddDays(-days), cancellationToken));
    }
}
