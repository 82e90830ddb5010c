using System.Globalization;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.History;

/// <summary>Deals told apart by a column, or by when their meeting was.</summary>
public sealed partial class Backtest
{
    private const int MostRows = 12;

    private SliceReport Slice(int dimension)
    {
        var values = _table.ValuesOf(dimension);
        int[] classOf = [.. _table.SliceOf(dimension)];

        // Only the values with the most deals are counted shape by shape, so that memory does not grow with the number of values.
        var sizes = new int[values.Count + 1];
        for (var deal = 0; deal < classOf.Length; deal++)
        {
            classOf[deal] = classOf[deal] < 0 ? values.Count : classOf[deal];
            sizes[classOf[deal]]++;
        }

        var largest = Enumerable.Range(0, sizes.Length).Where(value => sizes[value] > 0).OrderByDescending(value => sizes[value]).ThenBy(value => value).Take(MostRows).ToList();
        int[] rank = [.. Enumerable.Range(0, sizes.Length).Select(value => largest.IndexOf(value))];
        var rows = Rows(largest.Count, deal => rank[classOf[deal]], i => largest[i] == values.Count ? "" : values[largest[i]] ?? "…");
        return new SliceReport(_table.Dimensions[dimension], [.. rows], sizes.Count(size => size > 0) - largest.Count);
    }

    /// <summary>Deals told apart by the segment of the rules that judged them; null where the rules have none that any is in.</summary>
    private SliceReport? Segments()
    {
        List<string> names = [.. _shapes.Select(shape => shape.Segment).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (names.Count == 0)
        {
            return null;
        }

        if (_shapes.Any(shape => shape.Segment is null))
        {
            names.Add("");
        }

        return new SliceReport(SliceReport.OfRules, [.. Rows(names.Count, deal => names.IndexOf(_shapes[_table.ShapeOf[deal]].Segment ?? ""), i => names[i])], 0);
    }

    private DriftReport Drift(CancellationToken cancellationToken)
    {
        var quarters = new SortedSet<int>();
        var undated = 0L;
        foreach (var day in _table.DayOf)
        {
            if (day < 0)
            {
                undated++;
            }
            else
            {
                quarters.Add(QuarterOf(day));
            }
        }

        int[] known = [.. quarters];
        var rows = Rows(
            known.Length,
            deal => _table.DayOf[deal] is var day && day < 0 ? -1 : Array.BinarySearch(known, QuarterOf(day)),
            i => string.Create(CultureInfo.InvariantCulture, $"{known[i] / 4}-Q{(known[i] % 4) + 1}"));
        return new DriftReport([.. rows], AucChange(cancellationToken), undated);
    }

    /// <summary>The later half of the dated deals against the earlier; groups are drawn whole, whichever half their deals are in.</summary>
    private Estimate? AucChange(CancellationToken cancellationToken)
    {
        var days = _table.DayOf.ToArray().Where(day => day >= 0).Order().ToArray();
        if (days.Length == 0)
        {
            return null;
        }

        var middle = days[days.Length / 2];
        var earlier = new CellCounts(_table, deal => _table.DayOf[deal] >= 0 && _table.DayOf[deal] < middle);
        var later = new CellCounts(_table, deal => _table.DayOf[deal] >= middle);
        if (!Enough.ForOrder(earlier.TotalWon, earlier.TotalLost) || !Enough.ForOrder(later.TotalWon, later.TotalLost) || _table.Groups < Enough.Groups)
        {
            return null;
        }

        var order = new ScoreOrder(_cells, shape => shape.Score);
        var (won, lost) = (new double[_cells.Count], new double[_cells.Count]);
        var sample = new GroupedBootstrap(earlier.Bundles, Replicates(earlier.Entries + later.Entries + (4.0 * _cells.Count)), _options.Seed).Run(
            1,
            (weights, values) =>
            {
                later.Weigh(weights, won, lost);
                values[0] = order.Auc(won, lost);
                earlier.Weigh(weights, won, lost);
                values[0] -= order.Auc(won, lost);
            },
            cancellationToken);
        return sample.IntervalOf(0) is { } interval ? new Estimate(order.Auc(later.Won, later.Lost) - order.Auc(earlier.Won, earlier.Lost), interval) : null;
    }

    private static int QuarterOf(int dayNumber) => DateOnly.FromDayNumber(dayNumber) is var day ? (day.Year * 4) + ((day.Month - 1) / 3) : 0;

    /// <summary>One row a class that has deals; class -1 is left out.</summary>
    private IEnumerable<SliceRow> Rows(int classes, Func<int, int> classOf, Func<int, string> name)
    {
        var scores = new ScoreOrder(_shapes, shape => shape.Score);
        var counts = Counts(classes, classOf);
        for (var value = 0; value < classes; value++)
        {
            if (counts[value] is not { } known)
            {
                continue;
            }

            var (won, lost) = known;
            double Of(double[] outcome, Flag flag) => Enumerable.Range(0, _shapes.Count).Sum(i => _shapes[i].Flag == flag ? outcome[i] : 0);
            var (wonSum, lostSum) = (won.Sum(), lost.Sum());
            var auc = Enough.ForOrder((long)wonSum, (long)lostSum) ? scores.Auc(won, lost) : double.NaN;
            yield return new SliceRow(
                OutcomeRow.Of(name(value), wonSum, lostSum),
                Enum.GetValues<Flag>().Reverse().ToDictionary(flag => flag.ToString(), flag => (long)(Of(won, flag) + Of(lost, flag)), StringComparer.Ordinal),
                double.IsNaN(auc) ? null : auc,
                (long)Of(won, Flag.Hold),
                (long)Of(lost, Flag.Hold));
        }
    }

    /// <summary>Won and lost deals of each class, shape by shape; null for a class without a deal.</summary>
    private (double[] Won, double[] Lost)?[] Counts(int classes, Func<int, int> classOf)
    {
        var counts = new (double[] Won, double[] Lost)?[classes];
        var isWon = _table.IsWon;
        var shapeOf = _table.ShapeOf;
        for (var deal = 0; deal < shapeOf.Length; deal++)
        {
            if (classOf(deal) is var value && value >= 0 && value < classes)
            {
                var one = counts[value] ??= (new double[_shapes.Count], new double[_shapes.Count]);
                (isWon[deal] ? one.Won : one.Lost)[shapeOf[deal]]++;
            }
        }

        return counts;
    }
}
