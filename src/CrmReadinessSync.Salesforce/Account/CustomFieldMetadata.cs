using System.Text.Json.Nodes;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce;

/// <summary>
/// The Metadata of a Tooling <c>CustomField</c>: made for a new field, compared with and added to for one that is there. Keys are those of
/// Metadata XML in camel case, but for choices, whose API name the Tooling API calls <c>valueName</c>.
/// </summary>
internal static class CustomFieldMetadata
{
    /// <summary>The length of the reasons, as <c>deploy/salesforce</c> has it; the only long text.</summary>
    public const int ReasonsLength = 32_768;

    /// <summary>The body that makes a field.</summary>
    public static JsonObject Make(ReadinessField field, string name, string language, string objectName = Names.Opportunity)
    {
        var metadata = new JsonObject
        {
            ["label"] = field.Label(language),
            ["inlineHelpText"] = field.Help(language),
            ["type"] = TypeOf(field.Kind),
            ["trackHistory"] = field.KeepsHistory,
        };
        switch (field.Kind)
        {
            case ReadinessFieldKind.Text:
                metadata["length"] = FieldCheck.NextStepLength;
                break;
            case ReadinessFieldKind.LongText:
                metadata["length"] = ReasonsLength;
                metadata["visibleLines"] = 8;
                break;
            case ReadinessFieldKind.Choice or ReadinessFieldKind.Choices:
                metadata["valueSet"] = new JsonObject
                {
                    ["restricted"] = true,
                    ["valueSetDefinition"] = new JsonObject { ["sorted"] = false, ["value"] = new JsonArray([.. field.Options.Select(option => (JsonNode)Value(option, language))]) },
                };
                if (field.Kind is ReadinessFieldKind.Choices)
                {
                    metadata["visibleLines"] = 3;
                }

                break;
        }

        return new JsonObject { ["FullName"] = $"{objectName}.{name}", ["Metadata"] = metadata };
    }

    /// <summary>What a field that is there lacks, in words; empty when nothing. A different type is <paramref name="clash"/>, and never changed.</summary>
    public static IReadOnlyList<string> Lacks(ReadinessField field, JsonObject metadata, out string? clash)
    {
        var type = metadata["type"]?.GetValue<string>();
        clash = field.Kind switch
        {
            ReadinessFieldKind.Choice => type is "Picklist" or "Text" ? null : type,
            ReadinessFieldKind.Text => type is "Text" or "TextArea" or "LongTextArea" ? null : type,
            // A text of 255 cannot take the reasons, and only the org's own screens turn it into a long one.
            ReadinessFieldKind.LongText => type is "LongTextArea" or "Html" ? null : type,
            _ => type == TypeOf(field.Kind) ? null : type,
        };
        if (clash is not null)
        {
            return [];
        }

        var lacks = new List<string>();
        var missing = Missing(field, metadata).Select(option => option.Value).ToList();
        if (missing.Count > 0)
        {
            lacks.Add($"the choices {string.Join(", ", missing)}");
        }

        if (WantedLength(field, metadata) is { } length)
        {
            lacks.Add($"room for {length} characters");
        }

        if (NeedsHistory(field, metadata))
        {
            lacks.Add("its history");
        }

        return lacks;
    }

    /// <summary>The metadata with what it lacks added; everything else as it was, or the org would take it for removed.</summary>
    public static JsonObject Add(ReadinessField field, JsonObject metadata, string language)
    {
        var whole = metadata.DeepClone().AsObject();
        var missing = Missing(field, whole);
        if (missing.Count > 0 && Values(whole) is { } values)
        {
            foreach (var option in missing)
            {
                if (Find(values, option.Value) is { } inactive)
                {
                    inactive["isActive"] = true;
                }
                else
                {
                    values.Add((JsonNode)Value(option, language));
                }
            }
        }

        if (WantedLength(field, whole) is { } length)
        {
            whole["length"] = length;
        }

        if (NeedsHistory(field, whole))
        {
            whole["trackHistory"] = true;
        }

        return new JsonObject { ["Metadata"] = whole };
    }

    /// <summary>Whether its choices are a global set, which other fields share and we leave alone.</summary>
    public static bool SharesChoices(JsonObject metadata) => metadata["valueSet"]?["valueSetName"] is JsonValue;

    private static List<ReadinessOption> Missing(ReadinessField field, JsonObject metadata) => Values(metadata) is { } values
        ? [.. field.Options.Where(option => Find(values, option.Value) is not { } found || found["isActive"] is JsonValue active && active.TryGetValue<bool>(out var yes) && !yes)]
        : [];

    /// <summary>Only ever more than it is.</summary>
    private static int? WantedLength(ReadinessField field, JsonObject metadata)
    {
        var wanted = field.Kind switch { ReadinessFieldKind.Text => FieldCheck.NextStepLength, ReadinessFieldKind.LongText => FieldCheck.ReasonsLength, _ => 0 };
        return metadata["length"] is JsonValue value && value.TryGetValue<int>(out var length) && length < wanted ? (field.Kind is ReadinessFieldKind.LongText ? ReasonsLength : wanted) : null;
    }

    private static bool NeedsHistory(ReadinessField field, JsonObject metadata) => field.KeepsHistory && metadata["trackHistory"] is JsonValue value && value.TryGetValue<bool>(out var tracked) && !tracked;

    private static JsonArray? Values(JsonObject metadata) => metadata["valueSet"]?["valueSetDefinition"]?["value"] as JsonArray;

    private static JsonObject? Find(JsonArray values, string name) =>
        values.OfType<JsonObject>().FirstOrDefault(value => (value["valueName"] ?? value["fullName"])?.GetValue<string>() == name);

    private static JsonObject Value(ReadinessOption option, string language) => new() { ["valueName"] = option.Value, ["label"] = option.Label(language), ["default"] = false };

    private static string TypeOf(ReadinessFieldKind kind) => kind switch
    {
        ReadinessFieldKind.Text => "Text",
        ReadinessFieldKind.LongText => "LongTextArea",
        ReadinessFieldKind.Choice => "Picklist",
        ReadinessFieldKind.Choices => "MultiselectPicklist",
        ReadinessFieldKind.Date => "Date",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
