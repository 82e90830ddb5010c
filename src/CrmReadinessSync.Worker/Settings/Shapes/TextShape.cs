using System.Text.Json;
using System.Text.Json.Nodes;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Worker;

/// <summary>A text, free or from a list.</summary>
internal sealed class TextShape(string description, IReadOnlyList<string>? choices = null) : Shape(description)
{
    /// <summary>Whether a blank text is a fault. Default: it is not, and counts as left out.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Whether a number is taken too. Default: it is a fault.</summary>
    public bool TakesNumbers { get; init; }

    public override void Check(SettingsDocument value, ICollection<SettingsFault> faults)
    {
        if (TakesNumbers && value.Kind is JsonValueKind.Number)
        {
            return;
        }

        if (value.Text is not { } text)
        {
            Refuse(value, faults, "The value is not a text.", "Write a text in quotation marks.");
        }
        else if (choices is not null && !choices.Contains(text, StringComparer.Ordinal))
        {
            Refuse(value, faults, "The value is not among the choices.", NearestName.Remedy(text, choices));
        }
        else if (IsRequired && string.IsNullOrWhiteSpace(text))
        {
            Refuse(value, faults, "The text is blank.", "Write a text, or null for none.");
        }
    }

    protected override JsonObject Constraints() => choices is null
        ? new() { ["type"] = TakesNumbers ? new JsonArray("string", "number", "null") : new JsonArray("string", "null") }
        : new() { ["enum"] = new JsonArray([.. choices.Select(choice => (JsonNode?)choice)]) };
}
