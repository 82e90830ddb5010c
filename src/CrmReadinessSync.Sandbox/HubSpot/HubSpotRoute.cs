namespace CrmReadinessSync.Sandbox;

/// <summary>The API a path belongs to.</summary>
internal enum HubSpotApi
{
    None,
    Objects,
    Associations,
    Properties,
    Pipelines,
    Owners,
    Account,
    OAuth,
}

/// <summary>
/// A path without its version: <c>/crm/v3/objects/deals/1</c> and <c>/crm/objects/2026-03/0-3/1</c> are one route.
/// The date-based versions put the version behind the API's name.
/// </summary>
/// <param name="Api">Which API.</param>
/// <param name="Version">Such as <c>v3</c> or <c>2026-03</c>.</param>
/// <param name="Rest">What follows, decoded.</param>
internal readonly record struct HubSpotRoute(HubSpotApi Api, string Version, string[] Rest)
{
    private static readonly HashSet<string> Versions = ["v1", "v2", "v3", "v4", "2025-09", "2026-03", "2026-09"];

    public string At(int index) => index < Rest.Length ? Rest[index] : string.Empty;

    public static HubSpotRoute Parse(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToArray();
        return parts switch
        {
            ["crm", "objects" or "associations" or "properties" or "pipelines" or "owners", var version, ..] when Versions.Contains(version) => Make(parts[1], version, parts[3..]),
            ["crm", var version, "objects" or "associations" or "properties" or "pipelines" or "owners", ..] when Versions.Contains(version) => Make(parts[2], version, parts[3..]),
            ["account-info", var version, ..] when Versions.Contains(version) => new HubSpotRoute(HubSpotApi.Account, version, parts[2..]),
            ["oauth", "authorize"] => new HubSpotRoute(HubSpotApi.OAuth, "v1", ["authorize"]),
            ["oauth", var version, ..] when Versions.Contains(version) => new HubSpotRoute(HubSpotApi.OAuth, version, parts[2..]),
            _ => new HubSpotRoute(HubSpotApi.None, string.Empty, []),
        };
    }

    private static HubSpotRoute Make(string api, string version, string[] rest) => new(
        api switch
        {
            "objects" => HubSpotApi.Objects,
            "associations" => HubSpotApi.Associations,
            "properties" => HubSpotApi.Properties,
            "pipelines" => HubSpotApi.Pipelines,
            _ => HubSpotApi.Owners,
        },
        version,
        rest);
}
