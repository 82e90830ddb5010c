using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using CrmReadinessSync.Http;

namespace CrmReadinessSync.HubSpot;

/// <summary>
/// A record's properties by name. A name that is absent was not known to HubSpot; a known one without a value is null. HubSpot
/// promises text or null; whatever else comes is kept as its JSON text, so that one odd value never loses a record.
/// </summary>
/// <remarks>Thousands are held at once: names are shared, and some thirty of them are found sooner one by one than through a table.</remarks>
[JsonConverter(typeof(PropertyBagConverter))]
internal sealed class PropertyBag(string[] names, string?[] values)
{
    public static readonly PropertyBag Empty = new([], []);

    /// <summary>Whether HubSpot knows the property.</summary>
    public bool ContainsKey(string name) => Array.IndexOf(names, name) >= 0;

    /// <summary>The value, blank as null.</summary>
    public string? Text(string name)
    {
        var at = Array.IndexOf(names, name);
        return at >= 0 && !string.IsNullOrWhiteSpace(values[at]) ? values[at] : null;
    }

    internal IEnumerable<KeyValuePair<string, string?>> All => names.Zip(values, KeyValuePair.Create);
}

internal sealed class PropertyBagConverter : JsonConverter<PropertyBag>
{
    private static readonly SharedNames Names = new();

    public override PropertyBag Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("properties is not an object");
        }

        var names = new List<string>(32);
        var values = new List<string?>(32);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            names.Add(Names.Read(ref reader));
            reader.Read();
            values.Add(LenientText.ReadText(ref reader));
        }

        return new PropertyBag(Names.Share(CollectionsMarshal.AsSpan(names)), [.. values]);
    }

    public override void Write(Utf8JsonWriter writer, PropertyBag value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (name, text) in value.All)
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
