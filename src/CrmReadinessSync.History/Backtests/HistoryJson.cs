using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CrmReadinessSync.History;

/// <summary>Reports as JSON.</summary>
[JsonSerializable(typeof(BacktestReport))]
[JsonSerializable(typeof(CalibrationReport))]
[JsonSerializable(typeof(System.Text.Json.Nodes.JsonObject))]
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
        Converters = { new JsonStringEnumConverter<Says>(), new JsonStringEnumConverter<Readiness.Finding>(), new JsonStringEnumConverter<Readiness.Flag>(), new JsonStringEnumConverter<Readiness.Phase>(), new JsonStringEnumConverter<Readiness.TalkDepth>() },
    });

    /// <summary>A back-test.</summary>
    public static string Of(BacktestReport report) => JsonSerializer.Serialize(report, Context.BacktestReport);

    /// <summary>A calibration.</summary>
    public static string Of(CalibrationReport report) => JsonSerializer.Serialize(report, Context.CalibrationReport);

    /// <summary>A settings patch.</summary>
    public static string Of(System.Text.Json.Nodes.JsonObject patch) => JsonSerializer.Serialize(patch, Context.JsonObject);
}
