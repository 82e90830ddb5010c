using System.Collections.Immutable;
using System.Globalization;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Journal;

/// <summary>A value and on how many open deals it stands alike: a text (at 0), or a choice within the window that begins at a second. What both databases share.</summary>
/// <param name="Field">The hash of the field's name.</param>
/// <param name="At">The window's first second, or of what is to be counted again the choice's own; 0 for a text.</param>
/// <param name="Value">The hash of what is alike.</param>
/// <param name="Deals">How many.</param>
internal readonly record struct CrowdRow(long Field, long At, long Value, long Deals)
{
    private static readonly ImmutableDictionary<long, string> FieldNames = Vocabulary.All.ToImmutableDictionary(Likeness.HashOf, field => field.Name);

    /// <summary>The limits and the window in one word, as <c>crm.copy_limits</c> keeps them.</summary>
    public static string NameOf(CopyLimits limits) =>
        string.Create(CultureInfo.InvariantCulture, $"{limits.PastedOn}/{limits.BulkFilledOn}/{CopyWindow.Of(limits).Half}");

    /// <summary>Half the window's width of limits that <see cref="NameOf"/> named.</summary>
    public static long HalfOf(string limits) => long.Parse(limits[(limits.LastIndexOf('/') + 1)..], CultureInfo.InvariantCulture);

    /// <summary>The windows in which choices to be counted again lie, each once.</summary>
    public static IEnumerable<(long Field, long Start)> WindowsOf(IEnumerable<CrowdRow> touched, CopyWindow window) => touched
        .Where(mark => mark.At > 0)
        .SelectMany(mark =>
        {
            var (later, earlier) = window.StartsOf(mark.At);
            return new[] { (mark.Field, earlier), (mark.Field, later) };
        })
        .Distinct();

    /// <summary>Of the counts of one window, those that are bulk fills.</summary>
    public static List<CrowdRow> Bulk(IReadOnlyCollection<CrowdRow> window, CopyLimits limits)
    {
        var all = window.Sum(row => row.Deals);
        return [.. window.Where(row => CopyWindow.IsBulk(row.Deals, all, limits))];
    }

    /// <summary>How many equal choices a window holds with one more of a value; 0 when they are no bulk fill.</summary>
    public static long Fills(long value, IEnumerable<(long Value, long Deals)> others, CopyLimits limits)
    {
        var counts = others.ToDictionary(row => row.Value, row => row.Deals);
        var same = counts.GetValueOrDefault(value) + 1;
        return CopyWindow.IsBulk(same, counts.Values.Sum() + 1, limits) ? same : 0;
    }

    /// <summary>Counts by the deal's key and the field's name. A field that the vocabulary has no longer is left out.</summary>
    public static Dictionary<long, ImmutableSortedDictionary<string, int>> ByDeal(IEnumerable<(long Deal, long Field, long Deals)> rows) => rows
        .Where(row => FieldNames.ContainsKey(row.Field))
        .GroupBy(row => row.Deal)
        .ToDictionary(deal => deal.Key, deal => deal.ToImmutableSortedDictionary(row => FieldNames[row.Field], row => (int)row.Deals, StringComparer.Ordinal));
}
