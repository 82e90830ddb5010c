using System.Globalization;

namespace CrmReadinessSync.Sandbox;

/// <summary>HubSpot's way of writing values as text.</summary>
internal static class HubSpotText
{
    /// <summary>ISO 8601 UTC with milliseconds.</summary>
    public static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static string Bool(bool value) => value ? "true" : "false";

    /// <summary>Reads a moment written as ISO 8601, or as epoch milliseconds; null when it is neither.</summary>
    public static DateTimeOffset? ReadMoment(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var epoch))
            return epoch is > -62_135_596_800_000 and < 253_402_300_799_999 ? DateTimeOffset.FromUnixTimeMilliseconds(epoch) : null;
        return text.Length >= 10 && char.IsAsciiDigit(text[0])
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;
    }
}
