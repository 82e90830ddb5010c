namespace CrmReadinessSync.Fuzz.Tests;

/// <summary>One reader of what others wrote.</summary>
/// <param name="Name">Its name, also that of its folder of the corpus.</param>
/// <param name="Read">Reads one input to its end. It must not throw anything but <paramref name="Declared"/>.</param>
/// <param name="Declared">What it says it throws.</param>
internal sealed record FuzzTarget(string Name, Action<byte[]> Read, params Type[] Declared)
{
    /// <summary>Bytes it may allocate however small the input.</summary>
    public long Allowance { get; init; } = 1 << 20;

    /// <summary>Bytes it may allocate for each byte of the input.</summary>
    public long PerByte { get; init; } = 400;

    /// <summary>Its part of the cases.</summary>
    public int Weight { get; init; } = 1;

    public override string ToString() => Name;
}
