namespace CrmReadinessSync.History;

/// <summary>
/// How many deals of each shape were won and lost, in all and group by group. A statistic is a sum over shapes, so that a draw of the
/// bootstrap costs the number of entries, not of deals.
/// </summary>
internal sealed class ShapeCounts
{
    /// <summary>More groups than this are drawn in bundles: their intervals no longer change, the time would.</summary>
    public const int MostBundles = 4096;

    private readonly int[] _start;
    private readonly List<int> _shape;
    private readonly List<int> _wonOf;
    private readonly List<int> _lostOf;

    /// <summary>Counts deals.</summary>
    /// <param name="table">The deals.</param>
    /// <param name="chosen">Those that count; null for all.</param>
    public ShapeCounts(HistoryTable table, Predicate<int>? chosen = null)
    {
        Shapes = table.Shapes.Count;
        Bundles = Math.Clamp(table.Groups, 1, MostBundles);
        Won = new double[Shapes];
        Lost = new double[Shapes];
        var keys = new List<long>(chosen is null ? table.Count : 16);
        for (var deal = 0; deal < table.Count; deal++)
        {
            if (chosen is null || chosen(deal))
            {
                (table.IsWon[deal] ? Won : Lost)[table.ShapeOf[deal]]++;
                keys.Add(((((long)(table.GroupOf[deal] % Bundles) * Shapes) + table.ShapeOf[deal]) << 1) | (table.IsWon[deal] ? 1L : 0));
            }
        }

        keys.Sort();
        var distinct = 0;
        for (var i = 0; i < keys.Count; i++)
        {
            distinct += i == 0 || keys[i] >> 1 != keys[i - 1] >> 1 ? 1 : 0;
        }

        var (shapes, won, lost) = (new List<int>(distinct), new List<int>(distinct), new List<int>(distinct));
        _start = new int[Bundles + 1];
        var last = -1L;
        foreach (var key in keys)
        {
            var entry = key >> 1;
            if (entry != last)
            {
                shapes.Add((int)(entry % Shapes));
                won.Add(0);
                lost.Add(0);
                last = entry;
            }

            _start[(int)(entry / Shapes) + 1] = shapes.Count;
            if ((key & 1) == 1)
            {
                won[^1]++;
            }
            else
            {
                lost[^1]++;
            }
        }

        for (var i = 1; i <= Bundles; i++)
        {
            _start[i] = Math.Max(_start[i], _start[i - 1]);
        }

        (_shape, _wonOf, _lostOf) = (shapes, won, lost);
        (TotalWon, TotalLost) = ((long)Won.Sum(), (long)Lost.Sum());
    }

    /// <summary>How many shapes the table has.</summary>
    public int Shapes { get; }

    /// <summary>How many groups, or bundles of them, are drawn.</summary>
    public int Bundles { get; }

    /// <summary>Won deals of each shape.</summary>
    public double[] Won { get; }

    /// <summary>Lost deals of each shape.</summary>
    public double[] Lost { get; }

    public long TotalWon { get; }

    public long TotalLost { get; }

    /// <summary>How many entries a draw adds up.</summary>
    public int Entries => _shape.Count;

    /// <summary>The entries of a group: shape, won, lost.</summary>
    public IEnumerable<(int Shape, int Won, int Lost)> Of(int bundle)
    {
        for (var i = _start[bundle]; i < _start[bundle + 1]; i++)
        {
            yield return (_shape[i], _wonOf[i], _lostOf[i]);
        }
    }

    /// <summary>Adds up the counts of a draw.</summary>
    public void Weigh(int[] weights, double[] won, double[] lost)
    {
        Array.Clear(won);
        Array.Clear(lost);
        for (var bundle = 0; bundle < Bundles; bundle++)
        {
            var weight = weights[bundle];
            for (var i = _start[bundle]; weight > 0 && i < _start[bundle + 1]; i++)
            {
                won[_shape[i]] += weight * _wonOf[i];
                lost[_shape[i]] += weight * _lostOf[i];
            }
        }
    }
}
