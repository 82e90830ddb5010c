using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox.Tests;

/// <summary>Calls the HubSpot side as a function, at an instant the test moves by hand.</summary>
internal sealed class HubSpotClient
{
    public static readonly DateTimeOffset Start = new(2026, 11, 24, 1, 0, 0, TimeSpan.Zero);

    public HubSpotClient(SandboxOptions? options = null)
    {
        Options = options ?? new SandboxOptions();
        Crms = PracticeCrms.Open(Options, Start);
    }

    public SandboxOptions Options { get; }

    public PracticeCrms Crms { get; }

    public DateTimeOffset Now { get; set; } = Start;

    public CrmStore Store => Crms.HubSpot.View.Store;

    public SandboxResponse Send(string method, string target, string? body = null, string? token = null) =>
        Crms.HubSpot.Handle(SandboxRequest.Create(method, target, body, ("Authorization", "Bearer " + (token ?? Crms.HubSpotAccessToken)), ("Content-Type", "application/json")), Now);

    public JsonObject Get(string target, int status = 200) => Read(Send("GET", target), status);

    public JsonObject Post(string target, string body, int status = 200) => Read(Send("POST", target, body), status);

    public JsonObject Patch(string target, string body, int status = 200) => Read(Send("PATCH", target, body), status);

    /// <summary>Ids of the first deals.</summary>
    public static IReadOnlyList<string> DealIds(int count) => [.. Enumerable.Range(0, count).Select(number => HubSpotIds.Of(new RecordKey(RecordKind.Deal, number)))];

    public static JsonArray Results(JsonObject body) => body["results"]!.AsArray();

    private static JsonObject Read(SandboxResponse response, int status)
    {
        response.Status.ShouldBe(status, response.Text);
        return JsonNode.Parse(response.Text)!.AsObject();
    }
}
