using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.History;

/// <summary>How a back-test is told.</summary>
/// <param name="Source">What the deals came from.</param>
/// <param name="NotClosed">Rows or deals that were left out.</param>
/// <param name="ListedDeals">How many paused deals of each outcome are told one by one.</param>
/// <param name="Replicates">Draws of the bootstrap; fewer where each is expensive.</param>
/// <param name="Seed">Equal seeds draw alike.</param>
/// <param name="FromHistory">Whether values are known to be those from before the meeting, by their dates.</param>
public sealed record BacktestOptions(string Source, long NotClosed = 0, int ListedDeals = 1000, int Replicates = 2000, int Seed = 20261126, bool FromHistory = false);

/// <summary>Makes the report of a table of judged deals.</summary>
public sealed partial class Backtest
{
    /// <summary>Additions that all draws together may cost: half a second. Beyond some hundred thousand deals fewer draws tell as much.</summary>
    private const double Budget = 3e8;

    private readonly HistoryTable _table;
    private readonly BacktestOptions _options;
    private readonly IReadOnlyList<Shape> _shapes;
    private readonly long[] _won;
    private readonly long[] _lost;
    private readonly IReadOnlyList<Shape> _cells;
    private readonly CellCounts _counts;
    private readonly int _premises;

    private Backtest(HistoryTable table, BacktestOptions options)
    {
        _table = table;
        _options = options;
        _shapes = table.Shapes;
        _won = new long[_shapes.Count];
        _lost = new long[_shapes.Count];
        var won = table.IsWon;
        var shapeOf = table.ShapeOf;
        for (var deal = 0; deal < shapeOf.Length; deal++)
        {
            (won[deal] ? _won : _lost)[shapeOf[deal]]++;
        }

        _cells = table.Cells.All;
        _counts = new CellCounts(table);
        _premises = table.Rules.Premises.Count;
    }

    /// <summary>Computes the whole report.</summary>
    /// <param name="table">The deals.</param>
    /// <param name="options">How to tell it.</param>
    /// <param name="cancellationToken">Stops between draws.</param>
    public static BacktestReport Of(HistoryTable table, BacktestOptions options, CancellationToken cancellationToken) =>
        new Backtest(table, options).Report(cancellationToken);

    private BacktestReport Report(CancellationToken cancellationToken)
    {
        var comparisons = Compare(cancellationToken);
        return new BacktestReport
        {
            Source = _options.Source,
            FromHistory = _options.FromHistory,
            Rules = _table.Rules.Fingerprint,
            Deals = _table.Count,
            Won = _counts.TotalWon,
            Lost = _counts.TotalLost,
            Groups = _table.Groups,
            JoinedByEqualRows = _table.JoinedByEqualRows,
            EqualByChance = _table.EqualByChance,
            NotClosed = _options.NotClosed,
            Undated = _table.Undated,
            UndatedFields = _table.UndatedFields,
            TooLate = _table.TooLate,
            Noted = _table.Noted,
            Flags = Rows(Enum.GetValues<Flag>().Reverse(), (shape, flag) => shape.Flag == flag),
            Phases = Rows([Phase.Deciding, Phase.Unclear, Phase.Gathering, Phase.NotBuying], (shape, phase) => shape.Phase == phase),
            Depths = Rows(Enum.GetValues<TalkDepth>().Reverse(), (shape, depth) => shape.Depth == depth),
            PausedLosses = Paused(won: false),
            PausedWins = Paused(won: true),
            Score = comparisons.Score,
            Premises = comparisons.Premises,
            Signs = comparisons.Signs,
            Slices = [.. Segments() is { } segments ? [segments] : Array.Empty<SliceReport>(), .. Enumerable.Range(0, _table.Dimensions.Count).Select(Slice)],
            Drift = _table.IsDated ? Drift(cancellationToken) : null,
            Overrides = new OverrideReport(
                Row("raised", shape => shape.Override > shape.Flag),
                Row("lowered", shape => shape.Override < shape.Flag)),
        };
    }

    private List<OutcomeRow> Rows<T>(IEnumerable<T> kinds, Func<Shape, T, bool> isOf)
        where T : struct, Enum => [.. kinds.Select(kind => Row(kind.ToString(), shape => isOf(shape, kind)))];

    private OutcomeRow Row(string key, Func<Shape, bool> counts)
    {
        var (won, lost) = Sum(counts);
        return OutcomeRow.Of(key, won, lost);
    }

    private (double Won, double Lost) Sum(Func<Shape, bool> counts)
    {
        double won = 0, lost = 0;
        for (var i = 0; i < _shapes.Count; i++)
        {
            if (counts(_shapes[i]))
            {
                won += _won[i];
                lost += _lost[i];
            }
        }

        return (won, lost);
    }

    private PausedDeals Paused(bool won)
    {
        var deals = new List<PausedDeal>();
        var isHeld = _shapes.Select(shape => shape.Flag is Flag.Hold).ToArray();
        var count = Enumerable.Range(0, _shapes.Count).Sum(i => isHeld[i] ? (won ? _won : _lost)[i] : 0);
        var shapeOf = _table.ShapeOf;
        var isWon = _table.IsWon;
        for (var deal = 0; deal < shapeOf.Length && deals.Count < Math.Min(count, _options.ListedDeals); deal++)
        {
            if (isWon[deal] == won && isHeld[shapeOf[deal]])
            {
                var shape = _shapes[shapeOf[deal]];
                deals.Add(new PausedDeal(
                    _table.IdOf(deal),
                    shape.Phase,
                    shape.Depth,
                    [.. Enumerable.Range(0, _premises).Where(i => shape.FindingOf(i) is Finding.Unmet).Select(i => _table.Rules.Premises[i].Name)]));
            }
        }

        var share = new Proportion(count, won ? _counts.TotalWon : _counts.TotalLost);
        return new PausedDeals(count, share.Of, share.Share, share.Wilson(), !Enough.ForShare(share.Of), deals);
    }

    /// <summary>What a shape leads to with a premise that is met: one that asks for nothing holds nothing back.</summary>
    private Judgement Without(Shape shape, int premise) =>
        _table.Rules.Outcome(shape.Segment, shape.Window, Judgement.With(shape.Findings, premise, Finding.Met), shape.Signs != 0);

    /// <summary>The score as the other premises alone make it.</summary>
    private double ScoreWithout(Shape shape, int premise)
    {
        var others = _table.Rules.Outcome(shape.Segment, shape.Window, Judgement.With(shape.Findings, premise, Finding.Unmet), false).Score;
        var weights = _table.Rules.PremisesOf(shape.Segment, shape.Window);
        var total = weights.Sum(one => one.Weight);
        return total > weights[premise].Weight ? others * total / (total - weights[premise].Weight) : 0;
    }

    private int Replicates(double costOfOne) => (int)Math.Clamp(Budget / Math.Max(costOfOne, 1), Math.Min(200, _options.Replicates), _options.Replicates);
}
