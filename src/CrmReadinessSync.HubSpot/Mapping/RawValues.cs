using System.Globalization;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.HubSpot;

/// <summary>
/// HubSpot's text as snapshots hold it. What cannot be read as its field's type passes as it is: the judgement takes it for unknown,
/// and the deal is not lost for it.
/// </summary>
internal static class RawValues
{
    /// <summary>Dates as <c>yyyy-MM-dd</c>, moments as ISO 8601 with <c>Z</c>, blank as null, the rest unchanged.</summary>
    /// <param name="field">The field that the value is for.</param>
    /// <param name="text">The property's value.</param>
    /// <param name="zone">
    /// The zone of the CRM's people. <c>closedate</c> is an instant although the screen shows a day: cut in UTC, it would be a day off for half the world.
    /// </param>
    public static string? Read(Field field, string? text, TimeZoneInfo zone)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        return field.Type switch
        {
            FieldType.Date => ReadDate(text.Trim(), zone),
            FieldType.Moment => ReadMoment(text.Trim()) is { } moment ? Write(moment) : text,
            FieldType.Boolean => text.Trim().ToLowerInvariant(),
            _ => text,
        };
    }

    /// <summary>An instant from ISO 8601 or epoch milliseconds, to the millisecond, as HubSpot compares them; null when it is neither.</summary>
    public static DateTimeOffset? ReadMoment(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milliseconds))
        {
            return milliseconds is > -62_135_596_800_000 and < 253_402_300_800_000 ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
            ? DateTimeOffset.FromUnixTimeMilliseconds(moment.ToUnixTimeMilliseconds())
            : null;
    }

    /// <summary>An instant as search filters take it: epoch milliseconds.</summary>
    public static string Milliseconds(DateTimeOffset moment) => moment.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    private static string ReadDate(string text, TimeZoneInfo zone)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            return text;
        }

        if (ReadMoment(text) is not { } moment)
        {
            return text;
        }

        // A date property that was written as epoch milliseconds is midnight UTC by contract, and that day is meant.
        var local = moment.TimeOfDay == TimeSpan.Zero && !text.Contains('T', StringComparison.Ordinal) ? moment : TimeZoneInfo.ConvertTime(moment, zone);
        return local.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    private static string Write(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);
}
