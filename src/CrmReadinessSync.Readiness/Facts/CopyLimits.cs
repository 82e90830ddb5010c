namespace CrmReadinessSync.Readiness;

/// <summary>From when on a value that stands alike on many open deals says nothing (law 5).</summary>
/// <param name="PastedOn">As many deals with one and the same free text; <see cref="Never"/> switches it off.</param>
/// <param name="BulkFilledOn">As many deals given the same choice within <paramref name="BulkWithin"/>; <see cref="Never"/> switches it off.</param>
/// <param name="BulkWithin">Whole seconds, 2 s to 1 h.</param>
public sealed record CopyLimits(int PastedOn, int BulkFilledOn, TimeSpan BulkWithin)
{
    /// <summary>A limit that no count reaches.</summary>
    public const int Never = int.MaxValue;

    /// <summary>
    /// Of a field's fills within the moment, at least this share must be the same choice: an import that carries many different answers over is no
    /// bulk fill, nor is a busy minute of a large company.
    /// </summary>
    public const double SameShare = 0.9;
}
