using System.Globalization;
using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>API versions: what is served, what was served once and what is on its way out.</summary>
internal static class Versions
{
    private const int Oldest = 31;
    private const int Newest = 68;
    private const int LastDeprecated = 40;
    private static readonly string[] Seasons = ["Summer", "Winter", "Spring"];

    /// <summary>The list, which needs no sign-in and counts for nothing.</summary>
    public static SandboxResponse List() => SandboxResponse.Json(200, new JsonArray([.. Enumerable.Range(Oldest, Newest - Oldest + 1).Select(static n => (JsonNode)new JsonObject
    {
        ["label"] = Label(n),
        ["url"] = string.Create(CultureInfo.InvariantCulture, $"/services/data/v{n}.0"),
        ["version"] = string.Create(CultureInfo.InvariantCulture, $"{n}.0"),
    })]));

    /// <summary>Whether a version such as <c>v66.0</c> is served; else the answer that says why not.</summary>
    public static SandboxResponse? Refuse(string version) => Number(version) switch
    {
        >= Oldest and <= Newest => null,
        >= 7 and < Oldest => ErrorBody.Of(410, "GONE", $"This API version is retired. API versions up to {Oldest - 1}.0 are no longer served."),
        _ => ErrorBody.NotFound(),
    };

    /// <summary>Warns of a version that will soon be gone.</summary>
    public static SandboxResponse Warned(SandboxResponse response, string version) => Number(version) <= LastDeprecated
        ? response.With("Warning", "299 - \"This API version is deprecated and will be removed by Summer '28. See https://developer.salesforce.com for details.\"")
        : response;

    private static int? Number(string version) =>
        version is ['v', .. var number, '.', '0'] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : null;

    // Three versions a year; 64 was Summer '25, and each Winter carries the next year's name.
    private static string Label(int version)
    {
        var index = version - 64 + 60;
        var year = 5 + (index / 3) + (index % 3 == 0 ? 0 : 1);
        return string.Create(CultureInfo.InvariantCulture, $"{Seasons[index % 3]} '{year:00}");
    }
}
