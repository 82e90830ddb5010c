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

    /// <summary>The newest requests, each as <c>METHOD path</c>.</summary>
    public async Task<IReadOnlyList<string>> NewestRequestsAsync() =>
        [.. (await GetAsync("/_sandbox/requests?list=200"))["requests"]!.AsArray().Select(request => $"{request!["method"]} {request["path"]}")];

    /// <summary>Calls the HubSpot account's own API as an administrator would.</summary>
    public async Task<JsonElement> CallAsync(string path, JsonNode body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new("Bearer", _server.Crms.HubSpotAccessToken);
        using var response = await _admin.SendAsync(request, TestContext.Current.CancellationToken);
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _server.DisposeAsync();
    }

    private async Task<JsonObject> GetAsync(string path) =>
        (await _admin.GetFromJsonAsync<JsonObject>(path, TestContext.Current.CancellationToken)).ShouldNotBeNull();
}
