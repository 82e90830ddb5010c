using System.Text.Json;
using System.Text.Json.Nodes;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Worker;

/// <summary>An object that somebody else reads and checks; here only its schema is known.</summary>
internal sealed class OpenShape(string description, Func<JsonObject>? schema = null) : Shape(description)
{
    public override void Check(SettingsDocument value, ICollection<SettingsFault> faults)
    {
        if (value.Kind is not JsonValueKind.Object)
        {
            Refuse(value, faults, "The value is not an object { … }.", "Write an object with keys and values.");
        }
    }

    protected override JsonObject Constraints() => schema?.Invoke() ?? new() { ["type"] = "object" };
}
