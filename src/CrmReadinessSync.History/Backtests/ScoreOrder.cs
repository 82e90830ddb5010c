namespace CrmReadinessSync.History;

/// <summary>Shapes in the order of a score, sorted once and used for every draw.</summary>
internal sealed class ScoreOrder
{
    private readonly int[] _order;
    private readonly double[] _scores;
    private readonly double[] _won;
    private readonly double[] _lost;

    public ScoreOrder(IReadOnlyList<Shape> shapes, Func<Shape, double> score)
    {
        var all = shapes.Select(shape => Math.Round(score(shape), 9)).ToArray();
        _order = [.. Enumerable.Range(0, all.Length).OrderBy(i => all[i])];
        _scores = [.. _order.Select(i => all[i])];
        _won = new double[all.Length];
        _lost = new double[all.Length];
    }

    /// <summary>The area under the curve of counts by shape; NaN where one outcome is missing.</summary>
    public double Auc(double[] won, double[] lost)
    {
        for (var i = 0; i < _order.Length; i++)
        {
            _won[i] = won[_order[i]];
            _lost[i] = lost[_order[i]];
        }

        return AreaUnderCurve.OfSorted(_scores, _won, _lost) ?? double.NaN;
    }
}
