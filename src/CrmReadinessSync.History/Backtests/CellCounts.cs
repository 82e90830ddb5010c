namespace CrmReadinessSync.History;

/// <summary>
/// How many deals of each cell were won and lost, in all and group by group. A statistic is a sum over cells, so that a draw of the
/// bootstrap costs the number of entries, not of deals.
/// </summary>
internal sealed class CellCounts
{
    /// <summary>More groups than this are drawn in bundles: their intervals no longer change, the time would.</summary>
    public const int MostBundles = 1024;

    private readonly int[] _start;
    private readonly List<int> _cell;
    private readonly List<int> _wonOf;
    private readonly List<int> _lostOf;

    /// <summary>Counts deals.</summary>
    /// <param name="table">The deals.</param>
    /// <param name="chosen">Those that count; null for all.</param>
    public CellCounts(HistoryTable table, Predicate<int>? chosen = null)
    {
        Cells = table.Cells.All.Count;
        Bundles = Math.Clamp(table.Groups, 1, MostBundles);
        Won = new double[Cells];
        Lost = new double[Cells];
        var cellOf = table.Cells.Of;
        var shapeOf = table.ShapeOf;
        var groupOf = table.GroupOf;
        var isWon = table.IsWon;
        var keys = new List<long>(chosen is null ? table.Count : 16);
        for (var deal = 0; deal < table.Count; deal++)
        {
            if (chosen is null || chosen(deal))
            {
                var cell = cellOf[shapeOf[deal]];
                (isWon[deal] ? Won : Lost)[cell]++;
                keys.Add(((((long)(groupOf[deal] % Bundles) * Cells) + cell) << 1) | (isWon[deal] ? 1L : 0));
            }
        }

        keys.Sort();
        var distinct = 0;
        for (var i = 0; i < keys.Count; i++)
        {
            distinct += i == 0 || keys[i] >> 1 != keys[i - 1] >> 1 ? 1 : 0;
        }

        var (cells, won, lost) = (new List<int>(distinct), new List<int>(distinct), new List<int>(distinct));
        _start = new int[Bundles + 1];
        var last = -1L;
        foreach (var key in keys)
        {
            var entry = key >> 1;
            if (entry != last)
            {
                cells.Add((int)(entry % Cells));
                won.Add(0);
                lost.Add(0);
                last = entry;
            }

            _start[(int)(entry / Cells) + 1] = cells.Count;
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

        (_cell, _wonOf, _lostOf) = (cells, won, lost);
        (TotalWon, TotalLost) = ((long)Won.Sum(), (long)Lost.Sum());
    }

    /// <summary>How many cells the table has.</summary>
    public int Cells { get; }

    /// <summary>How many groups, or bundles of them, are drawn.</summary>
    public int Bundles { get; }

    /// <summary>Won deals of each cell.</summary>
    public double[] Won { get; }

    /// <summary>Lost deals of each cell.</summary>
    public double[] Lost { get; }

    public long TotalWon { get; }

    public long TotalLost { get; }

    /// <summary>How many entries a draw adds up.</summary>
    public int Entries => _cell.Count;

    /// <summary>The entries of a group: cell, won, lost.</summary>
    public IEnumerable<(int Cell, int Won, int Lost)> Of(int bundle)
    {
        for (var i = _start[bundle]; i < _start[bundle + 1]; i++)
        {
            yield return (_cell[i], _wonOf[i], _lostOf[i]);
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
                won[_cell[i]] += weight * _wonOf[i];
                lost[_cell[i]] += weight * _lostOf[i];
            }
        }
    }
}
