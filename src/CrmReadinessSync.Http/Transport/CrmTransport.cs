using System.Net;

namespace CrmReadinessSync.Http;

/// <summary>
/// Builds the client of one account. A request passes, from the outside in: retries, bearer token, pace and quota, one timed attempt,
/// the wire. Answers come back with their body in memory (see <see cref="BufferedBody"/>).
/// </summary>
public static class CrmTransport
{
    /// <summary>Makes the client; the caller disposes it.</summary>
    public static HttpClient Create(TransportOptions options)
    {
        HttpMessageHandler inner = new AttemptHandler(options) { InnerHandler = options.Wire ?? Sockets(options.BaseAddress) };
        inner = new PacedHandler(options) { InnerHandler = inner };
        if (options.Tokens is { } tokens)
        {
            inner = new BearerHandler(tokens, options.IsRefusal) { InnerHandler = inner };
        }

        var client = new HttpClient(new ResilienceHandler(options) { InnerHandler = inner })
        {
            BaseAddress = options.BaseAddress,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("CrmReadinessSync/0.1");
        client.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        return client;
    }

    /// <summary>Whether a base address may be used: https anywhere, plain http only to this machine, so that no token crosses a wire in clear.</summary>
    public static bool IsAllowed(Uri address) =>
        address.IsAbsoluteUri && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));

    private static SocketsHttpHandler Sockets(Uri? address) => new()
    {
        AutomaticDecompression = DecompressionMethods.All,
        // Long-lived clients must notice DNS changes.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(15),
        MaxConnectionsPerServer = 16,
        // A redirect would carry the token to an address nobody configured.
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = address is not { IsLoopback: true },
    };
}
