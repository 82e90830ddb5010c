using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Journal;

/// <summary>How bodies are kept: compact UTF-8, Japanese unescaped, enumerations as numbers, absent for null.</summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters =
    [
        typeof(ObservedValueConverter),
        typeof(OrdinalMapConverter<ObservedValue>),
        typeof(OrdinalMapConverter<ValueChange>),
        typeof(OrdinalMapConverter<string>),
        typeof(OrdinalMapConverter<Overwriting>),
        typeof(OrdinalMapConverter<DateTimeOffset>),
    ])]
[JsonSerializable(typeof(StoredSnapshot))]
[JsonSerializable(typeof(StoredEpisode))]
[JsonSerializable(typeof(ImmutableSortedDictionary<string, string>))]
[JsonSerializable(typeof(ImmutableSortedDictionary<string, ValueChange>))]
[JsonSerializable(typeof(DealStanding))]
[JsonSerializable(typeof(Overwriting))]
[JsonSerializable(typeof(DateTimeOffset))]
[JsonSerializable(typeof(Verdict))]
[JsonSerializable(typeof(CrmFailure))]
[JsonSerializable(typeof(RunEnd))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class JournalJson : JsonSerializerContext
{
    /// <summary>The context to use: as generated, but without escaping what is not ASCII.</summary>
    public static JournalJson Compact => Unescaped.Context;

    public static byte[] Write<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(value, type);

    public static T Read<T>(byte[] body, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(body, type) ?? throw new JsonException($"A kept {typeof(T).Name} is null.");

    /// <summary>Apart, so that it is made after the generated part's own statics.</summary>
    private static class Unescaped
    {
        public static readonly JournalJson Context = new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
