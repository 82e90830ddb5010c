using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.History;

/// <summary>What is compared across draws: the score's order, premises, signs. One bootstrap serves them all.</summary>
public sealed partial class Backtest
{
    private const int Bins = 5;

    private sealed record Comparisons(ScoreReport Score, IReadOnlyList<PremiseReport> Premises, IReadOnlyList<SignReport> Signs);

    private Comparisons Compare(CancellationToken cancellationToken)
    {
        var byScore = new ScoreOrder(_cells, shape => shape.Score);
        var without = Enumerable.Range(0, _premises).Select(i => new ScoreOrder(_cells, shape => ScoreWithout(shape, i))).ToArray();
        var bins = BinsOf();
        var cut = new ScoreCut(_cells, _counts, _options.Seed);
        var signs = _table.Signs.Count;

        // The statistics of a draw, in this order: AUC, accuracy, then a difference and a change a premise, a difference a sign, a share a bin.
        int Difference(int premise) => 2 + premise;
        int Change(int premise) => 2 + _premises + premise;
        int OfSign(int sign) => 2 + (2 * _premises) + sign;
        int OfBin(int bin) => 2 + (2 * _premises) + signs + bin;
        var count = OfBin(bins.Count);

        void Compute(double[] won, double[] lost, double[] values)
        {
            var auc = byScore.Auc(won, lost);
            values[0] = auc;
            for (var i = 0; i < _premises; i++)
            {
                values[Difference(i)] = Apart(won, lost, cell => _cells[cell].FindingOf(i) is Finding.Met);
                values[Change(i)] = without[i].Auc(won, lost) - auc;
            }

            for (var i = 0; i < signs; i++)
            {
                values[OfSign(i)] = Apart(won, lost, cell => _cells[cell].Shows(i));
            }

            for (var i = 0; i < bins.Count; i++)
            {
                var (w, l) = (bins[i].Sum(cell => won[cell]), bins[i].Sum(cell => lost[cell]));
                values[OfBin(i)] = w + l > 0 ? w / (w + l) : double.NaN;
            }
        }

        var observed = new double[count];
        Compute(_counts.Won, _counts.Lost, observed);
        observed[1] = cut.Accuracy();
        var (drawnWon, drawnLost) = (new double[_cells.Count], new double[_cells.Count]);
        var replicates = Replicates(_counts.Entries + _counts.Bundles + (_cells.Count * (3.0 + (2 * _premises) + signs)));
        var sample = new GroupedBootstrap(_counts.Bundles, replicates, _options.Seed).Run(
            count,
            (weights, values) =>
            {
                _counts.Weigh(weights, drawnWon, drawnLost);
                Compute(drawnWon, drawnLost, values);
                values[1] = cut.Accuracy(weights);
            },
            cancellationToken);

        Estimate? Told(int statistic, bool enough) =>
            enough && _table.Groups >= Enough.Groups && !double.IsNaN(observed[statistic]) && sample.IntervalOf(statistic) is { } interval ? new Estimate(observed[statistic], interval) : null;

        var ordered = Enough.ForOrder(_counts.TotalWon, _counts.TotalLost);
        var looks = new List<(int Statistic, long One, long Other)>();
        for (var i = 0; i < _premises; i++)
        {
            looks.Add(Look(Difference(i), shape => shape.FindingOf(i) is Finding.Met));
        }

        for (var i = 0; i < signs; i++)
        {
            looks.Add(Look(OfSign(i), shape => shape.Shows(i)));
        }

        var p = Corrected(looks, observed, sample);
        return new Comparisons(
            new ScoreReport(Told(0, ordered), Told(1, ordered), Guess(), [.. bins.Select((cells, i) => Bin(cells, Told(OfBin(i), true)))]),
            [.. Enumerable.Range(0, _premises).Select(i => Premise(i, Told(Difference(i), p[i] is not null), p[i], Told(Change(i), ordered)))],
            [.. Enumerable.Range(0, signs).Select(i => Sign(i, Told(OfSign(i), p[_premises + i] is not null), p[_premises + i]))]);

        (int, long, long) Look(int statistic, Func<Shape, bool> counts)
        {
            var (won, lost) = Sum(counts);
            return (statistic, (long)(won + lost), _table.Count - (long)(won + lost));
        }
    }

    /// <summary>Won share of the chosen cells minus that of the others; NaN where either is empty.</summary>
    private static double Apart(double[] won, double[] lost, Func<int, bool> chosen)
    {
        double oneWon = 0, one = 0, otherWon = 0, other = 0;
        for (var cell = 0; cell < won.Length; cell++)
        {
            var all = won[cell] + lost[cell];
            if (chosen(cell))
            {
                oneWon += won[cell];
                one += all;
            }
            else
            {
                otherWon += won[cell];
                other += all;
            }
        }

        return one > 0 && other > 0 ? (oneWon / one) - (otherWon / other) : double.NaN;
    }

    /// <summary>Holm over all looks for which there are enough deals; null for the others.</summary>
    private double?[] Corrected(List<(int Statistic, long One, long Other)> looks, double[] observed, BootstrapSample sample)
    {
        var told = looks.ConvertAll(look => Enough.ForComparison(look.One, look.Other) && _table.Groups >= Enough.Groups);
        var adjusted = MultipleLooks.Holm([.. looks.Where((_, i) => told[i]).Select(look => MultipleLooks.TwoSided(observed[look.Statistic], sample.SpreadOf(look.Statistic)))]);
        var next = 0;
        return [.. told.Select(enough => enough ? adjusted[next++] : (double?)null)];
    }

