namespace CrmReadinessSync.History;

/// <summary>Deals groups out to folds.</summary>
internal static class Split
{
    /// <summary>A fold for each group, the folds as equal in groups as can be.</summary>
    public static int[] Folds(int groups, int folds, Random random)
    {
        var fold = new int[groups];
        for (var i = 0; i < groups; i++)
        {
            fold[i] = i % folds;
        }

        random.Shuffle(fold);
        return fold;
    }
}
