using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using CrmReadinessSync.Http;

namespace CrmReadinessSync.Salesforce;

/// <summary>Reads rows as they come over the wire, with no tree in between: pages are what a cycle reads most of.</summary>
internal sealed class SalesforceRowConverter : JsonConverter<SalesforceRow>
{
    /// <summary>Values of most rows; more are no trouble.</summary>
    private const int Usual = 32;

    private static readonly SharedNames Shared = new();
    private static readonly object True = true;
    private static readonly object False = false;

    /// <summary>An entry that is null would be a hole in a page.</summary>
    public override bool HandleNull => true;

    public override SalesforceRow Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return SalesforceRow.Empty;
        }

        return ReadRow(ref reader, isRelated: false);
    }

    public override void Write(Utf8JsonWriter writer, SalesforceRow value, JsonSerializerOptions options) => throw new NotSupportedException("Rows are only read.");

    private static SalesforceRow ReadRow(ref Utf8JsonReader reader, bool isRelated)
    {
        var start = reader;
        var names = ArrayPool<string>.Shared.Rent(Usual);
        var values = ArrayPool<object?>.Shared.Rent(Usual);
        // What the org says of a row it says first: type and address. Compound values have none, and nothing within.
        var (count, isCompound) = (0, isRelated);
        try
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("attributes"u8))
                {
                    reader.Skip();
                    isCompound = false;
                    continue;
                }

                if (count == Math.Min(names.Length, values.Length))
                {
                    Grow(ref names);
                    Grow(ref values);
                }

                names[count] = Shared.Read(ref reader);
                reader.Read();
                var value = ReadValue(ref reader);
                values[count++] = value;
                isCompound &= value is not SalesforceRow;
            }

            return new SalesforceRow(Shared.Share(names.AsSpan(0, count)), values[..count], isCompound ? ReadJson(ref start) : null);
        }
        finally
        {
            ArrayPool<string>.Shared.Return(names, clearArray: true);
            ArrayPool<object?>.Shared.Return(values, clearArray: true);
        }
    }

    private static object? ReadValue(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.True => True,
        JsonTokenType.False => False,
        JsonTokenType.Number => new SalesforceRow.Number(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan.ToArray()),
        JsonTokenType.StartObject => ReadRow(ref reader, isRelated: true),
        _ => ReadJson(ref reader),
    };

    /// <summary>What no query asks for is kept as it came.</summary>
    private static string ReadJson(ref Utf8JsonReader reader)
    {
        using var odd = JsonDocument.ParseValue(ref reader);
        return odd.RootElement.GetRawText();
    }

    private static void Grow<T>(ref T[] array)
    {
        var larger = ArrayPool<T>.Shared.Rent(array.Length * 2);
        array.CopyTo(larger, 0);
        ArrayPool<T>.Shared.Return(array, clearArray: true);
        array = larger;
    }
}
