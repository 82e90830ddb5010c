namespace CrmReadinessSync.HubSpot;

/// <summary>
/// Where each resource lives in one API version. Date-based versions put the date after the API's name; <c>v3</c> stands for the
/// older paths, where associations are v4 (https://developers.hubspot.com/docs/api-reference/overview).
/// </summary>
internal sealed class Paths(string version)
{
    /// <summary>The versions that settings may name.</summary>
    public static readonly IReadOnlyList<string> Versions = ["2026-03", "2026-09", "v3"];

    private bool IsDated => version != "v3";

    public string Account => $"/account-info/{version}/details";

    public string Token => IsDated ? $"/oauth/{version}/token" : "/oauth/v3/token";

    public string Objects(string type) => IsDated ? $"/crm/objects/{version}/{type}" : $"/crm/v3/objects/{type}";

    public string Search(string type) => Objects(type) + "/search";

    public string BatchRead(string type) => Objects(type) + "/batch/read";

    public string BatchUpdate(string type) => Objects(type) + "/batch/update";

    public string BatchCreate(string type) => Objects(type) + "/batch/create";

    public string Properties(string type) => IsDated ? $"/crm/properties/{version}/{type}" : $"/crm/v3/properties/{type}";

    public string Property(string type, string name) => $"{Properties(type)}/{Uri.EscapeDataString(name)}";

    public string PropertyGroups(string type) => Properties(type) + "/groups";

    public string Pipelines(string type) => IsDated ? $"/crm/pipelines/{version}/{type}" : $"/crm/v3/pipelines/{type}";

    public string Owners => IsDated ? $"/crm/owners/{version}" : "/crm/v3/owners";

    public string Associations(string from, string to) => Between(from, to) + "/batch/read";

    public string Labels(string from, string to) => Between(from, to) + "/labels";

    private string Between(string from, string to) => IsDated ? $"/crm/associations/{version}/{from}/{to}" : $"/crm/v4/associations/{from}/{to}";
}
