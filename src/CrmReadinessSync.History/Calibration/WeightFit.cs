using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.History;

/// <summary>
/// A logistic regression of winning on what each premise earns, whose weights never fall below 0 (a better finding never lowers a score) and
/// are drawn towards the present weights, however scaled: the stronger the pull, the more it takes to leave them. Solved by
/// coordinate descent on Newton's quadratic.
/// </summary>
internal static class WeightFit
{
    private const int Steps = 40;
    private const double Largest = 30;

    /// <summary>The highest weight of a card that a person can read.</summary>
    private const int MostPoints = 5;

    /// <summary>Real weights.</summary>
    /// <param name="sample">The deals.</param>
    /// <param name="unknownCredit">What an unknown earns.</param>
    /// <param name="pull">The strength of the pull, in deals.</param>
    /// <param name="present">The present weights.</param>
    public static double[] Fit(Sample sample, double unknownCredit, double pull, double[] present)
    {
        var premises = sample.Premises;
        var earned = sample.Findings.Select(findings => Enumerable.Range(0, premises).Select(i => Card.Earned(Judgement.Get(findings, i), unknownCredit)).ToArray()).ToArray();
        var weights = (double[])present.Clone();
        var scale = 1d;
        var square = present.Sum(one => one * one);
        var intercept = 0d;
        var (residual, spread) = (new double[earned.Length], new double[earned.Length]);
        for (var step = 0; step < Steps; step++)
        {
            for (var row = 0; row < earned.Length; row++)
            {
                var sum = intercept;
                for (var i = 0; i < premises; i++)
                {
                    sum += weights[i] * earned[row][i];
                }

                var (chance, all) = (1 / (1 + Math.Exp(-sum)), sample.Won[row] + sample.Lost[row]);
                residual[row] = sample.Won[row] - (all * chance);
                spread[row] = Math.Max(all * chance * (1 - chance), all * 1e-5);
            }

            var moved = Move(ref intercept, double.NegativeInfinity, 0, 0, _ => 1);
            for (var i = 0; i < premises; i++)
            {
                var premise = i;
                moved += Move(ref weights[i], 0, pull, scale * present[i], row => earned[row][premise]);
            }

            scale = square > 0 ? Math.Max(0, weights.Zip(present, (one, other) => one * other).Sum() / square) : 0;
            if (moved < 1e-6)
            {
                break;
            }
        }

        return weights;

        double Move(ref double weight, double least, double ridge, double towards, Func<int, double> x)
        {
            var (slope, bend) = (-ridge * (weight - towards), ridge + 1e-9);
            for (var row = 0; row < earned.Length; row++)
            {
                var value = x(row);
                slope += residual[row] * value;
                bend += spread[row] * value * value;
            }

            var change = Math.Clamp(weight + Math.Clamp(slope / bend, -2, 2), least, Largest) - weight;
            weight += change;
            for (var row = 0; row < earned.Length && change != 0; row++)
            {
                residual[row] -= spread[row] * change * x(row);
            }

            return Math.Abs(change);
        }
    }

    /// <summary>Small whole weights in the same proportions: of scales from 1 to 5 points the one that sorts the sample best, the smaller first.</summary>
    public static double[] Rounded(double[] weights, Sample sample, double unknownCredit, double[] present)
    {
        var most = weights.Max();
        if (most < 1e-6)
        {
            return present;
        }

        double[]? best = null;
        var auc = double.NegativeInfinity;
        for (var points = 1; points <= MostPoints; points++)
        {
            var rounded = Array.ConvertAll(weights, weight => Math.Round(weight / most * points, MidpointRounding.AwayFromZero));
            if (sample.Auc(new Card(rounded, unknownCredit)) is { } reached && reached > auc + 0.002)
            {
                (best, auc) = (rounded, reached);
            }
        }

        return best ?? present;
    }
}
