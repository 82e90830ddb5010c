using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CrmReadinessSync.Salesforce;

/// <summary>
/// Reads instants as Salesforce writes them, <c>2026-11-22T14:05:58.000+0000</c>: an offset without a colon, which System.Text.Json
/// refuses.
/// </summary>
internal sealed class SalesforceMoment : JsonConverter<DateTimeOffset>
{
    /// <summary>Parses an instant in any of the forms seen: <c>+0000</c>, <c>+00:00</c>, <c>Z</c>.</summary>
    public static bool TryParse(string? text, out DateTimeOffset instant) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out instant);

    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TryParse(reader.GetString(), out var instant) ? instant : throw new JsonException("Not an instant.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
}
