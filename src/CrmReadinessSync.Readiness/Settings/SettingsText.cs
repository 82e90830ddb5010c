using System.Text.Json.Serialization;

namespace CrmReadinessSync.Readiness;

[JsonSerializable(typeof(string))]
internal sealed partial class SettingsText : JsonSerializerContext;
