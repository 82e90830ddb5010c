namespace CrmReadinessSync.History;

/// <summary>
/// Draws groups (accounts, identical rows) with replacement, again and again, and looks at how much a statistic moves. Deals of one account
/// are not independent: drawing deals would make every interval too narrow.
/// </summary>
/// <param name="groups">How many there are; at least one.</param>
/// <param name="replicates">How many draws; 1,000 and more give stable 95% intervals.</param>
/// <param name="seed">Equal seeds draw alike.</param>
public sealed class GroupedBootstrap(int groups, int replicates, int seed)
{
    /// <summary>
    /// Draws and computes. <paramref name="compute"/> gets how often each group was drawn and fills its statistics; what cannot be computed
    /// from a draw is <see cref="double.NaN"/> and left out of that statistic's interval.
    /// </summary>
    /// <param name="statistics">How many statistics there are.</param>
    /// <param name="compute">Fills them from the weights of the groups.</param>
    /// <param name="cancellationToken">Stops between draws.</param>
    public BootstrapSample Run(int statistics, Action<int[], double[]> compute, CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        var weights = new int[groups];
        var values = new double[statistics];
        var drawn = new double[statistics][];
        for (var i = 0; i < statistics; i++)
        {
            drawn[i] = new double[replicates];
        }

        for (var replicate = 0; replicate < replicates; replicate++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Array.Clear(weights);
            for (var i = 0; i < groups; i++)
            {
                weights[random.Next(groups)]++;
            }

            compute(weights, values);
            for (var i = 0; i < statistics; i++)
            {
                drawn[i][replicate] = values[i];
            }
        }

        return new BootstrapSample(drawn);
    }
}

/// <summary>What a bootstrap drew, statistic by statistic.</summary>
public sealed class BootstrapSample
{
    private readonly double[][] _sorted;

    internal BootstrapSample(double[][] drawn) => _sorted = [.. drawn.Select(values => values.Where(value => !double.IsNaN(value)).Order().ToArray())];

    /// <summary>The percentile interval of a statistic; null when most draws could not compute it.</summary>
    /// <param name="statistic">Its index.</param>
    /// <param name="level">0…1; the share of draws within.</param>
    public Interval? IntervalOf(int statistic, double level = 0.95)
    {
        var values = _sorted[statistic];
        return values.Length < 20 ? null : new Interval(Quantile(values, (1 - level) / 2), Quantile(values, (1 + level) / 2));
    }

    /// <summary>The standard deviation over the draws; NaN with fewer than two.</summary>
    public double SpreadOf(int statistic)
    {
        var values = _sorted[statistic];
        if (values.Length < 2)
        {
            return double.NaN;
        }

        var mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
    }

    /// <summary>Between two order statistics by their distance, as most statistics programs do (Hyndman and Fan's type 7).</summary>
    internal static double Quantile(double[] sorted, double share)
    {
        var at = share * (sorted.Length - 1);
        var below = (int)Math.Floor(at);
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((at - below) * (sorted[above] - sorted[below]));
    }
}
