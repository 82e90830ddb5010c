using System.Text.Json;
using System.Text.Json.Nodes;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Worker;

/// <summary>A list of values of one shape.</summary>
internal sealed class ListShape(string description, Shape item) : Shape(description)
{
    public override Shape? Member(string key) => item;

    public override void Check(SettingsDocument value, ICollection<SettingsFault> faults)
    {
        if (value.Kind is not JsonValueKind.Array)
        {
            Refuse(value, faults, "The value is not a list [ … ].", "Write a list, even for one value: [\"…\"].");
            return;
        }

        foreach (var (_, one) in value.Sections())
        {
            item.Check(one, faults);
        }
    }

    protected override JsonObject Constraints() => new() { ["type"] = "array", ["items"] = item.Schema() };
}
