using CrmReadinessSync.Http;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;
using Microsoft.Extensions.Configuration;

namespace CrmReadinessSync.HubSpot;

/// <summary>The section <c>HubSpot</c> of a connection.</summary>
internal sealed record HubSpotSettings
{
    public const string DefaultBaseUrl = "https://api.hubapi.com";
    public const string DefaultVersion = "2026-03";

    /// <summary>The keys, for the schema and for masking.</summary>
    public static IReadOnlyList<CrmSetting> Keys { get; } =
    [
        new(nameof(BaseUrl), "Where HubSpot's API is; https, or plain http on this machine only.", Default: DefaultBaseUrl),
        new(nameof(AccessToken), "The service key (Development > Keys > Service keys).", IsSecret: true),
        new(nameof(ApiVersion), "The API version; v3 stands for the v3 and v4 paths.", Default: DefaultVersion, Choices: Paths.Versions),
        new(nameof(ClientId), "The OAuth app's client id, in place of a service key."),
        new(nameof(ClientSecret), "The OAuth app's client secret.", IsSecret: true),
        new(nameof(RefreshToken), "The refresh token that the app's installation gave.", IsSecret: true),
    ];

    public required Uri BaseUrl { get; init; }

    public required string ApiVersion { get; init; }

    public string? AccessToken { get; init; }

    public string? ClientId { get; init; }

    public string? ClientSecret { get; init; }

    public string? RefreshToken { get; init; }

    /// <summary>Reads a section that <see cref="Validate"/> found nothing wrong with.</summary>
    public static HubSpotSettings Read(IConfigurationSection section) => new()
    {
        BaseUrl = new Uri(Text(section, nameof(BaseUrl)) ?? DefaultBaseUrl),
        ApiVersion = Text(section, nameof(ApiVersion)) ?? DefaultVersion,
        AccessToken = Text(section, nameof(AccessToken)),
        ClientId = Text(section, nameof(ClientId)),
        ClientSecret = Text(section, nameof(ClientSecret)),
        RefreshToken = Text(section, nameof(RefreshToken)),
    };

    /// <summary>Everything wrong with the section.</summary>
    public static IEnumerable<SettingsFault> Validate(IConfigurationSection section)
    {
        var address = Text(section, nameof(BaseUrl)) ?? DefaultBaseUrl;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri))
        {
            yield return new SettingsFault(nameof(BaseUrl), "It is not an absolute address.", $"Write {DefaultBaseUrl}.", address);
        }
        else if (!CrmTransport.IsAllowed(uri))
        {
            yield return new SettingsFault(nameof(BaseUrl), "The token would travel unprotected: plain http is for this machine only.", $"Write https://, as in {DefaultBaseUrl}.", address);
        }
        else if (uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.AbsolutePath != "/")
        {
            yield return new SettingsFault(nameof(BaseUrl), "It is more than scheme, host and port.", $"Write it as {uri.GetLeftPart(UriPartial.Authority)}.");
        }

        if (Text(section, nameof(ApiVersion)) is { } version && !Paths.Versions.Contains(version, StringComparer.Ordinal))
        {
            yield return new SettingsFault(nameof(ApiVersion), "This version is not known.", $"Write one of {string.Join(", ", Paths.Versions)}.", version);
        }

        var oauth = new[] { nameof(ClientId), nameof(ClientSecret), nameof(RefreshToken) };
        var missing = oauth.Where(key => Text(section, key) is null).ToList();
        if (missing.Count is > 0 and < 3)
        {
            foreach (var key in missing)
            {
                yield return new SettingsFault(key, "OAuth needs ClientId, ClientSecret and RefreshToken together.", $"Set {key} too, or remove the others and use AccessToken.");
            }
        }
        else if (missing.Count == 3 && Text(section, nameof(AccessToken)) is null)
        {
            yield return new SettingsFault(
                nameof(AccessToken),
                "There is no token.",
                "Make a service key in HubSpot (Development > Keys > Service keys) and give it by the environment, as CRS_Crms__<name>__HubSpot__AccessToken, or by a secrets file.");
        }
    }

    /// <summary>Never prints the secrets.</summary>
    public override string ToString() => $"{BaseUrl} {ApiVersion}";

    private static string? Text(IConfigurationSection section, string key) => section[key] is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
}
