using CrmReadinessSync.Sync;

namespace CrmReadinessSync.History;

/// <summary>
/// Whether scores still sort won from lost as they did: the AUC of the deals that closed of late against that of up to a year before them. A
/// market that turns moves the won share of every flag and is no fault of the rules; that they no longer tell deals apart is.
/// </summary>
/// <param name="Says">What follows.</param>
/// <param name="Before">AUC of those before, a year at most; null with too few.</param>
/// <param name="Now">AUC of late; null with too few.</param>
/// <param name="Change">Now minus before, with its interval at <see cref="Level"/>; null with too few.</param>
/// <param name="Reach">How many days before the late ones the earliest outcome lies: as far as the journal remembers, <see cref="DaysBefore"/> at most.</param>
public sealed record ScoreDrift(DriftSays Says, double? Before, double? Now, Estimate? Change, int Reach)
{
    /// <summary>So many days before the late ones are compared with, where the journal remembers them.</summary>
    public const int DaysBefore = 365;

    /// <summary>With a reach shorter than this a season of theirs is compared with another, and the page says so.</summary>
    public const int ShortReach = 300;

    /// <summary>
    /// How sure one must be: the whole interval at this level lies below zero. People look every day, so that 95% would cry wolf several times a
    /// year.
    /// </summary>
    public const double Level = 0.99;

    private const int Replicates = 2000;
    private const int Seed = 20261126;

    /// <summary>Compares outcomes since an instant with those before it; companies are drawn whole.</summary>
    public static ScoreDrift Of(IReadOnlyList<Episode> outcomes, DateTimeOffset since, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        var reach = outcomes.Count == 0 ? 0 : (int)Math.Clamp(Math.Ceiling((since - outcomes.Min(one => one.BeganAt)).TotalDays), 0, DaysBefore);
        var groups = new Dictionary<string, int>(StringComparer.Ordinal);
        var scored = outcomes
            .Select(one => (
                one.Outcome!.Won,
                one.Outcome.Verdicts[0].Score,
                IsLate: one.BeganAt > since,
                Group: groups.TryGetValue(one.Outcome.Company ?? $"deal {one.DealId}", out var group) ? group : groups[one.Outcome.Company ?? $"deal {one.DealId}"] = groups.Count))
            .OrderBy(one => one.Score)
            .ToList();
        var (before, late) = (new Sorted([.. scored.Where(one => !one.IsLate).Select(one => (one.Won, one.Score, one.Group))]), new Sorted([.. scored.Where(one => one.IsLate).Select(one => (one.Won, one.Score, one.Group))]));
        if (!before.IsEnough || !late.IsEnough || groups.Count < Enough.Groups)
        {
            return new ScoreDrift(DriftSays.TooFew, null, null, null, reach);
        }

        int[] once = [.. Enumerable.Repeat(1, groups.Count)];
        var sample = new GroupedBootstrap(groups.Count, Replicates, Seed).Run(1, (weights, values) => values[0] = late.Auc(weights) - before.Auc(weights), cancellationToken);
        if (sample.IntervalOf(0, Level) is not { } interval)
        {
            return new ScoreDrift(DriftSays.TooFew, null, null, null, reach);
        }

        var (was, now) = (before.Auc(once), late.Auc(once));
        return new ScoreDrift(interval.High < 0 ? DriftSays.Drifted : DriftSays.Steady, was, now, new Estimate(now - was, interval), reach);
    }

    /// <summary>Deals by rising score.</summary>
    private sealed class Sorted(IReadOnlyList<(bool Won, double Score, int Group)> deals)
    {
        private readonly double[] _scores = [.. deals.Select(deal => Math.Round(deal.Score, 9))];
        private readonly double[] _won = new double[deals.Count];
        private readonly double[] _lost = new double[deals.Count];

        public bool IsEnough { get; } = Enough.ForOrder(deals.Count(deal => deal.Won), deals.Count(deal => !deal.Won));

        /// <summary>NaN where a draw left one outcome out.</summary>
        public double Auc(int[] weights)
        {
            for (var i = 0; i < deals.Count; i++)
            {
                var weight = weights[deals[i].Group];
                (_won[i], _lost[i]) = deals[i].Won ? (weight, 0) : (0, weight);
            }

            return AreaUnderCurve.OfSorted(_scores, _won, _lost) ?? double.NaN;
        }
    }
}

/// <summary>What a comparison over time comes to.</summary>
public enum DriftSays
{
    /// <summary>Too few deals to say.</summary>
    TooFew,

    /// <summary>No loss beyond chance.</summary>
    Steady,

    /// <summary>Scores sort worse than they did: time to calibrate again.</summary>
    Drifted,
}
