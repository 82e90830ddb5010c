using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>What an admin of the org changes by hand.</summary>
internal sealed partial class SalesforceWire
{
    public void Arrange(JsonObject change, DateTimeOffset now)
    {
        foreach (var (key, value) in change)
        {
            switch (key)
            {
                case "usedToday":
                    _quota.Pretend(value!.GetValue<int>(), now);
                    break;
                case "readOnly":
                    foreach (var type in _org.Schema.Types.Select(static type => type.Name).ToList())
                        _org.Schema.SetReadOnly(type, value!.AsArray().Any(name => name!.GetValue<string>() == type));
                    break;
                case "hidden":
                    _org.Schema.Hide(value!.AsArray().Select(static name => name!.GetValue<string>()));
                    break;
                default:
                    throw new FormatException($"There is no '{key}': usedToday, readOnly, hidden.");
            }
        }
    }
}
