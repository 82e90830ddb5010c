using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox;

/// <summary>What an admin of the account changes by hand.</summary>
internal sealed partial class HubSpotWire
{
    public void Arrange(JsonObject change, DateTimeOffset now)
    {
        foreach (var (key, value) in change)
        {
            switch (key)
            {
                case "withoutScopes":
                    Tokens.Scopes.UnionWith(HubSpotTokens.AllScopes);
                    Tokens.Scopes.ExceptWith(value!.AsArray().Select(scope => scope!.GetValue<string>()));
                    break;
                case "usedToday":
                    _limiter.Pretend(value!.GetValue<int>(), now);
                    break;
                default:
                    throw new FormatException($"There is no '{key}': withoutScopes, usedToday.");
            }
        }
    }
}
