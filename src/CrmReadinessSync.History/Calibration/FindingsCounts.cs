using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.History;

/// <summary>Won and lost deals by their findings alone: what weights are fitted on.</summary>
internal sealed class FindingsCounts
{
    private readonly int[] _indexOfCell;

    public FindingsCounts(HistoryTable table)
    {
        var distinct = new Dictionary<int, int>();
        _indexOfCell = [.. table.Cells.All.Select(cell => distinct.TryGetValue(cell.Findings, out var index) ? index : distinct[cell.Findings] = distinct.Count)];
        Findings = [.. distinct.OrderBy(one => one.Value).Select(one => one.Key)];
        Cells = new CellCounts(table);
        Premises = table.Rules.Premises.Count;
    }

    public CellCounts Cells { get; }

    public int Premises { get; }

    /// <summary>The distinct findings, packed.</summary>
    public int[] Findings { get; }

    /// <summary>The counts of the groups that are chosen.</summary>
    public Sample Of(Predicate<int> chosen)
    {
        var (won, lost) = (new double[Findings.Length], new double[Findings.Length]);
        for (var bundle = 0; bundle < Cells.Bundles; bundle++)
        {
            foreach (var (cell, w, l) in chosen(bundle) ? Cells.Of(bundle) : [])
            {
                won[_indexOfCell[cell]] += w;
                lost[_indexOfCell[cell]] += l;
            }
        }

        var present = Enumerable.Range(0, Findings.Length).Where(i => won[i] + lost[i] > 0).ToArray();
        return new Sample(Array.ConvertAll(present, i => Findings[i]), Array.ConvertAll(present, i => won[i]), Array.ConvertAll(present, i => lost[i]), Premises);
    }
}

/// <summary>Counts by findings.</summary>
/// <param name="Findings">Packed.</param>
/// <param name="Won">Won deals of each.</param>
/// <param name="Lost">Lost deals of each.</param>
/// <param name="Premises">How many premises there are.</param>
internal sealed record Sample(int[] Findings, double[] Won, double[] Lost, int Premises)
{
    /// <summary>The area under the curve of a card; null without a won or a lost deal.</summary>
    public double? Auc(Card card)
    {
        var scores = Array.ConvertAll(Findings, findings => Math.Round(card.Score(findings), 9));
        var order = Enumerable.Range(0, scores.Length).OrderBy(i => scores[i]).ToArray();
        return AreaUnderCurve.OfSorted(Array.ConvertAll(order, i => scores[i]), Array.ConvertAll(order, i => Won[i]), Array.ConvertAll(order, i => Lost[i]));
    }
}

/// <summary>Weights and what an unknown earns: all that a score is made of.</summary>
/// <param name="Weights">0 or more, one a premise.</param>
/// <param name="UnknownCredit">0…1.</param>
internal sealed record Card(double[] Weights, double UnknownCredit)
{
    /// <summary>The sum that the score is the share of.</summary>
    public double Score(int findings)
    {
        var sum = 0d;
        for (var i = 0; i < Weights.Length; i++)
        {
            sum += Weights[i] * Earned(Judgement.Get(findings, i), UnknownCredit);
        }

        return sum;
    }

    public static double Earned(Finding finding, double unknownCredit) => finding switch
    {
        Finding.Met => 1,
        Finding.Unknown => unknownCredit,
        _ => 0,
    };
}
