using System.Text.Json;
using System.Text.Json.Nodes;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Worker;

/// <summary>The JSON Schema of the settings, checked in as <c>appsettings.schema.json</c>.</summary>
internal static class SettingsSchema
{
    /// <summary>The text of the schema, with a line end.</summary>
    public static string Of(SettingsCatalogue catalogue)
    {
        var schema = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = "CrmReadinessSync" };
        foreach (var (key, value) in catalogue.Root.Schema())
        {
            schema[key] = value?.DeepClone();
        }

        schema["$defs"] = RulesSchema.Definitions();
        return JsonSerializer.Serialize(schema, WorkerJson.Readable.JsonObject) + "\n";
    }
}
