using System.Net;
using System.Text.Json.Nodes;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Worker;

/// <summary>An address of this machine to listen on: plain http, an IP address or localhost, and a port.</summary>
internal sealed class ListenShape(string description) : Shape(description)
{
    public override void Check(SettingsDocument value, ICollection<SettingsFault> faults)
    {
        if (Parse(value.Text) is null)
        {
            Refuse(
                value,
                faults,
                "This is not an address to listen on.",
                "Write http://, an IP address of this machine or localhost, and a port, such as http://127.0.0.1:5080 or http://0.0.0.0:5080; for https put a reverse proxy in front.");
        }
    }

    /// <summary>Null when the text is no such address.</summary>
    public static Uri? Parse(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "http", AbsolutePath: "/", Query: "", UserInfo: "" }
            && (url.Host is "localhost" || IPAddress.TryParse(url.Host.Trim('[', ']'), out _))
            ? url
            : null;

    protected override JsonObject Constraints() => new() { ["type"] = "string", ["pattern"] = "^http://(localhost|[0-9.]+|\\[[0-9a-fA-F:]+\\])(:[0-9]+)?/?$" };
}
