using System.Text.Json.Serialization;

namespace CrmReadinessSync.Readiness;

[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class ReadinessJson : JsonSerializerContext;
