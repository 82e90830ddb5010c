using System.Text.Json;
using CrmReadinessSync.Sandbox;

namespace CrmReadinessSync.Worker;

/// <summary>The first line that <c>sandbox</c> prints: where the practice CRM is and how to sign in.</summary>
internal sealed record SandboxDocument(HubSpotAccess Hubspot, string Page)
{
    public static SandboxDocument Of(SandboxServer server) =>
        new(new HubSpotAccess(Address(server.HubSpotBaseUrl), server.Crms.HubSpotAccessToken), server.Page.ToString());

    public string Line() => JsonSerializer.Serialize(this, WorkerJson.OneLine.SandboxDocument);

    // Clients append "/crm/…": no slash at the end.
    private static string Address(Uri url) => url.GetLeftPart(UriPartial.Authority);
}

/// <summary>The HubSpot side.</summary>
internal sealed record HubSpotAccess(string BaseUrl, string AccessToken);
