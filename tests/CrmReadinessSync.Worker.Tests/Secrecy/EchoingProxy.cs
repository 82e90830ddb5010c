using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CrmReadinessSync.Worker.Tests;

/// <summary>
/// Stands between the service and a practice CRM. Now and then it answers in the CRM's place, and in its error repeats what it was told: the
/// token, the request, and whatever else it has seen. Real gateways and error pages do.
/// </summary>
internal sealed class EchoingProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client;
    private readonly Uri _to;
    private readonly ConcurrentDictionary<string, bool> _tokens = new(StringComparer.Ordinal);
    private string _seen = "";
    private int _number;

    private EchoingProxy(WebApplication app, Uri to)
    {
        (_app, _to) = (app, to);
        _client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
    }

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>Every bearer token that came by.</summary>
    public IEnumerable<string> Tokens => _tokens.Keys;

    /// <summary>Errors answered so far.</summary>
    public int Errors { get; private set; }

    public static async Task<EchoingProxy> StartAsync(Uri to)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var proxy = new EchoingProxy(builder.Build(), to);
        proxy._app.Run(proxy.CarryAsync);
        await proxy._app.StartAsync(TestContext.Current.CancellationToken);
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _client.Dispose();
    }

    private async Task CarryAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var token = context.Request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal);
        if (token.Length > 0)
        {
            _tokens[token] = true;
        }

        var number = Interlocked.Increment(ref _number);
        if (number % 7 is 3 or 5)
        {
            Errors++;
            await EchoAsync(context.Response, context.Request.Path, token, $"{Encoding.UTF8.GetString(body.ToArray())} {_seen}", number);
            return;
        }

        await ForwardAsync(context, body.ToArray());
    }

    private async Task ForwardAsync(HttpContext context, byte[] body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(_to, context.Request.Path + context.Request.QueryString.ToUriComponent()));
        request.Content = body.Length > 0 ? new ByteArrayContent(body) : null;
        foreach (var (name, values) in context.Request.Headers)
        {
            // The org names the address it was asked at as its own: it must be told ours.
            if (!request.Headers.TryAddWithoutValidation(name, values.ToArray()) && name != "Content-Length")
            {
                request.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
            }
        }

        using var answer = await _client.SendAsync(request, context.RequestAborted);
        var bytes = await answer.Content.ReadAsByteArrayAsync(context.RequestAborted);
        _seen = Encoding.UTF8.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, 4000)));
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
        {
            if (name is not ("Transfer-Encoding" or "Content-Length"))
            {
                context.Response.Headers[name] = values.ToArray();
            }
        }

        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private static async Task EchoAsync(HttpResponse response, string path, string token, string words, int number)
    {
        var said = $"Refused: Authorization: Bearer {token} for {words}";
        var isOrg = path.StartsWith("/services", StringComparison.Ordinal);
        (response.StatusCode, response.ContentType) = (number % 4) switch
        {
            0 => (503, "text/html"),
            1 => (500, "application/json"),
            2 => (isOrg || path.EndsWith("/batch/update", StringComparison.Ordinal) ? 400 : 502, "application/json"),
            _ => (429, "application/json"),
        };
        var text = response.ContentType == "text/html"
            ? $"<!DOCTYPE html><html><head><title>{said}</title></head></html>"
            : isOrg
                ? JsonSerializer.Serialize(new[] { new { message = said, errorCode = $"{token} {words}" } })
                : JsonSerializer.Serialize(new { status = "error", message = said, category = token, correlationId = token, policyName = $"TEN {token}", errors = new[] { new { message = said, code = words } } });
        await response.WriteAsync(text);
    }
}
