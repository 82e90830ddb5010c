using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace CrmReadinessSync.Worker;

/// <summary>What <c>--json</c> prints.</summary>
[JsonSerializable(typeof(JournalCopyDocument))]
[JsonSerializable(typeof(OnceDocument))]
[JsonSerializable(typeof(ExplainDocument))]
[JsonSerializable(typeof(PreviewDocument))]
[JsonSerializable(typeof(StopsDocument))]
[JsonSerializable(typeof(OutcomesDocument))]
[JsonSerializable(typeof(CheckDocument))]
[JsonSerializable(typeof(ProvisionDocument))]
[JsonSerializable(typeof(UndoDocument))]
[JsonSerializable(typeof(ReportDocument))]
[JsonSerializable(typeof(FaultsDocument))]
[JsonSerializable(typeof(ErrorDocument))]
[JsonSerializable(typeof(ShowDocument))]
[JsonSerializable(typeof(SandboxDocument))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class WorkerJson : JsonSerializerContext
{
    /// <summary>Japanese as itself, not as escapes.</summary>
    public static WorkerJson Readable { get; } = new(Written(indented: true));

    /// <summary>The same on one line.</summary>
    public static WorkerJson OneLine { get; } = new(Written(indented: false));

    private static JsonSerializerOptions Written(bool indented) => new()
    {
        WriteIndented = indented,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
