using System.Text.Json.Nodes;
using CrmReadinessSync.Readiness;
using NodaTime;

namespace CrmReadinessSync.Worker;

/// <summary>A time zone by its IANA name.</summary>
internal sealed class ZoneShape(string description) : Shape(description)
{
    public override void Check(SettingsDocument value, ICollection<SettingsFault> faults)
    {
        var text = value.Text ?? "";
        if (!DateTimeZoneProviders.Tzdb.Ids.Contains(text) || !TimeZoneInfo.TryFindSystemTimeZoneById(text, out _))
        {
            Refuse(
                value,
                faults,
                "There is no such time zone.",
                NearestName.Of(text, DateTimeZoneProviders.Tzdb.Ids) is { } nearest ? $"Did you mean \"{nearest}\"?" : "Write an IANA name such as \"Asia/Tokyo\" or \"Europe/London\".");
        }
    }

    protected override JsonObject Constraints() => new() { ["type"] = "string", ["examples"] = new JsonArray("Asia/Tokyo", "Europe/London", "UTC") };
}
