using System.Text.Json;
using System.Text.Json.Nodes;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Worker;

/// <summary>When cycles run: a duration between them, or a Quartz cron expression read in the connection's zone.</summary>
internal sealed class ScheduleShape(string description) : Shape(description)
{
    public override void Check(SettingsDocument value, ICollection<SettingsFault> faults)
    {
        if (value.Kind is not JsonValueKind.String || Schedule.Parse(value.Text!) is null)
        {
            Refuse(
                value,
                faults,
                "This is not a schedule.",
                "Write a duration of at least a second (\"5m\") or a Quartz cron of six or seven fields (\"0 0/5 8-19 ? * MON-FRI\").");
        }
    }

    protected override JsonObject Constraints() => new() { ["type"] = "string", ["examples"] = new JsonArray("5m", "0 0/5 8-19 ? * MON-FRI") };
}
