using System.Numerics;

namespace CrmReadinessSync.Sandbox;

/// <summary>A sparse set of numbers that can count its members in a range without walking them one by one.</summary>
internal sealed class NumberSet
{
    private const int WordsPerBlock = 64;
    private const int BitsPerBlock = WordsPerBlock * 64;
    private readonly SortedDictionary<long, ulong[]> _blocks = [];

    public bool Add(long number)
    {
        if (!_blocks.TryGetValue(number / BitsPerBlock, out var words))
            _blocks[number / BitsPerBlock] = words = new ulong[WordsPerBlock];
        ref var word = ref words[number % BitsPerBlock / 64];
        var bit = 1UL << (int)(number % 64);
        var added = (word & bit) == 0;
        word |= bit;
        return added;
    }

    public bool Contains(long number) =>
        _blocks.TryGetValue(number / BitsPerBlock, out var words) && (words[number % BitsPerBlock / 64] & (1UL << (int)(number % 64))) != 0;

    /// <summary>How many members lie from <paramref name="first"/> to <paramref name="last"/>, both included.</summary>
    public long CountBetween(long first, long last)
    {
        long count = 0;
        foreach (var (block, words) in _blocks)
        {
            var start = block * BitsPerBlock;
            if (start > last || start + BitsPerBlock <= first)
                continue;
            for (var w = 0; w < WordsPerBlock; w++)
            {
                var low = start + (w * 64L);
                if (low > last || low + 63 < first)
                    continue;
                var word = words[w];
                if (low < first)
                    word &= ulong.MaxValue << (int)(first - low);
                if (low + 63 > last)
                    word &= ulong.MaxValue >> (int)(low + 63 - last);
                count += BitOperations.PopCount(word);
            }
        }

        return count;
    }
}
