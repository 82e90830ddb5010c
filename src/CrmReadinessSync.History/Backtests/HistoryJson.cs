using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CrmReadinessSync.History;

/// <summary>Reports as JSON.</summary>
[JsonSerializable(typeof(BacktestReport))]
[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
internal sealed partial class HistoryJsonContext : JsonSerializerContext;

/// <summary>Writes reports as JSON documents: names in camel case, choices by name, Japanese as itself.</summary>
public static class HistoryJson
{
    private static readonly HistoryJsonContext Context = new(new JsonSerializerOptions
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter<Says>(), new JsonStringEnumConverter<Readiness.Finding>(), new JsonStringEnumConverter<Readiness.Phase>(), new JsonStringEnumConverter<Readiness.TalkDepth>() },
    });

    /// <summary>A back-test.</summary>
    public static string Of(BacktestReport report) => JsonSerializer.Serialize(report, Context.BacktestReport);
}
