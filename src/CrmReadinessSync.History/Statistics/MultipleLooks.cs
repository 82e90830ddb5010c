using MathNet.Numerics.Distributions;

namespace CrmReadinessSync.History;

/// <summary>Who looks at twenty premises finds one that "matters" by chance. Holm's step-down keeps that chance at 5% over all looks together.</summary>
public static class MultipleLooks
{
    /// <summary>The chance that all looks together may err by.</summary>
    public const double Level = 0.05;

    /// <summary>Holm's adjusted p-values, in the order given; compare each with <see cref="Level"/> (Holm 1979).</summary>
    public static double[] Holm(IReadOnlyList<double> p)
    {
        var order = Enumerable.Range(0, p.Count).OrderBy(i => p[i]).ToArray();
        var adjusted = new double[p.Count];
        var least = 0d;
        for (var rank = 0; rank < order.Length; rank++)
        {
            least = Math.Max(least, Math.Min(1, p[order[rank]] * (p.Count - rank)));
            adjusted[order[rank]] = least;
        }

        return adjusted;
    }

    /// <summary>The two-sided p-value of a difference by its standard error: how often chance alone would show one as large.</summary>
    /// <returns>1 without a difference; 0 when there is one and no spread at all.</returns>
    public static double TwoSided(double difference, double standardError) =>
        difference == 0 ? 1 : standardError <= 0 ? 0 : 2 * Normal.CDF(0, 1, -Math.Abs(difference) / standardError);
}
