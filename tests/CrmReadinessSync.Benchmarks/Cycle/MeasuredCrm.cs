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
/// <param name="IdleRequests">The most that a run without changes may ask.</param>
/// <param name="EchoPage">Echoes that one more request lists.</param>
internal sealed record MeasuredCrm(
    string Name,
    Func<IServiceCollection, IServiceCollection> Register,
    Func<SandboxAddress, Dictionary<string, string?>> Settings,
    Func<IJournal, long, long, CancellationToken, Task<ILeastPossible>> Least,
    long IdleRequests,
    long EchoPage)
{
    public static IReadOnlyList<MeasuredCrm> All { get; } =
    [
        new("hubspot",
            services => services.AddHubSpot(),
            address => new() { ["HubSpot:BaseUrl"] = address.BaseUrl, ["HubSpot:AccessToken"] = address.AccessToken },
            HubSpotLeast.CountAsync,
            IdleRequests: 5,
            EchoPage: 200),
        new("salesforce",
            services => services.AddSalesforce(),
            address => new()
            {
                ["Salesforce:LoginUrl"] = address.LoginUrl, ["Salesforce:ClientId"] = address.ClientId, ["Salesforce:Username"] = address.Username, ["Salesforce:PrivateKey"] = address.PrivateKey,
            },
            SalesforceLeast.CountAsync,
            IdleRequests: 6,
            EchoPage: 2000),
    ];
}
