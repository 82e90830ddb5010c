using System.Text.Json;
using System.Text.Json.Serialization;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Journal;

/// <summary>Most values carry no date, so an undated one is the bare text (or null) and a dated one is <c>[text, date]</c>.</summary>
internal sealed class ObservedValueConverter : JsonConverter<ObservedValue>
{
    public override bool HandleNull => true;

    public override ObservedValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return new(reader.GetString());
        }

        reader.Read();
        var value = reader.GetString();
        reader.Read();
        var setAt = reader.GetDateTimeOffset();
        reader.Read();
        return reader.TokenType == JsonTokenType.EndArray ? new(value, setAt) : throw new JsonException("A dated value has two parts.");
    }

    public override void Write(Utf8JsonWriter writer, ObservedValue value, JsonSerializerOptions options)
    {
        if (value.SetAt is not { } setAt)
        {
            writer.WriteStringValue(value.Value);
            return;
        }

        writer.WriteStartArray();
        writer.WriteStringValue(value.Value);
        writer.WriteStringValue(setAt);
        writer.WriteEndArray();
    }
}
