using System.Collections.Immutable;
using CrmReadinessSync.HubSpot;
using CrmReadinessSync.Salesforce;
using CrmReadinessSync.Sandbox;
using CrmReadinessSync.Sync;
using Microsoft.Extensions.DependencyInjection;

namespace CrmReadinessSync.EndToEnd.Tests;

/// <summary>One side of the practice CRM, and how the service reaches it.</summary>
/// <param name="Name">The connection's name in the shipped settings.</param>
/// <param name="Register">Its own registration.</param>
/// <param name="Address">Where this side listens.</param>
/// <param name="Settings">What the connection must be told, under the kind's own section.</param>
/// <param name="Stamps">Values that any write moves.</param>
internal sealed record Vendor(
    string Name,
    Func<IServiceCollection, IServiceCollection> Register,
    Func<SandboxServer, Uri> Address,
    Func<SandboxServer, ImmutableSortedDictionary<string, string>> Settings,
    ImmutableHashSet<string> Stamps)
{
    public static Vendor HubSpot { get; } = new(
        "hubspot",
        services => services.AddHubSpot(),
        server => server.HubSpotBaseUrl,
        server => Of(("BaseUrl", server.HubSpotBaseUrl.GetLeftPart(UriPartial.Authority)), ("AccessToken", server.Crms.HubSpotAccessToken)),
        ["hs_lastmodifieddate", "lastmodifieddate", "hs_updated_by_user_id"]);

    public static Vendor Salesforce { get; } = new(
        "salesforce",
        services => services.AddSalesforce(),
        server => server.SalesforceLoginUrl,
        server => Of(
            ("LoginUrl", server.SalesforceLoginUrl.GetLeftPart(UriPartial.Authority)),
            ("ClientId", server.Crms.SalesforceClientId),
            ("Username", server.Crms.SalesforceUsername),
            ("PrivateKey", server.Crms.SalesforcePrivateKeyPem)),
        ["SystemModstamp", "LastModifiedDate", "LastModifiedById"]);

    public static ImmutableArray<Vendor> All { get; } = [HubSpot, Salesforce];

    public static Vendor Of(string name) => All.Single(vendor => vendor.Name == name);

    /// <summary>What a write of deals is called among the CRM's requests.</summary>
    public string Writes => Name == HubSpot.Name ? "update" : "collection.write";

    /// <summary>The property that reps answer the question for a budget in.</summary>
    public string Budget => Name == HubSpot.Name ? "readiness_budget" : "Readiness_Budget__c";

    /// <summary>The kind, on a clock.</summary>
    public ICrmKind Kind(TimeProvider time) => Register(new ServiceCollection().AddSingleton(time)).BuildServiceProvider().GetRequiredService<ICrmKind>();

    /// <summary>The same with one more setting of its section.</summary>
    public Vendor With(string key, string value) => this with { Settings = server => Settings(server).SetItem(key, value) };

    public override string ToString() => Name;

    private static ImmutableSortedDictionary<string, string> Of(params (string Key, string Value)[] settings) =>
        settings.ToImmutableSortedDictionary(setting => setting.Key, setting => setting.Value, StringComparer.Ordinal);
}
