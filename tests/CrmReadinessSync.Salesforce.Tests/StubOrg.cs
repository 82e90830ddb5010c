using System.Net;
using System.Text;
using System.Text.Json;
using CrmReadinessSync.Http.Tests;

namespace CrmReadinessSync.Salesforce.Tests;

/// <summary>
/// The edge of an org: answers from routes, notes every request, and fails on any call nobody expected. Token, versions and describe
/// are answered as by an org with the whole package, unless a test says otherwise.
/// </summary>
internal sealed class StubOrg : HttpMessageHandler
{
    public const string OrganizationId = "00D000000000001EAA";
    private readonly List<(Func<StubRequest, bool> Matches, Func<StubRequest, HttpResponseMessage> Answer)> _routes = [];
    private readonly VirtualTime _time;
    private int _tokens;

    public StubOrg(VirtualTime time)
    {
        _time = time;
        On("POST", "/services/oauth2/token", _ => Json($$"""
            {"access_token":"00D000000000001!token.{{++_tokens}}.aaaaaaaaaaaa","instance_url":"{{Instance}}","id":"https://login.test/id/{{OrganizationId}}/005000000000001AAA","token_type":"Bearer"}
            """));
        On("GET", "/services/data", _ => Json("""[{"label":"Spring '26","url":"/services/data/v66.0","version":"66.0"},{"label":"Summer '26","url":"/services/data/v67.0","version":"67.0"}]"""));
        // Not every org has mails; a test says so.
        On("GET", "/services/data/v67.0/sobjects/EmailMessage/describe", _ => Describe.TryGetValue("EmailMessage", out var mail) ? Json(mail()) : Error(HttpStatusCode.NotFound, "NOT_FOUND", "The requested resource does not exist"));
        foreach (var name in Describe.Keys)
        {
            On("GET", $"/services/data/v67.0/sobjects/{name}/describe", _ => Json(Describe[name]()));
        }
    }

    public string Instance { get; set; } = "https://acme.my.salesforce.test";

    public List<StubRequest> Requests { get; } = [];

    /// <summary>Describe answers by object; tests replace what they need.</summary>
    public Dictionary<string, Func<string>> Describe { get; } = new(StringComparer.Ordinal)
    {
        ["Opportunity"] = () => Descriptions.Opportunity(),
        ["Account"] = () => Descriptions.Account,
        ["Event"] = () => Descriptions.Event,
        ["OpportunityContactRole"] = () => Descriptions.ContactRole,
        ["OpportunityFieldHistory"] = () => Descriptions.FieldHistory,
        ["RecordType"] = () => Descriptions.RecordType,
    };

    public IEnumerable<string> Lines => Requests.Select(request => $"{request.Method} {request.Path}");

    /// <summary>Adds a route; later routes win.</summary>
    public void On(string method, string path, Func<StubRequest, HttpResponseMessage> answer) =>
        _routes.Insert(0, (request => request.Method == method && request.Path == path, answer));

    /// <summary>Answers queries by their SOQL, by themselves and as parts of a composite; a list is a refusal.</summary>
    public void OnQueries(Func<string, string> answer)
    {
        On("POST", "/services/data/v67.0/composite", request =>
        {
            using var body = JsonDocument.Parse(request.Body);
            var parts = body.RootElement.GetProperty("compositeRequest").EnumerateArray().Select(part =>
            {
                var rows = answer(Soql(part.GetProperty("url").GetString()!));
                return $$"""{"body":{{rows}},"httpHeaders":{},"httpStatusCode":{{(int)StatusOf(rows)}},"referenceId":"{{part.GetProperty("referenceId").GetString()}}"}""";
            });
            return Json($$"""{"compositeResponse":[{{string.Join(',', parts)}}]}""");
        });
        On("GET", "/services/data/v67.0/query", request => Answer(request.Query));
        On("GET", "/services/data/v67.0/queryAll", request => Answer(request.Query));

        HttpResponseMessage Answer(string soql)
        {
            var rows = answer(soql);
            return Json(rows, StatusOf(rows));
        }

        static HttpStatusCode StatusOf(string rows) => rows.StartsWith('[') ? HttpStatusCode.BadRequest : HttpStatusCode.OK;
    }

    public static string Rows(params IEnumerable<string> rows)
    {
        var all = rows.ToList();
        return $$"""{"totalSize":{{all.Count}},"done":true,"records":[{{string.Join(',', all)}}]}""";
    }

    public static HttpResponseMessage Json(string body, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    public static HttpResponseMessage Error(HttpStatusCode status, string code, string message) =>
        Json($$"""[{"message":"{{message}}","errorCode":"{{code}}"}]""", status);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var stub = new StubRequest(
            request.Method.Method,
            request.RequestUri!.AbsolutePath,
            request.RequestUri.Host,
            Soql(request.RequestUri.PathAndQuery),
            request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken),
            request.Headers.Authorization?.Parameter ?? "");
        Requests.Add(stub);
        var route = _routes.FirstOrDefault(route => route.Matches(stub));
        if (route.Answer is null)
        {
            throw new InvalidOperationException($"unexpected call {stub.Method} {stub.Path}");
        }

        var response = route.Answer(stub);
        response.Headers.Date ??= _time.GetUtcNow();
        return response;
    }

    private static string Soql(string url) => url.IndexOf("?q=", StringComparison.Ordinal) is var at and >= 0 ? Uri.UnescapeDataString(url[(at + 3)..]) : "";
}

internal sealed record StubRequest(string Method, string Path, string Host, string Query, string Body, string Token);
