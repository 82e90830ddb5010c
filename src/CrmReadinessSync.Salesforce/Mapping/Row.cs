using System.Globalization;
using System.Text.Json;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce;

/// <summary>Reads values out of a query's row into the raw conventions of a snapshot.</summary>
internal static class Row
{
    /// <summary>The value at a dotted path; a null anywhere on the way is a blank. Members are matched as the query spelt them.</summary>
    public static JsonElement? Find(JsonElement row, string path)
    {
        var value = row;
        foreach (var part in path.AsSpan().Split('.'))
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(path.AsSpan(part), out value))
            {
                return null;
            }
        }

        return value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : value;
    }

    /// <summary>A text, trimmed at both ends and with plain line ends; blank is null.</summary>
    public static string? Text(JsonElement row, string path) => Find(row, path) is { } value ? ShownValues.Normalize(value.ToString()) : null;

    /// <summary>A truth value; blank is false.</summary>
    public static bool Flag(JsonElement row, string path) => Find(row, path) is { ValueKind: JsonValueKind.True };

    /// <summary>An instant; null when blank.</summary>
    public static DateTimeOffset? Moment(JsonElement row, string path) =>
        Text(row, path) is { } text && SalesforceMoment.TryParse(text, out var instant) ? instant : null;

    /// <summary>A calendar day; null when blank.</summary>
    public static DateOnly? Day(JsonElement row, string path) =>
        Text(row, path) is { } text && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>A mapped value in the conventions of <see cref="DealSnapshot.Values"/>.</summary>
    public static string? Raw(JsonElement row, MappedField field) => Find(row, field.Path) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => "true",
        { ValueKind: JsonValueKind.False } => "false",
        // 27000 may come as 27000.0 or 2.7E+4: one number, one text.
        { ValueKind: JsonValueKind.Number } number => number.TryGetDecimal(out var exact)
            ? (exact / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture)
            : number.GetRawText(),
        { } other when field.Type is "datetime" && SalesforceMoment.TryParse(other.ToString(), out var instant) =>
            instant.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture),
        { } other => ShownValues.Normalize(other.ToString()),
    };
}
