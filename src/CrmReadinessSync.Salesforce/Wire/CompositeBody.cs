using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CrmReadinessSync.Salesforce;

/// <summary>
/// What one request of a composite was answered. Its status comes after it on the wire, so what it looks like decides: what can be a page is read as
/// one at once, anything else is kept as it came.
/// </summary>
/// <param name="Page">The page; null when it is none.</param>
/// <param name="Other">What came instead, as JSON; empty for a page.</param>
[JsonConverter(typeof(CompositeBodyConverter))]
internal sealed record CompositeBody(QueryResult? Page, ReadOnlyMemory<byte> Other);

internal sealed class CompositeBodyConverter : JsonConverter<CompositeBody>
{
    /// <summary>A null is an answer too; only a member that is missing is none.</summary>
    public override bool HandleNull => true;

    public override CompositeBody Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            try
            {
                return new CompositeBody(JsonSerializer.Deserialize(ref reader, SalesforceJson.Default.QueryResult), default);
            }
            catch (JsonException)
            {
                // No page: whether that is wrong the status will say. The reader stands again where it stood.
            }
        }

        using var other = JsonDocument.ParseValue(ref reader);
        return new CompositeBody(Page: null, JsonMarshal.GetRawUtf8Value(other.RootElement).ToArray());
    }

    public override void Write(Utf8JsonWriter writer, CompositeBody value, JsonSerializerOptions options) => throw new NotSupportedException("Answers are only read.");
}
