using System.Globalization;

namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>Between the store's raw text and the values of rows.</summary>
internal static class StoreText
{
    /// <summary>A row's value. Days are the first ten characters; moments lose what is below a second, as in the org.</summary>
    public static object? Read(string? text, FieldType type)
    {
        if (string.IsNullOrEmpty(text))
            return type == FieldType.Boolean ? false : null;
        return type switch
        {
            FieldType.Boolean => text == "true",
            FieldType.Int or FieldType.Double or FieldType.Currency or FieldType.Percent =>
                decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null,
            FieldType.Date => text.Length >= 10 && DateOnly.TryParseExact(text.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null,
            FieldType.DateTime => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? Second(at) : null,
            _ => text,
        };
    }

    /// <summary>The store's text of a row's value.</summary>
    public static string? Write(object? value) => value switch
    {
        null => null,
        bool flag => flag ? "true" : "false",
        decimal number => number.ToString(CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTimeOffset at => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        _ => (string)value,
    };

    /// <summary>The whole second, in UTC.</summary>
    public static DateTimeOffset Second(DateTimeOffset at) => DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds());
}
