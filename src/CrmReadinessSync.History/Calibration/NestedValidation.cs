namespace CrmReadinessSync.History;

/// <summary>
/// Finds a card and tells honestly what it is worth: whatever is chosen — the pull, what an unknown earns, the weights, their rounding —
/// is chosen inside the training part of each fold, by folds of its own. Groups are never parted.
/// </summary>
internal sealed class NestedValidation
{
    private const int InnerFolds = 4;

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
        var once = (double)counts.Findings.Length * counts.Premises * 60 * RepeatedFolds.Folds * InnerFolds * Pulls.Length * Credits.Length;
        Repeats = (int)Math.Clamp(Budget / once, 1, RepeatedFolds.MostRepeats);
    }

    /// <summary>How often the folds are drawn anew; fewer where a fit is expensive.</summary>
    public int Repeats { get; }

    /// <summary>What choosing a card so is worth on unseen deals; null with too few.</summary>
    public CalibrationGain? Run(CancellationToken cancellationToken)
    {
        var random = new Random(_seed);
        return new RepeatedFolds(_counts.Cells.Bundles, Repeats, random).Run(
            (seen, unseen) =>
            {
                var part = _counts.Of(unseen);
                return (part.Auc(_present) ?? double.NaN, part.Auc(Choose(seen, random, cancellationToken)) ?? double.NaN);
            },
            cancellationToken);
    }

    /// <summary>The card for some groups, by folds among them; the present one where none sorts better.</summary>
    public Card Choose(Predicate<int> chosen, Random random, CancellationToken cancellationToken)
    {
        var foldOf = Split.Folds(_counts.Cells.Bundles, InnerFolds, random);
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
