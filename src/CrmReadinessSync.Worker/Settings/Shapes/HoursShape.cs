using System.Globalization;
using System.Text.Json.Nodes;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Worker;

/// <summary>A span of the day, such as 22:00-07:00; it may run over midnight.</summary>
internal sealed class HoursShape(string description) : Shape(description)
{
    public override void Check(SettingsDocument value, ICollection<SettingsFault> faults)
    {
        if (value.Text is not { } text || (!string.IsNullOrWhiteSpace(text) && Parse(text) is null))
        {
            Refuse(value, faults, "These are no hours of the day.", "Write them as 22:00-07:00, or leave it blank.");
        }
    }

    /// <summary>Null when the text is no span.</summary>
    public static (TimeOnly From, TimeOnly To)? Parse(string? text)
    {
        var parts = text?.Split('-') ?? [];
        return parts.Length == 2
            && TimeOnly.TryParseExact(parts[0].Trim(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var from)
            && TimeOnly.TryParseExact(parts[1].Trim(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var to)
            && from != to
            ? (from, to)
            : null;
    }

    protected override JsonObject Constraints() => new() { ["type"] = "string", ["pattern"] = "^([0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9])?$" };
}
