using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CrmReadinessSync.Sandbox.Salesforce;

namespace CrmReadinessSync.Sandbox.Tests.Salesforce;

/// <summary>Calls the Salesforce side as a function, at an instant the test moves by hand.</summary>
internal sealed class SalesforceClient
{
    public const string Data = "/services/data/v66.0";
    public static readonly DateTimeOffset Start = new(2026, 11, 24, 1, 0, 0, TimeSpan.Zero);
    private string? _token;

    public SalesforceClient(SandboxOptions? options = null, Func<IPopulation, IPopulation>? population = null)
    {
        options ??= new SandboxOptions { Language = "en" };
        IPopulation drawn = new GeneratedPopulation(options.Deals, options.Seed, Start, options.Bare);
        Wire = new SalesforceWire(new CrmStore(population?.Invoke(drawn) ?? drawn, Start), options);
        Crm = new PracticeCrm(Wire, new FaultPlan(options.Faults, options.Seed));
    }

    public SalesforceWire Wire { get; }

    public PracticeCrm Crm { get; }

    public DateTimeOffset Now { get; set; } = Start.AddMinutes(1);

    public CrmStore Store => Wire.Org.Store;

    public string Token => _token ??= SignIn();

    public static string DealId(int number) => Org.IdOf(new RecordKey(RecordKind.Deal, number));

    public string SignIn() => Form($"grant_type=client_credentials&client_id={ConnectedApp.ClientId}&client_secret={ConnectedApp.ClientSecret}")["access_token"]!.GetValue<string>();

    public JsonObject Form(string form, int status = 200) =>
        Read(Crm.Handle(SandboxRequest.Create("POST", "/services/oauth2/token", form, ("Host", "127.0.0.1:9"), ("Content-Type", "application/x-www-form-urlencoded")), Now), status).AsObject();

    public SandboxResponse Send(string method, string target, string? body = null, params (string, string)[] headers) =>
        Crm.Handle(SandboxRequest.Create(method, target, body, [("Authorization", "Bearer " + Token), .. headers]), Now);

    public SandboxResponse Raw(string method, string target, string? body = null, params (string, string)[] headers) =>
        Send(method, Data + target, body, headers);

    public JsonNode Call(string method, string target, string? body = null, int status = 200) => Read(Raw(method, target, body), status);

    public JsonObject Query(string soql, bool all = false, int status = 200) =>
        Call("GET", $"/query{(all ? "All" : "")}?q={Uri.EscapeDataString(soql)}", status: status).AsObject();

    public JsonArray Rows(string soql, bool all = false) => Query(soql, all)["records"]!.AsArray();

    public (string Code, string Message) QueryFault(string soql)
    {
        var error = Call("GET", $"/query?q={Uri.EscapeDataString(soql)}", status: 400).AsArray()[0]!;
        return (error["errorCode"]!.GetValue<string>(), error["message"]!.GetValue<string>());
    }

    /// <summary>Every page of a query.</summary>
    public IEnumerable<JsonObject> Pages(string soql, params (string, string)[] headers)
    {
        var page = Read(Raw("GET", "/query?q=" + Uri.EscapeDataString(soql), null, headers), 200).AsObject();
        yield return page;
        while (page["nextRecordsUrl"]?.GetValue<string>() is { } next)
        {
            page = Read(Send("GET", next, null, headers), 200).AsObject();
            yield return page;
        }
    }

    /// <summary>An assertion as a client of the app signs it, with some of its parts bent.</summary>
    public string Assertion(string? sub = null, string? aud = null, DateTimeOffset? exp = null, RSA? key = null, string? iss = null)
    {
        static string Part(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        var claims = new JsonObject
        {
            ["iss"] = iss ?? ConnectedApp.ClientId,
            ["sub"] = sub ?? Org.Username,
            ["aud"] = aud ?? "https://login.salesforce.com",
            ["exp"] = (exp ?? Now.AddMinutes(3)).ToUnixTimeSeconds(),
        };
        var signed = $"{Part("""{"alg":"RS256"}"""u8.ToArray())}.{Part(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        using var ours = RSA.Create();
        ours.ImportFromPem(Wire.App.PrivateKeyPem);
        return $"{signed}.{Part((key ?? ours).SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    public static JsonNode Read(SandboxResponse response, int status)
    {
        response.Status.ShouldBe(status, response.Text);
        return JsonNode.Parse(response.Text)!;
    }
}
