using System.Collections.Frozen;

namespace CrmReadinessSync.Sandbox;

/// <summary>
/// Every plot there is. A block of deals holds each plot once, so that a CRM of a few blocks shows every kind of deal, and the
/// proportions hold in every part of a large one.
/// </summary>
internal static partial class Plots
{
    public static IReadOnlyList<Plot> All { get; } = [.. InJapanese(), .. InEnglish()];

    /// <summary>Positions in <see cref="All"/> by name.</summary>
    public static FrozenDictionary<string, int> Index { get; } =
        All.Select((plot, index) => (plot.Name, index)).ToFrozenDictionary(pair => pair.Name, pair => pair.index, StringComparer.Ordinal);
}
