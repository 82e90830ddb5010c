using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CrmReadinessSync.Worker.Tests;

public sealed class SettingsSchemaTests
{
    [Fact]
    public async Task The_schema_checked_in_is_the_one_the_types_give()
    {
        using var bench = new Bench();

        (await bench.RunAsync("settings", "schema")).ShouldBe(0);

        bench.Out.ShouldBe(File.ReadAllText(InRepository("src/CrmReadinessSync.Worker/appsettings.schema.json")), "Print it anew: crm-readiness-sync settings schema > src/CrmReadinessSync.Worker/appsettings.schema.json");
    }

    [Fact]
    public async Task The_shipped_settings_are_in_order_and_every_connection_is_disabled()
    {
        using var bench = new Bench();
        bench.Write("appsettings.json", File.ReadAllText(InRepository("appsettings.json")));

        (await bench.RunAsync("settings", "validate")).ShouldBe(0, bench.Error);

        bench.Out.ShouldContain("Enabled: nothing");
    }

    [Fact]
    public void The_shipped_settings_keep_to_the_schema_and_name_it()
    {
        var settings = JsonNode.Parse(File.ReadAllText(InRepository("appsettings.json")), documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true })!;
        var schema = JsonNode.Parse(File.ReadAllText(InRepository("src/CrmReadinessSync.Worker/appsettings.schema.json")))!;

        Follow(settings, schema.AsObject(), "");
        File.Exists(InRepository(settings["$schema"]!.GetValue<string>())).ShouldBeTrue();
    }

    [Fact]
    public void Every_setting_of_the_schema_is_described()
    {
        var schema = JsonNode.Parse(File.ReadAllText(InRepository("src/CrmReadinessSync.Worker/appsettings.schema.json")))!;

        foreach (var (key, value) in Properties(schema))
        {
            (value["description"] ?? value["$ref"]).ShouldNotBeNull(key);
        }
    }

    private static void Follow(JsonNode value, JsonObject schema, string path)
    {
        if (value is not JsonObject settings || schema["type"] is null)
        {
            return;
        }

        foreach (var (key, child) in settings)
        {
            var known = schema["properties"]?[key] ?? schema["additionalProperties"] as JsonObject;
            (known is not null || schema["additionalProperties"] is null).ShouldBeTrue($"{path}:{key} is not in the schema");
            if (child is not null && known is not null)
            {
                Follow(child, known.AsObject(), $"{path}:{key}");
            }
        }
    }

    private static IEnumerable<(string Key, JsonNode Value)> Properties(JsonNode node)
    {
        foreach (var (key, child) in node is JsonObject all ? all.ToList() : [])
        {
            if (key == "properties")
            {
                foreach (var (name, value) in child!.AsObject().Where(one => one.Value is JsonObject { Count: > 1 }))
                {
                    yield return (name, value!);
                }
            }

            foreach (var below in child is JsonObject ? Properties(child) : [])
            {
                yield return below;
            }
        }
    }

    private static string InRepository(string path, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../..", path));
}
