using System.Text.Json;
using System.Text.Json.Nodes;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Worker;

/// <summary>When cycles run: a duration between them, or a Quartz cron expression read in the connection's zone.</summary>
internal sealed class ScheduleShape(string description) : Shape(description)
{
    public override void Check(SettingsDocument value, ICollection<SettingsFault> faults)
    {
        var schedule = value.Kind is JsonValueKind.String ? Schedule.Parse(value.Text!) : null;
        if (schedule is null)
        {
            Refuse(
                value,
                faults,
                "This is not a schedule.",
                "Write a duration of at least a second (\"5m\") or a Quartz cron of six or seven fields (\"0 0/5 8-19 ? * MON-FRI\").");
        }
        else if (!schedule.FiresAfter(TimeProvider.System.GetUtcNow()))
        {
            Refuse(value, faults, "This schedule never comes round again.", "Write a day that exists, and no year that has passed; cron reads second, minute, hour, day, month, weekday, year.");
        }
    }

    /// <summary>Six or seven fields make a cron, so that an editor flags "5 minutes"; whether the fields make sense is seen here alone.</summary>
    private const string CronPattern = "^\\S+( +\\S+){5,6}$";

    protected override JsonObject Constraints() => new() { ["type"] = "string", ["pattern"] = $"{DurationShape.Pattern}|{CronPattern}", ["examples"] = new JsonArray("5m", "0 0/5 8-19 ? * MON-FRI") };
}
