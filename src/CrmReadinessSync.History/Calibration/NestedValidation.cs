using MathNet.Numerics.Distributions;

namespace CrmReadinessSync.History;

/// <summary>
/// Finds a card and tells honestly what it is worth: whatever is chosen — the pull, what an unknown earns, the weights, their rounding —
/// is chosen inside the training part of each fold, by folds of its own. Groups are never parted.
/// </summary>
internal sealed class NestedValidation
{
    public const int Folds = 5;

    private const int InnerFolds = 4;
    private const int MostRepeats = 10;

    /// <summary>Additions that all fits together may cost.</summary>
    private const double Budget = 4e9;

    private static readonly double[] Pulls = [3, 10, 30, 100];
    private static readonly double[] Credits = [0, 0.2, 0.3, 0.5, 0.7];

    private readonly FindingsCounts _counts;
    private readonly Card _present;
    private readonly int _seed;

    public NestedValidation(FindingsCounts counts, Card present, int seed)
    {
        _counts = counts;
        _present = present;
        _seed = seed;
        var once = (double)counts.Findings.Length * counts.Premises * 60 * Folds * InnerFolds * Pulls.Length * Credits.Length;
        Repeats = (int)Math.Clamp(Budget / once, 1, MostRepeats);
    }

    /// <summary>How often the folds are drawn anew; fewer where a fit is expensive.</summary>
    public int Repeats { get; }

    /// <summary>AUC on unseen deals, present and proposed, and the gain with an interval that allows for folds sharing deals (Nadeau and Bengio 2003).</summary>
    public (double Present, double Proposed, Estimate Gain)? Run(CancellationToken cancellationToken)
    {
        var (present, proposed) = (new List<double>(), new List<double>());
        var random = new Random(_seed);
        for (var repeat = 0; repeat < Repeats; repeat++)
        {
            var foldOf = Split.Folds(_counts.Shapes.Bundles, Folds, random);
            for (var fold = 0; fold < Folds; fold++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var unseen = _counts.Of(bundle => foldOf[bundle] == fold);
                if (unseen.Auc(_present) is { } before && unseen.Auc(Choose(bundle => foldOf[bundle] != fold, random, cancellationToken)) is { } after)
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
        return (present.Average(), proposed.Average(), new Estimate(mean, new Interval(mean - reach, mean + reach)));
    }

    /// <summary>The card for some groups, by folds among them; the present one where none sorts better.</summary>
    public Card Choose(Predicate<int> chosen, Random random, CancellationToken cancellationToken)
    {
        var foldOf = Split.Folds(_counts.Shapes.Bundles, InnerFolds, random);
        var parts = Enumerable.Range(0, InnerFolds)
            .Select(fold => (Seen: _counts.Of(bundle => chosen(bundle) && foldOf[bundle] != fold), Unseen: _counts.Of(bundle => chosen(bundle) && foldOf[bundle] == fold)))
            .ToList();
        var best = (Auc: Mean(part => part.Unseen.Auc(_present)) ?? 0, Pull: 0.0, Credit: 0.0);
        foreach (var credit in Credits.Append(_present.UnknownCredit).Distinct())
        {
            foreach (var pull in Pulls)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (Mean(part => part.Unseen.Auc(Fitted(part.Seen, credit, pull))) is { } reached && reached > best.Auc)
                {
                    best = (reached, pull, credit);
                }
            }
        }

        return best.Pull > 0 ? Fitted(_counts.Of(chosen), best.Credit, best.Pull) : _present;

        double? Mean(Func<(Sample Seen, Sample Unseen), double?> auc)
        {
            var reached = parts.Select(auc).OfType<double>().ToList();
            return reached.Count > 0 ? reached.Average() : null;
        }
    }

    private Card Fitted(Sample sample, double credit, double pull) =>
        new(WeightFit.Rounded(WeightFit.Fit(sample, credit, pull, _present.Weights), sample, credit, _present.Weights), credit);
}
