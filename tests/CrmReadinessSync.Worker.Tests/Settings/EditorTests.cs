using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CrmReadinessSync.Sandbox.Tests;

namespace CrmReadinessSync.Worker.Tests;

/// <summary>What an editor makes of the schema, shown by a real validator.</summary>
public sealed partial class EditorTests
{
    [Fact]
    public async Task The_shipped_file_and_every_example_of_the_documents_are_valid()
    {
        var documents = Examples();
        documents.Count.ShouldBeGreaterThanOrEqualTo(2, "README and deploy/salesforce have one each");
        documents["appsettings.json"] = Read("appsettings.json");

        foreach (var (name, errors) in await ValidateAsync(documents))
        {
            errors!.AsArray().Select(error => error!.GetValue<string>()).ShouldBeEmpty(name);
        }
    }

    [Fact]
    public async Task A_slip_of_the_pen_is_flagged_at_its_place()
    {
        var slips = new (string Place, string Text)[]
        {
            ("", """{ "Reediness": {} }"""),
            ("/Crms/hubspot", """{ "Crms": { "hubspot": { "Kind": "HubSpot", "Schedul": "5m" } } }"""),
            ("/Crms/hubspot/Kind", """{ "Crms": { "hubspot": { "Kind": "HubSpto" } } }"""),
            ("/Crms/hubspot/Schedule", """{ "Crms": { "hubspot": { "Kind": "HubSpot", "Schedule": "5 minutes" } } }"""),
            ("/Crms/hubspot/ApiBudget/DailyShare", """{ "Crms": { "hubspot": { "Kind": "HubSpot", "ApiBudget": { "DailyShare": 25 } } } }"""),
            ("/Crms/hubspot/HubSpot", """{ "Crms": { "hubspot": { "Kind": "HubSpot", "HubSpot": { "AccesToken": "x" } } } }"""),
            ("/Crms/hubspot/Language", """{ "Crms": { "hubspot": { "Kind": "HubSpot", "Language": "jp" } } }"""),
            ("/Safety/DryRun", """{ "Safety": { "DryRun": "yes" } }"""),
            ("/Readiness/Premises/Budget", """{ "Readiness": { "Premises": { "Budget": { "StaleAftr": "60d" } } } }"""),
            ("/Readiness/Premises/Budget/CapsTalkAt", """{ "Readiness": { "Premises": { "Budget": { "CapsTalkAt": "Proposl" } } } }"""),
        };

        var found = await ValidateAsync(slips.ToDictionary(slip => slip.Text, slip => slip.Text, StringComparer.Ordinal));

        foreach (var (place, text) in slips)
        {
            found[text]!.AsArray().Select(error => error!.GetValue<string>()).ShouldContain(error => error.StartsWith(place + " ", StringComparison.Ordinal), text);
        }
    }

    private static Task<JsonObject> ValidateAsync(Dictionary<string, string> documents) => NodeScript.RunAsync(
        "schema.mjs",
        "ajv",
        new JsonObject
        {
            ["schema"] = JsonNode.Parse(Read("src/CrmReadinessSync.Worker/appsettings.schema.json")),
            ["documents"] = new JsonObject(documents.Select(one => KeyValuePair.Create(one.Key, (JsonNode?)one.Value))),
        }.ToJsonString(),
        TestContext.Current.CancellationToken);

    /// <summary>
    /// The JSON blocks of README and deploy, made whole: a bare member gets its braces, an entry of a connection its <c>Crms</c>. The mapping of
    /// history files (deploy/history) is a document of another kind.
    /// </summary>
    private static Dictionary<string, string> Examples()
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        var root = InRepository("");
        foreach (var file in Directory.EnumerateFiles(Path.Combine(root, "deploy"), "*.md", SearchOption.AllDirectories).Prepend(Path.Combine(root, "README.md")))
        {
            var name = Path.GetRelativePath(root, file).Replace('\\', '/');
            foreach (Match block in name.StartsWith("deploy/history/", StringComparison.Ordinal) ? [] : Block().Matches(File.ReadAllText(file)).AsEnumerable())
            {
                var text = block.Groups["text"].Value.Trim().TrimEnd(',');
                text = text.StartsWith('{') ? text : $"{{ {text}\n}}";
                found[$"{name} at {block.Index}"] = text.Contains("\"Kind\"", StringComparison.Ordinal) && !text.Contains("\"Crms\"", StringComparison.Ordinal) ? $"{{ \"Crms\": {text} }}" : text;
            }
        }

        return found;
    }

    private static string Read(string path) => File.ReadAllText(InRepository(path));

    private static string InRepository(string path, [CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", path));

    [GeneratedRegex(@"```jsonc?\r?\n(?<text>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Block();
}
