using System.Collections.Immutable;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Sync.Tests;

/// <summary>Counts across deals, said as simply as can be: compare every deal with every other.</summary>
internal sealed partial class MemoryJournal
{
    private Dictionary<string, ImmutableSortedDictionary<string, int>> _copies = new(StringComparer.Ordinal);

    public Task RecountAsync(CopyLimits limits, CancellationToken cancellationToken) => Do(() =>
    {
        var now = _deals.Values.Where(IsOpen).Select(deal => (deal.Id, Copies: CopiesOf(deal.Snapshot!, limits)))
            .Where(deal => !deal.Copies.IsEmpty).ToDictionary(deal => deal.Id, deal => deal.Copies, StringComparer.Ordinal);
        foreach (var deal in _deals.Values.Where(IsOpen))
        {
            deal.Dirty |= !(now.GetValueOrDefault(deal.Id)?.Keys ?? []).SequenceEqual(_copies.GetValueOrDefault(deal.Id)?.Keys ?? []);
        }

        _copies = now;
    });

    public Task<ImmutableSortedDictionary<string, int>> FindCopiesAsync(DealSnapshot deal, CopyLimits limits, CancellationToken cancellationToken) =>
        Do(() => CopiesOf(deal, limits));

    private static bool IsOpen(Entry deal) => deal is { Gone: false, Snapshot.IsClosed: false };

    private ImmutableSortedDictionary<string, int> CopiesOf(DealSnapshot deal, CopyLimits limits)
    {
        var others = _deals.Values.Where(other => IsOpen(other) && other.Id != deal.Id).SelectMany(other => DealMark.Of(other.Snapshot!)).ToList();
        var window = CopyWindow.Of(limits);
        return DealMark.Of(deal)
            .Select(mark =>
            {
                var (later, earlier) = window.StartsOf(mark.At);
                return (mark.Field.Name, Deals: mark.At == 0 ? Texts(mark) : Math.Max(Fills(mark, later), Fills(mark, earlier)), Limit: mark.At == 0 ? limits.PastedOn : limits.BulkFilledOn);
            })
            .Where(one => one.Deals >= one.Limit)
            .ToImmutableSortedDictionary(one => one.Name, one => one.Deals, StringComparer.Ordinal);

        int Texts(DealMark mark) => Math.Min(1 + others.Count(other => other == mark), ICopies.Most);

        int Fills(DealMark mark, long start)
        {
            var fills = others.Where(other => other.Field == mark.Field && other.At >= start && other.At < start + window.Width).ToList();
            var same = 1 + fills.Count(other => other.Value == mark.Value);
            return CopyWindow.IsBulk(same, fills.Count + 1, limits) ? same : 0;
        }
    }
}
