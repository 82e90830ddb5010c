using System.Text.Json;
using CrmReadinessSync.Sandbox;

namespace CrmReadinessSync.Worker;

/// <summary>The first line that <c>sandbox</c> prints: where the practice CRM is and how to sign in.</summary>
internal sealed record SandboxDocument(HubSpotAccess Hubspot, SalesforceAccess Salesforce, string Page)
{
    public static SandboxDocument Of(SandboxServer server) =>
        new(
            new HubSpotAccess(Address(server.HubSpotBaseUrl), server.Crms.HubSpotAccessToken),
            new SalesforceAccess(
                Address(server.SalesforceLoginUrl),
                server.Crms.SalesforceClientId,
                server.Crms.SalesforceClientSecret,
                server.Crms.SalesforceUsername,
                server.Crms.SalesforceRefreshToken,
                server.Crms.SalesforcePrivateKeyPem),
            server.Page.ToString());

    public string Line() => JsonSerializer.Serialize(this, WorkerJson.OneLine.SandboxDocument);

    // Clients append "/crm/…": no slash at the end.
    private static string Address(Uri url) => url.GetLeftPart(UriPartial.Authority);
}

/// <summary>The HubSpot side.</summary>
internal sealed record HubSpotAccess(string BaseUrl, string AccessToken);

/// <summary>The Salesforce side, for each of the three ways to sign in.</summary>
internal sealed record SalesforceAccess(string LoginUrl, string ClientId, string ClientSecret, string Username, string RefreshToken, string PrivateKey);
