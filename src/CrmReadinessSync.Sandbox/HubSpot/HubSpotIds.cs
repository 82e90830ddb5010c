using System.Globalization;

namespace CrmReadinessSync.Sandbox;

/// <summary>HubSpot ids: decimal, eleven digits, ascending with creation but with gaps, each kind in a range of its own.</summary>
internal static class HubSpotIds
{
    private const int Gap = 13;

    public static string Of(RecordKey key) =>
        (Base(key.Kind) + (key.Number * Gap) + Jitter(key)).ToString(CultureInfo.InvariantCulture);

    /// <summary>The record of an id; null when the id is none of this kind's.</summary>
    public static RecordKey? Parse(RecordKind kind, string? text)
    {
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) || id < Base(kind))
            return null;
        var key = new RecordKey(kind, (id - Base(kind)) / Gap);
        return Of(key) == text ? key : null;
    }

    /// <summary>The lowest number whose id is at least the given one.</summary>
    public static long NumberAtLeast(RecordKind kind, long id)
    {
        if (id <= Base(kind))
            return 0;
        var number = (id - Base(kind)) / Gap;
        return Base(kind) + (number * Gap) + Jitter(new RecordKey(kind, number)) >= id ? number : number + 1;
    }

    private static long Base(RecordKind kind) => kind switch
    {
        RecordKind.Deal => 28_400_000_000,
        RecordKind.Contact => 61_200_000_000,
        RecordKind.Company => 17_900_000_000,
        RecordKind.Task => 89_300_000_000,
        _ => 74_500_000_000,
    };

    private static long Jitter(RecordKey key) => (key.Number * 7 % 11) + (key.Number % 2);
}
