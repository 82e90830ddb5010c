using System.Net.Http.Headers;

namespace CrmReadinessSync.Http;

/// <summary>Adds the bearer token; when it is refused, renews it once and sends the request again.</summary>
internal sealed class BearerHandler(ITokenSource tokens, Func<HttpResponseMessage, bool> isRefusal) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (RequestTraits.Of(request).Anonymous)
        {
            return await base.SendAsync(request, cancellationToken);
        }

        var token = await tokens.GetAsync(cancellationToken);
        Bear(request, token);
        var response = await base.SendAsync(request, cancellationToken);
        if (!isRefusal(response) || await tokens.RenewAsync(token, cancellationToken) is not { } renewed)
        {
            return response;
        }

        response.Dispose();
        Bear(request, renewed);
        return await base.SendAsync(request, cancellationToken);
    }

    private static void Bear(HttpRequestMessage request, AccessToken token)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
        if (token.Host is { } host && request.RequestUri is { } address)
        {
            request.RequestUri = new Uri(host, address.PathAndQuery);
        }
    }
}
