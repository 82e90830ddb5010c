namespace CrmReadinessSync.Sandbox;

/// <summary>Draws that depend on nothing but a seed and names: no state, so that any record can be drawn at any time.</summary>
internal readonly struct Dice(ulong seed)
{
    public Dice(int seed, string purpose, long number)
        : this(Mix((ulong)(uint)seed ^ Mix(Hash(purpose) ^ Mix((ulong)number))))
    {
    }

    /// <summary>A seed for another generator.</summary>
    public int Seed(string purpose) => (int)(Draw(purpose) & 0x7FFF_FFFF);

    /// <summary>A whole number from 0 to <paramref name="bound"/>, less one.</summary>
    public int Next(string purpose, int bound) => (int)(Draw(purpose) % (ulong)bound);

    /// <summary>A number from 0 to 1, 1 excluded.</summary>
    public double Share(string purpose) => (Draw(purpose) >> 11) * (1.0 / (1UL << 53));

    public T Pick<T>(string purpose, IReadOnlyList<T> from) => from[Next(purpose, from.Count)];

    private ulong Draw(string purpose) => Mix(seed ^ Hash(purpose));

    /// <summary>SplitMix64's finalizer: every input bit reaches every output bit.</summary>
    private static ulong Mix(ulong value)
    {
        value += 0x9E37_79B9_7F4A_7C15UL;
        value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EBUL;
        return value ^ (value >> 31);
    }

    /// <summary>FNV-1a: string.GetHashCode differs from process to process.</summary>
    private static ulong Hash(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var character in text)
            hash = (hash ^ character) * 1099511628211UL;
        return hash;
    }
}
