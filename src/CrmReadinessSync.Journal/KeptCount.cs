using System.Globalization;

namespace CrmReadinessSync.Journal;

/// <summary>A count of a period as the cache keeps it: <c>2026-11-26;120</c>.</summary>
internal static class KeptCount
{
    /// <summary>The count of a period; 0 when another period is kept, or nothing.</summary>
    public static long In(string? text, string period) =>
        text is not null && text.LastIndexOf(';') is >= 0 and var at && text.AsSpan(0, at).SequenceEqual(period)
        && long.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : 0;

    public static string Text(string period, long count) => string.Create(CultureInfo.InvariantCulture, $"{period};{count}");
}
