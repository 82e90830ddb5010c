namespace CrmReadinessSync.History;

/// <summary>A logistic curve of one variable: the chance of winning by score.</summary>
/// <param name="Intercept">The log odds at 0.</param>
/// <param name="Slope">By how much they rise from 0 to 1.</param>
internal readonly record struct Logistic(double Intercept, double Slope)
{
    private const double Tolerance = 1e-10;

    /// <summary>Where winning and losing are equally likely; null where the curve does not rise.</summary>
    public double? Crossing => Slope > Tolerance ? -Intercept / Slope : null;

    /// <summary>
    /// The likeliest curve by Newton's method. A tiny ridge on the slope keeps it finite where the score parts won from lost without a
    /// single exception.
    /// </summary>
    public static Logistic Fit(ReadOnlySpan<double> x, ReadOnlySpan<double> won, ReadOnlySpan<double> lost)
    {
        const double ridge = 1e-3;
        double a = 0, b = 0;
        for (var step = 0; step < 100; step++)
        {
            double ga = 0, gb = -ridge * b, haa = 1e-12, hab = 0, hbb = ridge;
            for (var i = 0; i < x.Length; i++)
            {
                var n = won[i] + lost[i];
                if (n == 0)
                {
                    continue;
                }

                var p = 1 / (1 + Math.Exp(-(a + (b * x[i]))));
                var (residual, weight) = (won[i] - (n * p), n * p * (1 - p));
                ga += residual;
                gb += residual * x[i];
                haa += weight;
                hab += weight * x[i];
                hbb += weight * x[i] * x[i];
            }

            var determinant = (haa * hbb) - (hab * hab);
            if (determinant <= 0)
            {
                break;
            }

            var (da, db) = (((hbb * ga) - (hab * gb)) / determinant, ((haa * gb) - (hab * ga)) / determinant);
            (a, b) = (a + Math.Clamp(da, -5, 5), b + Math.Clamp(db, -20, 20));
            if (Math.Abs(da) + Math.Abs(db) < Tolerance)
            {
                break;
            }
        }

        return new Logistic(a, b);
    }
}
