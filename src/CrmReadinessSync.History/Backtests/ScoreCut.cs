namespace CrmReadinessSync.History;

/// <summary>
/// How often a cut on the score tells won from lost. The cut for the deals of a fold is chosen on the other folds, so that no deal
/// helps to choose the cut by which it is told; groups are never parted.
/// </summary>
internal sealed class ScoreCut
{
    private const int Folds = 10;

    private readonly int[] _right;
    private readonly int[] _all;

    public ScoreCut(IReadOnlyList<Shape> cells, CellCounts counts, int seed)
    {
        _right = new int[counts.Bundles];
        _all = new int[counts.Bundles];
        var foldOf = Split.Folds(counts.Bundles, Folds, new Random(seed));
        var scores = cells.Select(cell => cell.Score).ToArray();
        for (var fold = 0; fold < Folds; fold++)
        {
            var (won, lost) = ((double[])counts.Won.Clone(), (double[])counts.Lost.Clone());
            for (var bundle = 0; bundle < counts.Bundles; bundle++)
            {
                foreach (var (cell, w, l) in foldOf[bundle] == fold ? counts.Of(bundle) : [])
                {
                    won[cell] -= w;
                    lost[cell] -= l;
                }
            }

            var cut = Cut(scores, won, lost);
            for (var bundle = 0; bundle < counts.Bundles; bundle++)
            {
                foreach (var (cell, w, l) in foldOf[bundle] == fold ? counts.Of(bundle) : [])
                {
                    _right[bundle] += cells[cell].Score >= cut ? w : l;
                    _all[bundle] += w + l;
                }
            }
        }
    }

    /// <summary>0…1; NaN of no deals.</summary>
    public double Accuracy() => (double)_right.Sum(one => (long)one) / _all.Sum(one => (long)one);

    /// <summary>The same of a draw.</summary>
    public double Accuracy(int[] weights)
    {
        double right = 0, all = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            right += (double)weights[i] * _right[i];
            all += (double)weights[i] * _all[i];
        }

        return right / all;
    }

    /// <summary>
    /// The score from which on winning is the likelier, by a logistic curve; everything or nothing where the score does not rise with
    /// winning. The cut that happened to be right most often would be a matter of chance in most samples.
    /// </summary>
    private static double Cut(double[] scores, double[] won, double[] lost) =>
        Logistic.Fit(scores, won, lost).Crossing ?? (won.Sum() >= lost.Sum() ? double.NegativeInfinity : double.PositiveInfinity);
}
