using MathNet.Numerics.Distributions;

namespace CrmReadinessSync.History;

/// <summary>Folds of whole groups, drawn again and again, on which a choice is compared with what there is, each time on deals it has not seen.</summary>
/// <param name="groups">How many groups there are.</param>
/// <param name="repeats">How often folds are drawn.</param>
/// <param name="random">Draws them.</param>
internal sealed class RepeatedFolds(int groups, int repeats, Random random)
{
    public const int Folds = 5;
    public const int MostRepeats = 10;

    /// <summary>AUC before and after on unseen deals, and the gain with an interval that allows for folds sharing deals (Nadeau and Bengio 2003).</summary>
    /// <param name="compare">Chooses on the groups of the first predicate and tells both AUCs on those of the second; NaN where one outcome is missing.</param>
    /// <param name="cancellationToken">Stops between folds.</param>
    /// <returns>Null when too few folds could be told.</returns>
    public CalibrationGain? Run(Func<Predicate<int>, Predicate<int>, (double Before, double After)> compare, CancellationToken cancellationToken)
    {
        var (present, proposed) = (new List<double>(), new List<double>());
        for (var repeat = 0; repeat < repeats; repeat++)
        {
            var foldOf = Split.Folds(groups, Folds, random);
            for (var fold = 0; fold < Folds; fold++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var left = fold;
                var (before, after) = compare(group => foldOf[group] != left, group => foldOf[group] == left);
                if (!double.IsNaN(before) && !double.IsNaN(after))
                {
                    present.Add(before);
                    proposed.Add(after);
                }
            }
        }

        if (present.Count < Folds)
        {
            return null;
        }

        var gains = proposed.Zip(present, (after, before) => after - before).ToArray();
        var mean = gains.Average();
        var variance = gains.Sum(gain => (gain - mean) * (gain - mean)) / (gains.Length - 1);
        var error = Math.Sqrt(((1.0 / gains.Length) + (1.0 / (Folds - 1))) * variance);
        var reach = error * StudentT.InvCDF(0, 1, gains.Length - 1, 0.975);
        return new CalibrationGain(present.Average(), proposed.Average(), new Estimate(mean, new Interval(mean - reach, mean + reach)), Folds, repeats);
    }
}