    private double? Guess() => _table.Count == 0 ? null : Math.Max(_counts.TotalWon, _counts.TotalLost) / (double)_table.Count;

    /// <summary>Cells in up to five bins of about equally many deals; equal scores are never parted.</summary>
    private List<int[]> BinsOf()
    {
        var bins = new List<int[]>();
        var open = new List<int>();
        double seen = 0, inOpen = 0;
        foreach (var score in Enumerable.Range(0, _cells.Count).GroupBy(i => _cells[i].Score).OrderBy(group => group.Key))
        {
            open.AddRange(score);
            inOpen += score.Sum(i => _counts.Won[i] + _counts.Lost[i]);
            if (seen + inOpen >= (bins.Count + 1) * (double)_table.Count / Bins)
            {
                bins.Add([.. open]);
                seen += inOpen;
                inOpen = 0;
                open.Clear();
            }
        }

        if (open.Count > 0)
        {
            bins.Add([.. open]);
        }

        return bins;
    }

    private CalibrationBin Bin(int[] cells, Estimate? share)
    {
        var (won, lost) = (cells.Sum(i => _counts.Won[i]), cells.Sum(i => _counts.Lost[i]));
        var all = won + lost;
        var wilson = new Proportion((long)won, (long)all);
        return new CalibrationBin(
            cells.Min(i => _cells[i].Score),
            cells.Max(i => _cells[i].Score),
            cells.Sum(i => _cells[i].Score * (_counts.Won[i] + _counts.Lost[i])) / all,
            (long)won,
            (long)lost,
            share ?? new Estimate(won / all, wilson.Wilson()),
            !Enough.ForShare((long)all));
    }

    private PremiseReport Premise(int premise, Estimate? difference, double? p, Estimate? aucChange)
    {
        var findings = new[] { Finding.Met, Finding.Unknown, Finding.Unmet }.Select(finding => Row(finding.ToString(), shape => shape.FindingOf(premise) == finding)).ToList();
        var known = findings.Where(row => row.Key != nameof(Finding.Unknown)).Sum(row => row.Won + row.Lost);
        var (hollowWon, hollowLost) = Sum(shape => shape.KindOf(premise) is UnknownKind.Placeholder);
        var (missingWon, missingLost) = Sum(shape => shape.KindOf(premise) is UnknownKind.Missing);
        var (hollow, filled) = (hollowWon + hollowLost, _table.Count - missingWon - missingLost);
        var same = known == 0 ? (double?)null : findings.Where(row => row.Key != nameof(Finding.Unknown)).Max(row => row.Won + row.Lost) / (double)known;
        var hollowRate = filled > 0 ? hollow / filled : (double?)null;
        var says = Verdict(difference, p, 1);
        return new PremiseReport(
            _table.Rules.Premises[premise].Name,
            findings,
            _table.Count == 0 ? 0 : (double)known / _table.Count,
            hollowRate,
            same,
            Lift(findings[0]),
            difference,
            p,
            filled >= Enough.Deals && hollowRate > 0.5 ? Says.Hollow
                : says is Says.NoDifference or Says.TooFew && known >= Enough.Deals && same > 0.9 && known > 0.9 * _table.Count ? Says.SameForAll
                : says,
            Removing(shape => Without(shape, premise), aucChange),
            [.. _table.RoutesOf(premise)
                .Select((route, i) => Route(route, Row(route.Name, shape => shape.RouteOf(premise) == i + 1)))
                .OrderByDescending(route => route.Says)
                .ThenByDescending(route => route.Coverage)]);
    }

    private SignReport Sign(int sign, Estimate? difference, double? p)
    {
        var row = Row(_table.Signs[sign], shape => shape.Shows(sign));
        return new SignReport(
            _table.Signs[sign],
            row,
            _table.Count == 0 ? 0 : (double)(row.Won + row.Lost) / _table.Count,
            Lift(row),
            difference,
            p,
            Verdict(difference, p, -1),
            Removing(shape => shape.Shows(sign) ? _table.Rules.Outcome(shape.Segment, shape.Window, shape.Findings, (shape.Signs & ~(1UL << Math.Min(sign, 63))) != 0) : null, null));
    }

    private static Says Verdict(Estimate? difference, double? p, int sense) =>
        difference is null || p is null ? Says.TooFew
        : p > MultipleLooks.Level ? Says.NoDifference
        : Math.Sign(difference.Value.Value) == sense ? Says.Speaks
        : Says.Contradicts;

    private RouteReport Route(RouteKey route, OutcomeRow row) =>
        new(route.Name, route.IsAnswer, route.Says, row.Won, row.Lost, _table.Count == 0 ? 0 : (double)(row.Won + row.Lost) / _table.Count, Lift(row));

    private double? Lift(OutcomeRow row) => row.TooFew || _counts.TotalWon == 0 ? null : row.WonShare * _table.Count / _counts.TotalWon;

    private Removal Removing(Func<Shape, Judgement?> without, Estimate? aucChange)
    {
        double flips = 0, losses = 0, wins = 0;
        for (var i = 0; i < _shapes.Count; i++)
        {
            if (without(_shapes[i]) is not { } other || other.ComputedFlag == _shapes[i].Flag)
            {
                continue;
            }

            flips += _won[i] + _lost[i];
            if (_shapes[i].Flag is Flag.Hold)
            {
                losses += _lost[i];
                wins += _won[i];
            }
        }

        return new Removal(aucChange, (long)flips, (long)losses, (long)wins);
    }
}
