using System.Globalization;
using CrmReadinessSync.Http;
using CrmReadinessSync.Readiness;
using Microsoft.Extensions.Configuration;

namespace CrmReadinessSync.Salesforce;

/// <summary>How the service signs in.</summary>
internal enum SignInFlow
{
    /// <summary>A signed assertion; no secret is sent.</summary>
    JwtBearer,

    /// <summary>The app's own key and secret, at the My Domain host.</summary>
    ClientCredentials,

    /// <summary>A refresh token somebody's consent gave.</summary>
    RefreshToken,
}

/// <summary>The <c>Salesforce</c> section of a connection.</summary>
internal sealed record SalesforceOptions
{
    public required Uri LoginUrl { get; init; }

    public SignInFlow Flow { get; init; }

    public string ClientId { get; init; } = "";

    public string Username { get; init; } = "";

    public string? PrivateKeyFile { get; init; }

    public string? PrivateKey { get; init; }

    public string? ClientSecret { get; init; }

    public string? RefreshToken { get; init; }

    public string? RefreshTokenFile { get; init; }

    public string? Audience { get; init; }

    public string ApiVersion { get; init; } = SalesforceSettings.DefaultVersion;

    public int BulkAbove { get; init; } = SalesforceSettings.DefaultBulkAbove;

    public bool LeadFields { get; init; }

    /// <summary>
    /// The authorization server the assertion is for: the setting, else the login host that stands behind <see cref="LoginUrl"/>
    /// (<c>test</c> for a sandbox's My Domain, <c>login</c> for another).
    /// </summary>
    public string AssertionAudience => Audience ?? LoginUrl.Host switch
    {
        var host when host.EndsWith(".sandbox.my.salesforce.com", StringComparison.OrdinalIgnoreCase) => "https://test.salesforce.com",
        var host when host.EndsWith(".my.salesforce.com", StringComparison.OrdinalIgnoreCase) => "https://login.salesforce.com",
        _ => LoginUrl.GetLeftPart(UriPartial.Authority),
    };

    /// <summary>Reads a section that <see cref="SalesforceSettings.Faults"/> found nothing wrong with.</summary>
    public static SalesforceOptions Read(IConfigurationSection section) => new()
    {
        LoginUrl = new Uri(Text(section, nameof(LoginUrl)) ?? SalesforceSettings.DefaultLoginUrl),
        Flow = Enum.Parse<SignInFlow>(Text(section, nameof(Flow)) ?? nameof(SignInFlow.JwtBearer)),
        ClientId = Text(section, nameof(ClientId)) ?? "",
        Username = Text(section, nameof(Username)) ?? "",
        PrivateKeyFile = Text(section, nameof(PrivateKeyFile)),
        PrivateKey = Text(section, nameof(PrivateKey)),
        ClientSecret = Text(section, nameof(ClientSecret)),
        RefreshToken = Text(section, nameof(RefreshToken)),
        RefreshTokenFile = Text(section, nameof(RefreshTokenFile)),
        Audience = Text(section, nameof(Audience)),
        ApiVersion = Text(section, nameof(ApiVersion)) ?? SalesforceSettings.DefaultVersion,
        LeadFields = string.Equals(Text(section, nameof(LeadFields)), "true", StringComparison.OrdinalIgnoreCase),
        BulkAbove = int.Parse(Text(section, nameof(BulkAbove)) ?? SalesforceSettings.DefaultBulkAbove.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
    };

    internal static string? Text(IConfigurationSection section, string key) => section[key] is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
}
