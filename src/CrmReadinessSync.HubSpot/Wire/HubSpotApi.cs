using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CrmReadinessSync.Http;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.HubSpot;

/// <summary>Speaks to one account over a client made by <see cref="CrmTransport"/>.</summary>
internal sealed class HubSpotApi(HttpClient client, Paths paths, FailureTable failures, TimeProvider time) : IHubSpotApi
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    public async Task<AccountAnswer> ReadAccountAsync(CancellationToken cancellationToken)
    {
        using var request = Describe(HttpMethod.Get, paths.Account, "account", LimitFamilies.Burst);
        using var response = await SendAsync(request, cancellationToken);
        return new AccountAnswer(Parse(response, HubSpotJson.Default.AccountDetails), response.Headers.Date ?? time.GetUtcNow(), LimitFamilies.AreTold(response));
    }

    public Task<PropertyList> ListPropertiesAsync(string type, CancellationToken cancellationToken) =>
        GetAsync(paths.Properties(type), "properties", HubSpotJson.Default.PropertyList, cancellationToken);

    public Task<PropertyDefinition> CreatePropertyAsync(string type, NewProperty property, CancellationToken cancellationToken) =>
        PostAsync(paths.Properties(type), "set_up", LimitFamilies.Burst, property, HubSpotJson.Default.NewProperty, HubSpotJson.Default.PropertyDefinition, cancellationToken);

    public async Task<PropertyDefinition> ChangePropertyAsync(string type, string name, PropertyChange change, CancellationToken cancellationToken)
    {
        using var request = Describe(HttpMethod.Patch, paths.Property(type, name), "set_up", LimitFamilies.Burst);
        request.Content = Content(change, HubSpotJson.Default.PropertyChange);
        using var response = await SendAsync(request, cancellationToken);
        return Parse(response, HubSpotJson.Default.PropertyDefinition);
    }

    public Task<PropertyGroupList> ListPropertyGroupsAsync(string type, CancellationToken cancellationToken) =>
        GetAsync(paths.PropertyGroups(type), "properties", HubSpotJson.Default.PropertyGroupList, cancellationToken);

    public Task<PropertyGroup> CreatePropertyGroupAsync(string type, PropertyGroup group, CancellationToken cancellationToken) =>
        PostAsync(paths.PropertyGroups(type), "set_up", LimitFamilies.Burst, group, HubSpotJson.Default.PropertyGroup, HubSpotJson.Default.PropertyGroup, cancellationToken);

    public Task<PipelineList> ListPipelinesAsync(string type, CancellationToken cancellationToken) =>
        GetAsync(paths.Pipelines(type), "pipelines", HubSpotJson.Default.PipelineList, cancellationToken);

    public Task<OwnerPage> ListOwnersAsync(string? after, CancellationToken cancellationToken) =>
        GetAsync($"{paths.Owners}?limit=100{(after is null ? "" : $"&after={Uri.EscapeDataString(after)}")}", "owners", HubSpotJson.Default.OwnerPage, cancellationToken);

    public Task<RecordPage> ListAsync(string type, ListQuery query, CancellationToken cancellationToken)
    {
        var address = $"{paths.Objects(type)}?limit={query.Limit}&archived=false&properties={string.Join(',', query.Properties.Select(Uri.EscapeDataString))}";
        address += query.Associations.IsEmpty ? "" : $"&associations={string.Join(',', query.Associations)}";
        address += query.After is { } after ? $"&after={Uri.EscapeDataString(after)}" : "";
        return GetAsync(address, "list", HubSpotJson.Default.RecordPage, cancellationToken);
    }

    public Task<RecordPage> SearchAsync(string type, SearchRequest request, CancellationToken cancellationToken) =>
        PostAsync(paths.Search(type), "search", LimitFamilies.Search, request, HubSpotJson.Default.SearchRequest, HubSpotJson.Default.RecordPage, cancellationToken);

    public Task<RecordBatch> ReadBatchAsync(string type, BatchReadRequest request, CancellationToken cancellationToken) =>
        PostAsync(
            paths.BatchRead(type),
            request.PropertiesWithHistory is null ? "batch_read" : "history",
            LimitFamilies.Burst,
            request,
            HubSpotJson.Default.BatchReadRequest,
            HubSpotJson.Default.RecordBatch,
            cancellationToken);

    public Task<AssociationBatch> ReadAssociationsAsync(string from, string to, AssociationRequest request, CancellationToken cancellationToken) =>
        PostAsync(
            paths.Associations(from, to), "associations", LimitFamilies.Associations, request, HubSpotJson.Default.AssociationRequest, HubSpotJson.Default.AssociationBatch, cancellationToken);

    public Task<LinkTypeList> ListLabelsAsync(string from, string to, CancellationToken cancellationToken) =>
        GetAsync(paths.Labels(from, to), "labels", HubSpotJson.Default.LinkTypeList, cancellationToken);

    public async Task<RecordBatch> UpdateBatchAsync(string type, BatchUpdateRequest request, CancellationToken cancellationToken)
    {
        using var message = Describe(HttpMethod.Post, paths.BatchUpdate(type), "batch_update", LimitFamilies.Burst, isWrite: true);
        return await WriteAsync(message, Content(request, HubSpotJson.Default.BatchUpdateRequest), cancellationToken);
    }

    public async Task<RecordBatch> CreateBatchAsync(string type, BatchCreateRequest request, CancellationToken cancellationToken)
    {
        using var message = Describe(HttpMethod.Post, paths.BatchCreate(type), "batch_create", LimitFamilies.Burst, isWrite: true);
        (RequestTraits.Of(message) with { IsOnce = true }).Attach(message);
        return await WriteAsync(message, Content(request, HubSpotJson.Default.BatchCreateRequest), cancellationToken);
    }

    private async Task<RecordBatch> WriteAsync(HttpRequestMessage message, HttpContent content, CancellationToken cancellationToken)
    {
        message.Content = content;
        using var response = await SendAsync(message, cancellationToken, allowed: HttpStatusCode.BadRequest);
        return response.StatusCode == HttpStatusCode.BadRequest
            ? new RecordBatch { Refusal = FailureTable.ErrorOf(response) ?? new HubSpotError() }
            : Parse(response, HubSpotJson.Default.RecordBatch);
    }

    public async Task<TokenAnswer> RefreshTokenAsync(TokenRequest request, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, paths.Token);
        new RequestTraits("token", null) { Anonymous = true }.Attach(message);
        message.Content = new FormUrlEncodedContent(
        [
            new("grant_type", "refresh_token"),
            new("client_id", request.ClientId),
            new("client_secret", request.ClientSecret),
            new("refresh_token", request.RefreshToken),
        ]);
        using var response = await SendAsync(message, cancellationToken);
        return Parse(response, HubSpotJson.Default.TokenAnswer);
    }

    private async Task<T> GetAsync<T>(string address, string kind, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var request = Describe(HttpMethod.Get, address, kind, LimitFamilies.Burst);
        using var response = await SendAsync(request, cancellationToken);
        return Parse(response, type);
    }

    private async Task<TAnswer> PostAsync<TBody, TAnswer>(
        string address, string kind, string family, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellationToken)
    {
        using var request = Describe(HttpMethod.Post, address, kind, family);
        request.Content = Content(body, bodyType);
        using var response = await SendAsync(request, cancellationToken);
        return Parse(response, answerType);
    }

    private static HttpRequestMessage Describe(HttpMethod method, string address, string kind, string family, bool isWrite = false)
    {
        var request = new HttpRequestMessage(method, address);
        new RequestTraits(kind, family) { IsWrite = isWrite }.Attach(request);
        return request;
    }

    private static ByteArrayContent Content<T>(T body, JsonTypeInfo<T> type) =>
        new(JsonSerializer.SerializeToUtf8Bytes(body, type)) { Headers = { ContentType = Json } };

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken, HttpStatusCode? allowed = null)
    {
        HttpResponseMessage response;
        try
        {
            response = await client.SendAsync(request, cancellationToken);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or CrmException))
        {
            throw failures.Translate(exception);
        }

        if (response.IsSuccessStatusCode || response.StatusCode == allowed)
        {
            return response;
        }

        using (response)
        {
            throw failures.Translate(response);
        }
    }

    private T Parse<T>(HttpResponseMessage response, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(BufferedBody.Of(response).Span, type) ?? throw new JsonException("The answer is null.");
        }
        catch (JsonException exception)
        {
            throw failures.Translate(exception);
        }
    }
}
