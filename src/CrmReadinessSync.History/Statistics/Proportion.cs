namespace CrmReadinessSync.History;

/// <summary>How many of how many, with Wilson's interval, which holds for few cases and for shares near 0 and 1 (Wilson 1927).</summary>
/// <param name="Hits">0…<paramref name="Of"/>.</param>
/// <param name="Of">0 or more; of nothing there is no share.</param>
public readonly record struct Proportion(long Hits, long Of)
{
    /// <summary>The normal quantile of a two-sided 95%.</summary>
    public const double Z95 = 1.959963984540054;

    /// <summary>0…1; null when <see cref="Of"/> is 0.</summary>
    public double? Share => Of == 0 ? null : (double)Hits / Of;

    /// <summary>The share's interval; 0…1 when <see cref="Of"/> is 0.</summary>
    /// <param name="z">The normal quantile; of 95% by default.</param>
    public Interval Wilson(double z = Z95)
    {
        if (Of == 0)
        {
            return new Interval(0, 1);
        }

        var (n, p) = ((double)Of, (double)Hits / Of);
        var shrink = 1 + (z * z / n);
        var centre = (p + (z * z / (2 * n))) / shrink;
        var half = z / shrink * Math.Sqrt((p * (1 - p) / n) + (z * z / (4 * n * n)));
        return new Interval(Hits == 0 ? 0 : Math.Max(0, centre - half), Hits == Of ? 1 : Math.Min(1, centre + half));
    }
}
