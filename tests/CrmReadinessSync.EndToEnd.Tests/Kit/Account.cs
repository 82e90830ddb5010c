using System.Collections.Immutable;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrmReadinessSync.Sandbox;

namespace CrmReadinessSync.EndToEnd.Tests;

/// <summary>One side of the practice CRM on a socket of its own, looked at through its admin calls.</summary>
internal sealed class Account : IAsyncDisposable
{
    private readonly SandboxServer _server;
    private readonly HttpClient _admin;

    private Account(SandboxServer server, Vendor vendor)
    {
        _server = server;
        Vendor = vendor;
        _admin = new HttpClient { BaseAddress = vendor.Address(server) };
    }

    public Vendor Vendor { get; }

    public ImmutableSortedDictionary<string, string> Settings => Vendor.Settings(_server);

    public static async Task<Account> StartAsync(SandboxOptions options, TimeProvider time, Vendor? vendor = null) =>
        new(await SandboxServer.StartAsync(options, time, TestContext.Current.CancellationToken), vendor ?? Vendor.HubSpot);

    public async Task<long> RequestsAsync() => (await GetAsync("/_sandbox/requests?list=1"))["total"]!.GetValue<long>();

    /// <summary>Requests so far, by kind.</summary>
    public async Task<ImmutableSortedDictionary<string, long>> RequestsByKindAsync() =>
        (await GetAsync("/_sandbox/requests?list=1"))["byKind"]!.AsObject().ToImmutableSortedDictionary(kind => kind.Key, kind => kind.Value!.GetValue<long>(), StringComparer.Ordinal);

    /// <summary>Every property of every live deal, as <c>id.property → value</c>, but for the stamps that any write moves.</summary>
    public async Task<SortedDictionary<string, string>> PropertiesAsync()
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (long? after = 0; after is not null;)
        {
            var page = await GetAsync($"/_sandbox/deals?limit=1000&after={after}");
            foreach (var deal in page["results"]!.AsArray())
            {
                foreach (var (name, value) in deal!["properties"]!.AsObject())
                {
                    if (value is not null && !Vendor.Stamps.Contains(name))
                    {
                        all[$"{deal["id"]}.{name}"] = value.ToString();
                    }
                }
            }

            after = page["next"]?.GetValue<long>();
        }

        return all;
    }

    /// <summary>How often each deal's property changed, by HubSpot's own history.</summary>
    public async Task<IReadOnlyDictionary<string, int>> ChangesAsync(IEnumerable<string> deals, string property)
    {
        var changes = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var some in deals.Chunk(50))
        {
            var answer = await CallAsync("/crm/v3/objects/deals/batch/read", _server.Crms.HubSpotAccessToken, new JsonObject
            {
                ["propertiesWithHistory"] = new JsonArray(property), ["inputs"] = new JsonArray([.. some.Select(id => (JsonNode)new JsonObject { ["id"] = id })]),
            });
            foreach (var deal in answer.GetProperty("results").EnumerateArray())
            {
                changes[deal.GetProperty("id").GetString()!] = deal.GetProperty("propertiesWithHistory").TryGetProperty(property, out var history) ? history.GetArrayLength() : 0;
            }
        }

        return changes;
    }

    /// <summary>The newest requests, each as <c>METHOD path</c>.</summary>
    public async Task<IReadOnlyList<string>> NewestRequestsAsync() =>
        [.. (await GetAsync("/_sandbox/requests?list=200"))["requests"]!.AsArray().Select(request => $"{request!["method"]} {request["path"]}")];

    /// <summary>Makes the field anew that the fault <c>field-removed</c> took away, as an administrator would.</summary>
    public async Task RestoreFieldAsync()
    {
        if (Vendor.Name == Vendor.HubSpot.Name)
        {
            await CallAsync("/crm/v3/properties/deals", _server.Crms.HubSpotAccessToken, new JsonObject
            {
                ["name"] = "readiness_reasons", ["label"] = "Reasons", ["groupName"] = "dealinformation", ["type"] = "string", ["fieldType"] = "textarea",
            });
            return;
        }

        const string Field = "Opportunity.Readiness_Next_Step__c";
        const string Data = "/services/data/v67.0";
        var token = await SignInAsync();
        await CallAsync($"{Data}/tooling/sobjects/CustomField", token, new JsonObject
        {
            ["FullName"] = Field, ["Metadata"] = new JsonObject { ["label"] = "Next step before the meeting", ["type"] = "Text", ["length"] = 255 },
        });
        var sets = await SendAsync(new HttpRequestMessage(HttpMethod.Get, $"{Data}/query?q=SELECT+Id+FROM+PermissionSet"), token);
        await CallAsync($"{Data}/sobjects/FieldPermissions", token, new JsonObject
        {
            ["ParentId"] = sets.GetProperty("records")[0].GetProperty("Id").GetString(), ["SobjectType"] = "Opportunity", ["Field"] = Field, ["PermissionsRead"] = true, ["PermissionsEdit"] = true,
        });
    }

    /// <summary>Somebody edits a record, as <c>/_sandbox/edit</c> takes it.</summary>
    public Task EditAsync(JsonObject edit) => PostAsync("/_sandbox/edit", edit);

    /// <summary>An admin changes the account, as <c>/_sandbox/account</c> takes it.</summary>
    public Task ArrangeAsync(JsonObject change) => PostAsync("/_sandbox/account", change);

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _server.DisposeAsync();
    }

    private async Task PostAsync(string path, JsonObject body)
    {
        using var response = await _admin.PostAsync(path, JsonContent.Create(body), TestContext.Current.CancellationToken);
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private async Task<string> SignInAsync()
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials", ["client_id"] = _server.Crms.SalesforceClientId, ["client_secret"] = _server.Crms.SalesforceClientSecret,
        };
        var answer = await SendAsync(new HttpRequestMessage(HttpMethod.Post, "/services/oauth2/token") { Content = new FormUrlEncodedContent(form) }, token: null);
        return answer.GetProperty("access_token").GetString().ShouldNotBeNull();
    }

    private Task<JsonElement> CallAsync(string path, string token, JsonNode body) => SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) }, token);

    private async Task<JsonElement> SendAsync(HttpRequestMessage request, string? token)
    {
        using (request)
        {
            request.Headers.Authorization = token is null ? null : new("Bearer", token);
            using var response = await _admin.SendAsync(request, TestContext.Current.CancellationToken);
            response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            return await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        }
    }

    private async Task<JsonObject> GetAsync(string path) =>
        (await _admin.GetFromJsonAsync<JsonObject>(path, TestContext.Current.CancellationToken)).ShouldNotBeNull();
}
