using System.Text.Json;
using System.Text.Json.Serialization;

namespace CrmReadinessSync.HubSpot;

/// <summary>
/// A record's properties by name. A name that is absent was not known to HubSpot; a known one without a value is null. HubSpot
/// promises text or null; whatever else comes is kept as its JSON text, so that one odd value never loses a record.
/// </summary>
[JsonConverter(typeof(PropertyBagConverter))]
internal sealed class PropertyBag : Dictionary<string, string?>
{
    public PropertyBag()
        : base(StringComparer.Ordinal)
    {
    }

    /// <summary>The value, blank as null.</summary>
    public string? Text(string name) => TryGetValue(name, out var value) && !string.IsNullOrWhiteSpace(value) ? value : null;
}

internal sealed class PropertyBagConverter : JsonConverter<PropertyBag>
{
    public override PropertyBag Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("properties is not an object");
        }

        var bag = new PropertyBag();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            bag[name] = LenientText.ReadText(ref reader);
        }

        return bag;
    }

    public override void Write(Utf8JsonWriter writer, PropertyBag value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (name, text) in value)
        {
            writer.WriteString(name, text);
        }

        writer.WriteEndObject();
    }
}

/// <summary>Reads text that may come as text, number, boolean or null; anything else as its JSON.</summary>
internal sealed class LenientText : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ReadText(ref reader);

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    public static string? ReadText(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return reader.GetString();
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.True:
                return "true";
            case JsonTokenType.False:
                return "false";
            default:
                using (var element = JsonDocument.ParseValue(ref reader))
                {
                    return element.RootElement.GetRawText();
                }
        }
    }
}
