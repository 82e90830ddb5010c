using System.Collections.Immutable;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Sync;

/// <summary>
/// Counts across deals (law 5 of judgement): on how many open deals a value stands alike. They are kept by <see cref="DealMark"/>, a few numbers
/// a deal, so the cost of a deal does not grow with their number and no deal text is copied.
/// </summary>
public interface ICopies
{
    /// <summary>
    /// Counts again what the pages read since the last time have touched; everything under other limits than then. Open deals whose values came
    /// to stand on too many deals, or stand on so many no longer, become due, so that the first of six copies is judged like the sixth. Until the
    /// next time the counts stay as they are.
    /// </summary>
    Task RecountAsync(CopyLimits limits, CancellationToken cancellationToken);

    /// <summary>
    /// On how many open deals the values of <paramref name="deal"/> stand alike, itself included, as it is here and not as it was last saved: by
    /// field name, only counts that reach their limit. Free text is counted up to <see cref="Most"/>.
    /// </summary>
    Task<ImmutableSortedDictionary<string, int>> FindCopiesAsync(DealSnapshot deal, CopyLimits limits, CancellationToken cancellationToken);

    /// <summary>Free text is not counted further: more copies prove nothing more, and the cost stays flat.</summary>
    const int Most = 1000;
}
