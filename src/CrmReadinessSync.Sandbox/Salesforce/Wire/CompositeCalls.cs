using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>Several calls in one: composite, where later ones may use what earlier ones answered, and batch, where they may not.</summary>
internal sealed partial class CompositeCalls(Func<SandboxRequest, SandboxResponse> handle)
{
    private const int MostCalls = 25;
    private const int MostReads = 5;

    /// <summary>Up to 25 calls in order.</summary>
    public SandboxResponse Composite(SandboxRequest request)
    {
        var body = JsonBody.Object(request);
        if (body["compositeRequest"] is not JsonArray calls)
            throw new SalesforceException("JSON_PARSER_ERROR", "compositeRequest is required");
        if (body.Flag("allOrNone") && calls.OfType<JsonObject>().Count(static c => c.Text("method") != "GET") > 1)
            throw new SalesforceException("INVALID_INPUT", "This practice org does not take back several writes of one composite; send allOrNone false, or sObject Collections.");
        Count(calls.Count);
        if (calls.OfType<JsonObject>().Count(static c => c.Text("url") is { } url && (url.Contains("/query", StringComparison.Ordinal) || url.Contains("/composite/sobjects", StringComparison.Ordinal))) > MostReads)
            throw new SalesforceException("LIMIT_EXCEEDED", string.Create(CultureInfo.InvariantCulture, $"Composite requests can have no more than {MostReads} query and collection subrequests."));

        var answers = new JsonObject();
        var results = new JsonArray();
        foreach (var call in calls.OfType<JsonObject>())
        {
            var reference = call.Text("referenceId") ?? throw new SalesforceException("JSON_PARSER_ERROR", "referenceId is required");
            SandboxResponse answer;
            try
            {
                var url = Filled(call.Text("url") ?? throw new SalesforceException("JSON_PARSER_ERROR", "url is required"), answers);
                answer = Ask(call.Text("method") ?? "GET", url, call["body"] is { } inner ? Filled(inner.ToJsonString(JsonText.Options), answers) : null, call["httpHeaders"] as JsonObject);
            }
            catch (SalesforceException fault)
            {
                answer = ErrorBody.Of(fault);
            }

            var shown = answer.Body.IsEmpty ? null : JsonNode.Parse(answer.Body.Span);
            answers[reference] = shown?.DeepClone();
            results.Add(new JsonObject { ["body"] = shown, ["httpHeaders"] = new JsonObject(), ["httpStatusCode"] = answer.Status, ["referenceId"] = reference });
        }

        return SandboxResponse.Json(200, new JsonObject { ["compositeResponse"] = results });
    }

    /// <summary>Up to 25 calls that know nothing of each other.</summary>
    public SandboxResponse Batch(SandboxRequest request)
    {
        var body = JsonBody.Object(request);
        if (body["batchRequests"] is not JsonArray calls)
            throw new SalesforceException("JSON_PARSER_ERROR", "batchRequests is required");
        Count(calls.Count);
        var halt = body.Flag("haltOnError");
        var failed = false;
        var results = new JsonArray();
        foreach (var call in calls.OfType<JsonObject>())
        {
            var answer = failed && halt
                ? ErrorBody.Of(412, "BATCH_PROCESSING_HALTED", "Batch processing halted per request")
                : Ask(call.Text("method") ?? "GET", "/services/data/" + (call.Text("url") ?? "").TrimStart('/'), call["richInput"]?.ToJsonString(JsonText.Options), null);
            failed |= answer.Status >= 400;
            results.Add(new JsonObject { ["statusCode"] = answer.Status, ["result"] = answer.Body.IsEmpty ? null : JsonNode.Parse(answer.Body.Span) });
        }

        return SandboxResponse.Json(200, new JsonObject { ["hasErrors"] = failed, ["results"] = results });
    }

    private SandboxResponse Ask(string method, string url, string? body, JsonObject? headers)
    {
        (string, string)[] given = headers is null ? [] : [.. headers.Select(static h => (h.Key, h.Value?.ToString() ?? ""))];
        return handle(SandboxRequest.Create(method, url, body, given));
    }

    // @{first.records[0].Id} stands for what the call named first answered there.
    private static string Filled(string text, JsonObject answers) => Reference().Replace(text, match =>
    {
        JsonNode? node = answers;
        foreach (Match step in Step().Matches(match.Groups["path"].Value))
        {
            node = step.Groups["index"] is { Success: true } index
                ? (node as JsonArray)?.ElementAtOrDefault(int.Parse(index.ValueSpan, CultureInfo.InvariantCulture))
                : (node as JsonObject)?[step.Value];
        }

        return node?.ToString() ?? throw new SalesforceException("PROCESSING_HALTED", $"Invalid reference specified. No value for {match.Groups["path"].Value} found");
    });

    private static void Count(int calls)
    {
        if (calls > MostCalls)
            throw new SalesforceException("LIMIT_EXCEEDED", string.Create(CultureInfo.InvariantCulture, $"The request has {calls} subrequests. It cannot have more than {MostCalls}."));
    }

    [GeneratedRegex(@"@\{(?<path>[^}]+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reference();

    [GeneratedRegex(@"[A-Za-z0-9_]+|\[(?<index>\d+)\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Step();
}
