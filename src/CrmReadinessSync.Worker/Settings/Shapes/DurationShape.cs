using System.Text.Json;
using System.Text.Json.Nodes;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Worker;

/// <summary>A duration with its unit. A bare number or <c>24:00:00</c> is a fault: .NET would read the latter as 24 days.</summary>
internal sealed class DurationShape(string description) : Shape(description)
{
    public const string Pattern = "^[1-9][0-9]*[smhd]$";

    public override void Check(SettingsDocument value, ICollection<SettingsFault> faults)
    {
        if (value.Kind is not JsonValueKind.String || !Durations.TryParse(value.Text, out _))
        {
            Refuse(value, faults, "This is not a duration.", Durations.Remedy);
        }
    }

    protected override JsonObject Constraints() => new() { ["type"] = "string", ["pattern"] = Pattern };
}
