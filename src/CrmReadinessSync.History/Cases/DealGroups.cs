using System.Runtime.InteropServices;

namespace CrmReadinessSync.History;

/// <summary>
/// Which deals are not independent of each other: whatever an account, a deal's id or equal rows connect, over as many steps as it takes.
/// Equal rows of different accounts are most likely one deal entered twice, but in a file of few columns and few values they are a matter of
/// chance, and would chain nearly all deals into one group: where they would make one of more than a fold of all deals, they connect nothing.
/// </summary>
internal sealed class DealGroups
{
    /// <summary>A group larger than a fold cannot be dealt out to folds.</summary>
    private const double MostOfAll = 1.0 / RepeatedFolds.Folds;

    private DealGroups(int[] groupOf, int count, long joined, bool isChance)
    {
        (Of, Count, Joined, EqualByChance) = (groupOf, count, joined, isChance);
    }

    /// <summary>The group of each deal; numbers ascend in the order of first deals.</summary>
    public int[] Of { get; }

    /// <summary>How many groups there are.</summary>
    public int Count { get; }

    /// <summary>How many fewer there are than without rows that are equal across accounts.</summary>
    public long Joined { get; }

    /// <summary>Whether so many rows are equal across accounts that it says nothing, and only account and id connect.</summary>
    public bool EqualByChance { get; }

    /// <summary>Connects deals.</summary>
    /// <param name="accounts">The number of each deal's account.</param>
    /// <param name="accountCount">How many accounts there are.</param>
    /// <param name="equalRows">The number of each deal's row among the distinct ones, whoever's they are; -1 where nothing is compared.</param>
    /// <param name="repeats">Pairs of deals with the same id.</param>
    public static DealGroups Connect(ReadOnlySpan<int> accounts, int accountCount, ReadOnlySpan<int> equalRows, IEnumerable<(int Deal, int Again)> repeats)
    {
        int[] parent = [.. Enumerable.Range(0, accountCount)];
        foreach (var (deal, again) in repeats)
        {
            Join(parent, accounts[deal], accounts[again]);
        }

        var apart = Numbered(accounts, parent);
        var first = new Dictionary<int, int>();
        for (var deal = 0; deal < equalRows.Length; deal++)
        {
            if (equalRows[deal] < 0)
            {
                continue;
            }

            ref var account = ref CollectionsMarshal.GetValueRefOrAddDefault(first, equalRows[deal], out var known);
            if (known)
            {
                Join(parent, account, accounts[deal]);
            }
            else
            {
                account = accounts[deal];
            }
        }

        var joined = Numbered(accounts, parent);
        if (joined.Count == apart.Count)
        {
            return new DealGroups(apart.Of, apart.Count, 0, isChance: false);
        }

        return joined.Largest > Math.Max(apart.Largest, MostOfAll * accounts.Length)
            ? new DealGroups(apart.Of, apart.Count, 0, isChance: true)
            : new DealGroups(joined.Of, joined.Count, apart.Count - joined.Count, isChance: false);
    }

    private static (int[] Of, int Count, int Largest) Numbered(ReadOnlySpan<int> accounts, int[] parent)
    {
        var numberOf = new int[parent.Length];
        Array.Fill(numberOf, -1);
        var sizes = new List<int>();
        var of = new int[accounts.Length];
        for (var deal = 0; deal < accounts.Length; deal++)
        {
            ref var number = ref numberOf[Root(parent, accounts[deal])];
            if (number < 0)
            {
                number = sizes.Count;
                sizes.Add(0);
            }

            of[deal] = number;
            sizes[number]++;
        }

        return (of, sizes.Count, sizes.DefaultIfEmpty().Max());
    }

    private static void Join(int[] parent, int one, int other) => parent[Root(parent, one)] = Root(parent, other);

    private static int Root(int[] parent, int node)
    {
        while (parent[node] != node)
        {
            node = parent[node] = parent[parent[node]];
        }

        return node;
    }
}
