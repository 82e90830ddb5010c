using System.Text.Json.Nodes;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Worker;

/// <summary>An address of a CRM: https, or plain http on this machine only, since credentials travel with every request.</summary>
internal sealed class UrlShape(string description) : Shape(description)
{
    public override void Check(SettingsDocument value, ICollection<SettingsFault> faults)
    {
        var text = value.Text;
        if (string.IsNullOrWhiteSpace(text) && text is not null)
        {
            return;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0)
        {
            faults.Add(value.Fault("", "This is not a web address.", "Write an address that begins with https://, without a user or password."));
        }
        else if (url.Scheme is "http" && !url.IsLoopback)
        {
            Refuse(value, faults, "Credentials would travel unencrypted.", $"Write https://{url.Authority}{url.AbsolutePath.TrimEnd('/')}; plain http is for this machine only.");
        }
    }

    protected override JsonObject Constraints() => new() { ["type"] = "string", ["pattern"] = "^(https://|http://(localhost|127\\.|\\[::1\\])|$)" };
}
