using System.Text.Json;
using System.Text.Json.Nodes;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Worker;

/// <summary>On or off.</summary>
internal sealed class SwitchShape(string description) : Shape(description)
{
    public override void Check(SettingsDocument value, ICollection<SettingsFault> faults)
    {
        if (value.Kind is not (JsonValueKind.True or JsonValueKind.False))
        {
            Refuse(value, faults, "The value is neither true nor false.", "Write true or false, without quotation marks.");
        }
    }

    protected override JsonObject Constraints() => new() { ["type"] = "boolean" };
}
