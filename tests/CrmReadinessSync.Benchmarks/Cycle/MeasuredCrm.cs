using CrmReadinessSync.HubSpot;
using CrmReadinessSync.Salesforce;
using CrmReadinessSync.Sync;
using Microsoft.Extensions.DependencyInjection;

namespace CrmReadinessSync.Benchmarks;

/// <summary>A CRM whose cycle is measured.</summary>
/// <param name="Name">As on the command line.</param>
/// <param name="Register">Its registration.</param>
/// <param name="Settings">Its section, for a practice CRM.</param>
/// <param name="Least">Counts the least possible after a first run.</param>
/// <param name="Script">The same job scripted with the vendor's client, a file of <c>Sdk</c>.</param>
/// <param name="Arguments">What follows the folder of its modules; everything is on its standard input too.</param>
/// <param name="IdleRequests">The most that a run without changes may ask.</param>
/// <param name="EchoPage">Echoes that one more request lists.</param>
internal sealed record MeasuredCrm(
    string Name,
    Func<IServiceCollection, IServiceCollection> Register,
    Func<SandboxAddress, Dictionary<string, string?>> Settings,
    Func<IJournal, long, long, CancellationToken, Task<ILeastPossible>> Least,
    string Script,
    Func<SandboxAddress, string[]> Arguments,
    long IdleRequests,
    long EchoPage)
{
    public static IReadOnlyList<MeasuredCrm> All { get; } =
    [
        new("hubspot",
            services => services.AddHubSpot(),
            address => new() { ["HubSpot:BaseUrl"] = address.BaseUrl, ["HubSpot:AccessToken"] = address.AccessToken },
            HubSpotLeast.CountAsync,
            "hubspot.mjs",
            address => [address.BaseUrl, address.AccessToken],
            IdleRequests: 5,
            EchoPage: 200),
        new("salesforce",
            services => services.AddSalesforce(),
            address => new()
            {
                ["Salesforce:LoginUrl"] = address.LoginUrl, ["Salesforce:ClientId"] = address.ClientId, ["Salesforce:Username"] = address.Username, ["Salesforce:PrivateKey"] = address.PrivateKey,
            },
            SalesforceLeast.CountAsync,
            "jsforce.mjs",
            _ => [],
            IdleRequests: 6,
            EchoPage: 2000),
    ];

    /// <summary>The one that <c>--crm</c> names; otherwise null, and the names are told.</summary>
    public static async Task<MeasuredCrm?> NamedAsync(string[] args)
    {
        var name = Benchmarks.Arguments.Text(args, "--crm", "hubspot");
        if (All.FirstOrDefault(one => one.Name == name) is { } named)
        {
            return named;
        }

        await Console.Error.WriteLineAsync($"Measured are --crm {string.Join(" and --crm ", All.Select(one => one.Name))}.");
        return null;
    }
}
