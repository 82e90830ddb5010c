using System.Text.Json.Nodes;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Worker;

/// <summary>An address that something is sent to: https, or http too where nothing secret goes.</summary>
internal sealed class EndpointShape(string description, bool takesHttp) : Shape(description)
{
    public override void Check(SettingsDocument value, ICollection<SettingsFault> faults)
    {
        if (value.Text is { } blank && string.IsNullOrWhiteSpace(blank))
        {
            return;
        }

        if (!Uri.TryCreate(value.Text, UriKind.Absolute, out var url) || url.UserInfo.Length > 0
            || !(url.Scheme is "https" || (url.Scheme is "http" && (takesHttp || url.IsLoopback))))
        {
            Refuse(value, faults, "This is not such a web address.", takesHttp ? "Write an address that begins with http:// or https://, without a user or password." : "Write an address that begins with https://.");
        }
    }

    protected override JsonObject Constraints() => new() { ["type"] = "string", ["pattern"] = takesHttp ? "^(https?://|$)" : "^(https://|http://(localhost|127\\.|\\[::1\\])|$)" };
}
