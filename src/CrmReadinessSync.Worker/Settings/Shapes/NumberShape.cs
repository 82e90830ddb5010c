using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Worker;

/// <summary>A number within limits, both included.</summary>
internal sealed class NumberShape(string description, double least, double most) : Shape(description)
{
    private readonly string _remedy = string.Create(CultureInfo.InvariantCulture, $"Write a number from {least} to {most}.");

    public override void Check(SettingsDocument value, ICollection<SettingsFault> faults)
    {
        if (value.Kind is not JsonValueKind.Number)
        {
            Refuse(value, faults, "The value is not a number.", _remedy);
        }
        else if (value.Root!.GetValue<double>() is var number && !(number >= least && number <= most))
        {
            Refuse(value, faults, "The number is out of range.", _remedy);
        }
    }

    protected override JsonObject Constraints() => new() { ["type"] = "number", ["minimum"] = least, ["maximum"] = most };
}
