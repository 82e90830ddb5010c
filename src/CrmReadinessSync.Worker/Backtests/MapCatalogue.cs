using System.Text.Json;
using System.Text.Json.Nodes;
using CrmReadinessSync.History;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Worker;

/// <summary>Every key of a mapping file, said once: the check and the schema come from it.</summary>
internal static class MapCatalogue
{
    /// <summary>The whole of a mapping file.</summary>
    public static ObjectShape Root { get; } = new(
        "How the columns of a file of closed deals become fields of the rules.",
        ("$schema", new TextShape("The schema that an editor completes and checks this file with.")),
        ("Separator", new TextShape("What separates columns, one character; left out, it is found out among the first four.", [",", ";", "\t", "|", ":", "^", "~", "#", "\u001F"])),
        ("Encoding", new TextShape("The file's encoding; left out, it is found out.", TextEncodings.Names)),
        ("DateFormat", new TextShape("How dates are written; 2026-11-26, 2026/11/26, 2026年11月26日, 26.11.2026 and instants need none. A time may follow.", DateColumn.Formats)),
        ("TimeZone", new ZoneShape("The zone in which dates without one are read, an IANA name.") { Default = "Asia/Tokyo" }),
        ("Id", new TextShape("The column with the deal's id; left out, the line stands for it.") { IsRequired = true }),
        ("Account", new TextShape("The column that tells whose deal it is, so that deals of one account are counted as the dependent cases they are; left out, equal rows are.") { IsRequired = true }),
        ("MeetingAt", new TextShape("The column with the day or instant of the meeting before which the deal is judged.") { IsRequired = true }),
        ("ClosedAt", new TextShape("The column with the day the deal closed; for the drift over time.") { IsRequired = true }),
        ("Outcome", new ObjectShape(
            "How the deal ended.",
            ("From", new TextShape("The column.") { IsRequired = true }),
            ("Won", new ListShape("The values of won deals; case does not matter.", new TextShape("One of them.") { IsRequired = true }) { Default = new JsonArray("Won") }),
            ("Lost", new ListShape("The values of lost deals; a row with any other value is not closed and left out.", new TextShape("One of them.") { IsRequired = true }) { Default = new JsonArray("Lost") }))),
        ("Fields", new MapShape(
            "The columns that say something of the deal, by field of the rules.",
            new ObjectShape(
                "Where a field comes from.",
                ("From", new TextShape("The column.") { IsRequired = true }),
                ("Values", new MapShape("The file's values → the rules' values; null is blank, others pass unchanged.", new TextShape("The value in the rules."))),
                ("SetAt", new TextShape("The column that says when the value was set. What was set after the meeting, or at no known time, is then unknown.") { IsRequired = true })),
            Vocabulary.All.ToDictionary(field => field.Name, field => field.Description, StringComparer.Ordinal))
        {
            KeyName = "field",
        }),
        ("Segments", new ListShape("Columns by which the report tells deals apart; never a person (law 11).", new TextShape("A column.") { IsRequired = true })));

    /// <summary>The schema's text, with a line end.</summary>
    public static string Schema()
    {
        var schema = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = "CrmReadinessSync: mapping of closed deals" };
        foreach (var (key, value) in Root.Schema())
        {
            schema[key] = value?.DeepClone();
        }

        schema["required"] = new JsonArray("Outcome", "Fields");
        return JsonSerializer.Serialize(schema, WorkerJson.Readable.JsonObject) + "\n";
    }
}
