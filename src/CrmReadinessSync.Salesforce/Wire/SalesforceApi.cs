using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using CrmReadinessSync.Http;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce;

/// <summary>The REST resources over one client. Paths are relative: the token says which instance they go to.</summary>
internal sealed class SalesforceApi(HttpClient client, string version, FailureTable failures, Func<Task> schemaIsStale) : ISalesforceApi
{
    private readonly string _data = $"/services/data/v{version}";

    public async Task<TokenAnswer> RequestTokenAsync(IReadOnlyList<KeyValuePair<string, string>> form, CancellationToken cancellationToken)
    {
        using var request = Request("token", HttpMethod.Post, "/services/oauth2/token");
        (RequestTraits.Of(request) with { Anonymous = true }).Attach(request);
        request.Content = new FormUrlEncodedContent(form);
        using var response = await SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode && ErrorBody.Json(response).Span is not [(byte)'{', ..])
        {
            throw failures.Of(response);
        }

        return Parse(response, SalesforceJson.Default.TokenAnswer);
    }

    public async Task<IReadOnlyList<ApiVersion>> GetVersionsAsync(CancellationToken cancellationToken)
    {
        using var request = Request("versions", HttpMethod.Get, "/services/data");
        return await AskAsync(request, SalesforceJson.Default.IReadOnlyListApiVersion, cancellationToken);
    }

    public async Task<ObjectDescription?> DescribeAsync(string objectName, CancellationToken cancellationToken)
    {
        using var request = Request("describe", HttpMethod.Get, $"{_data}/sobjects/{Uri.EscapeDataString(objectName)}/describe");
        return await FindAsync(request, SalesforceJson.Default.ObjectDescription, cancellationToken);
    }

    public async Task<QueryResult> QueryAsync(SoqlQuery query, bool all, CancellationToken cancellationToken)
    {
        using var request = Request("query", HttpMethod.Get, QueryPath(query, all));
        return await AskAsync(request, SalesforceJson.Default.QueryResult, cancellationToken);
    }

    public async Task<bool> MayQueryAsync(SoqlQuery query, CancellationToken cancellationToken)
    {
        using var request = Request("describe", HttpMethod.Get, QueryPath(query, all: false));
        using var response = await SendAsync(request, cancellationToken);
        if (response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Forbidden or HttpStatusCode.NotFound && FailureTable.IsRefused(response))
        {
            return false;
        }

        await DemandAsync(response);
        return true;
    }

    public async Task<QueryResult> QueryToolingAsync(SoqlQuery query, CancellationToken cancellationToken)
    {
        using var request = Request("tooling", HttpMethod.Get, $"{_data}/tooling/query?q={Uri.EscapeDataString(query.ToString())}");
        return await AskAsync(request, SalesforceJson.Default.QueryResult, cancellationToken);
    }

    public async Task CreateFieldAsync(JsonObject field, CancellationToken cancellationToken)
    {
        using var request = Request("set_up", HttpMethod.Post, $"{_data}/tooling/sobjects/CustomField");
        await SendBodyAsync(request, field, cancellationToken);
    }

    public async Task<JsonObject> GetFieldAsync(string id, CancellationToken cancellationToken)
    {
        using var request = Request("tooling", HttpMethod.Get, $"{_data}/tooling/sobjects/CustomField/{Uri.EscapeDataString(id)}");
        return await AskAsync(request, SalesforceJson.Default.JsonObject, cancellationToken);
    }

    public async Task ChangeFieldAsync(string id, JsonObject field, CancellationToken cancellationToken)
    {
        using var request = Request("set_up", HttpMethod.Patch, $"{_data}/tooling/sobjects/CustomField/{Uri.EscapeDataString(id)}");
        await SendBodyAsync(request, field, cancellationToken);
    }

    public async Task<string> CreateRowAsync(string objectName, JsonObject row, CancellationToken cancellationToken)
    {
        using var request = Request("set_up", HttpMethod.Post, $"{_data}/sobjects/{objectName}");
        request.Content = Json(row, SalesforceJson.Default.JsonObject);
        return (await AskAsync(request, SalesforceJson.Default.SaveResult, cancellationToken)).Id ?? throw FailureTable.Unreadable("A new row has no id.");
    }

    public async Task ChangeRowAsync(string objectName, string id, JsonObject row, CancellationToken cancellationToken)
    {
        using var request = Request("set_up", HttpMethod.Patch, $"{_data}/sobjects/{objectName}/{Uri.EscapeDataString(id)}");
        await SendBodyAsync(request, row, cancellationToken);
    }

    public async Task<QueryResult> QueryMoreAsync(string nextRecordsUrl, CancellationToken cancellationToken)
    {
        using var request = Request("query_more", HttpMethod.Get, nextRecordsUrl);
        return await AskAsync(request, SalesforceJson.Default.QueryResult, cancellationToken);
    }

    public async Task<IReadOnlyList<QueryResult>> QueryTogetherAsync(IReadOnlyList<(SoqlQuery Query, bool All)> queries, CancellationToken cancellationToken)
    {
        using var request = Request("composite", HttpMethod.Post, $"{_data}/composite");
        request.Content = Json(
            new CompositeRequest(AllOrNone: false, [.. queries.Select((query, i) => new CompositePart("GET", QueryPath(query.Query, query.All), $"q{i}"))]),
            SalesforceJson.Default.CompositeRequest);
        var answer = await AskAsync(request, SalesforceJson.Default.CompositeAnswer, cancellationToken);
        if (answer.Parts.Count != queries.Count)
        {
            throw FailureTable.Unreadable("The composite answers another number of requests than were asked.");
        }

        var results = new QueryResult[queries.Count];
        for (var i = 0; i < results.Length; i++)
        {
            var part = answer.Parts[i];
            results[i] = part.HttpStatusCode is >= 200 and < 300
                ? Whole(part.Body.Page)
                : throw await KnownAsync(failures.Of(part.HttpStatusCode, part.Body.Other));
        }

        return results;
    }

    public async Task<IReadOnlyList<SaveResult>> UpdateAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var request = Request("update", HttpMethod.Patch, $"{_data}/composite/sobjects");
        request.Content = Bytes(body, "application/json");
        return await AskAsync(request, SalesforceJson.Default.IReadOnlyListSaveResult, cancellationToken);
    }

    public async Task<IReadOnlyList<SaveResult>> CreateAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var request = Request("create", HttpMethod.Post, $"{_data}/composite/sobjects");
        (RequestTraits.Of(request) with { IsOnce = true }).Attach(request);
        request.Content = Bytes(body, "application/json");
        return await AskAsync(request, SalesforceJson.Default.IReadOnlyListSaveResult, cancellationToken);
    }

    public async Task<BulkJob> CreateJobAsync(BulkJobRequest job, CancellationToken cancellationToken)
    {
        using var request = Request("bulk", HttpMethod.Post, $"{_data}/jobs/ingest");
        request.Content = Json(job, SalesforceJson.Default.BulkJobRequest);
        return await AskAsync(request, SalesforceJson.Default.BulkJob, cancellationToken);
    }

    public async Task UploadAsync(string jobId, ReadOnlyMemory<byte> csv, CancellationToken cancellationToken)
    {
        using var request = Request("bulk", HttpMethod.Put, $"{JobPath(jobId)}/batches");
        request.Content = Bytes(csv, "text/csv");
        using var response = await SendAsync(request, cancellationToken);
        await DemandAsync(response);
    }

    public async Task<BulkJob> ChangeJobAsync(string jobId, string state, CancellationToken cancellationToken)
    {
        using var request = Request("bulk", HttpMethod.Patch, JobPath(jobId));
        request.Content = Json(new BulkJobChange(state), SalesforceJson.Default.BulkJobChange);
        return await AskAsync(request, SalesforceJson.Default.BulkJob, cancellationToken);
    }

    public async Task<BulkJob?> FindJobAsync(string jobId, CancellationToken cancellationToken)
    {
        using var request = Request("bulk", HttpMethod.Get, JobPath(jobId));
        return await FindAsync(request, SalesforceJson.Default.BulkJob, cancellationToken);
    }

    public async Task<ReadOnlyMemory<byte>> GetJobRowsAsync(string jobId, string kind, CancellationToken cancellationToken)
    {
        using var request = Request("bulk", HttpMethod.Get, $"{JobPath(jobId)}/{kind}");
        request.Headers.Accept.Clear();
        request.Headers.Accept.ParseAdd("text/csv");
        using var response = await SendAsync(request, cancellationToken);
        await DemandAsync(response);
        return BufferedBody.Of(response);
    }

    private static HttpRequestMessage Request(string kind, HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        // Names us in the org's logs and in change events.
        request.Headers.Add("Sforce-Call-Options", "client=CrmReadinessSync");
        new RequestTraits(kind, Family: null) { IsWrite = kind is "update" or "create" or "bulk" }.Attach(request);
        return request;
    }

    private static ByteArrayContent Json<T>(T value, JsonTypeInfo<T> type) => Bytes(JsonSerializer.SerializeToUtf8Bytes(value, type), "application/json");

    private static ByteArrayContent Bytes(ReadOnlyMemory<byte> bytes, string mediaType) =>
        new(bytes.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType, "utf-8") } };

    private async Task SendBodyAsync(HttpRequestMessage request, JsonObject body, CancellationToken cancellationToken)
    {
        request.Content = Json(body, SalesforceJson.Default.JsonObject);
        using var response = await SendAsync(request, cancellationToken);
        await DemandAsync(response);
    }

    private string QueryPath(SoqlQuery query, bool all) => $"{_data}/{(all ? "queryAll" : "query")}?q={Uri.EscapeDataString(query.ToString())}";

    private string JobPath(string jobId) => $"{_data}/jobs/ingest/{Uri.EscapeDataString(jobId)}";

    private async Task<T> AskAsync<T>(HttpRequestMessage request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        using var response = await SendAsync(request, cancellationToken);
        await DemandAsync(response);
        return Parse(response, type);
    }

    private async Task<T?> FindAsync<T>(HttpRequestMessage request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        using var response = await SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound && ErrorBody.Json(response).Length > 0)
        {
            return null;
        }

        await DemandAsync(response);
        return Parse(response, type);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await client.SendAsync(request, cancellationToken);
        }
        catch (Exception exception) when (failures.Of(exception) is not null)
        {
            throw failures.Of(exception)!;
        }
    }

    private async Task DemandAsync(HttpResponseMessage response)
    {
        if (!response.IsSuccessStatusCode)
        {
            throw await KnownAsync(failures.Of(response));
        }
    }

    /// <summary>Queries name only fields that describe told of; when one is refused, what is remembered of describe is out of date.</summary>
    private async Task<CrmException> KnownAsync(CrmException exception)
    {
        if (exception.Failure.Code is "INVALID_FIELD" or "INVALID_TYPE")
        {
            await schemaIsStale();
        }

        return exception;
    }

    private static T Parse<T>(HttpResponseMessage response, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return Whole(JsonSerializer.Deserialize(BufferedBody.Of(response).Span, type));
        }
        catch (JsonException exception)
        {
            throw FailureTable.Unreadable("The answer is not of the documented shape.", exception);
        }
    }

    private static T Whole<T>(T? value)
        where T : class => value switch
        {
            null or QueryResult { Records: null } => throw FailureTable.Unreadable("The answer is empty."),
            QueryResult { Done: false, NextRecordsUrl: null } => throw FailureTable.Unreadable("A page says there are more rows and not where."),
            QueryResult { NextRecordsUrl: { } next } when !next.StartsWith("/services/data/", StringComparison.Ordinal) => throw FailureTable.Unreadable("A page says there are more rows at an address that is none of the API's."),
            not null when Holes.In(value) => throw FailureTable.Unreadable("The answer has a list with an entry that tells nothing."),
            _ => value,
        };
}
