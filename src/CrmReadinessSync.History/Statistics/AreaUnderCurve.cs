namespace CrmReadinessSync.History;

/// <summary>
/// The chance that a won deal scores above a lost one, ties counting half: the Mann-Whitney statistic. 0.5 is a coin, 1 a perfect order.
/// It is made from counts by score, so that its cost follows the number of distinct scores and not of deals.
/// </summary>
public static class AreaUnderCurve
{
    /// <summary>Of counts that stand in the order of their scores; equal scores may stand in several neighbouring entries.</summary>
    /// <param name="scores">Ascending.</param>
    /// <param name="won">Won deals of each entry.</param>
    /// <param name="lost">Lost deals of each entry.</param>
    /// <returns>Null without a won or without a lost deal: there is nothing to compare.</returns>
    public static double? OfSorted(ReadOnlySpan<double> scores, ReadOnlySpan<double> won, ReadOnlySpan<double> lost)
    {
        double below = 0, pairs = 0, allWon = 0;
        for (var i = 0; i < scores.Length;)
        {
            double tiedWon = 0, tiedLost = 0;
            var score = scores[i];
            for (; i < scores.Length && scores[i].Equals(score); i++)
            {
                tiedWon += won[i];
                tiedLost += lost[i];
            }

            pairs += tiedWon * (below + (tiedLost / 2));
            below += tiedLost;
            allWon += tiedWon;
        }

        return allWon > 0 && below > 0 ? pairs / allWon / below : null;
    }

    /// <summary>Of single deals.</summary>
    public static double? Of(IEnumerable<(double Score, bool Won)> deals)
    {
        var sorted = deals.OrderBy(deal => deal.Score).ToArray();
        return OfSorted(
            Array.ConvertAll(sorted, deal => deal.Score),
            Array.ConvertAll(sorted, deal => deal.Won ? 1d : 0),
            Array.ConvertAll(sorted, deal => deal.Won ? 0d : 1));
    }
}
