using System.Net;
using System.Text;

namespace CrmReadinessSync.Http.Tests;

/// <summary>A wire that answers from a script, in order, and fails on any call beyond it.</summary>
public sealed class ScriptedWire(params Func<HttpRequestMessage, HttpResponseMessage>[] script) : HttpMessageHandler
{
    private int _next;

    public List<string> Sent { get; } = [];

    public static Func<HttpRequestMessage, HttpResponseMessage> Answer(HttpStatusCode status, string body = "{}", string type = "application/json", TimeSpan? retryAfter = null) => _ =>
    {
        var response = new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, type) };
        if (retryAfter is { } wait)
        {
            response.Headers.RetryAfter = new(wait);
        }

        return response;
    };

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Sent.Add($"{request.Method} {request.RequestUri!.PathAndQuery} {request.Headers.Authorization}".TrimEnd());
        return _next < script.Length
            ? Task.FromResult(script[_next++](request))
            : throw new InvalidOperationException($"unexpected call {Sent[^1]}");
    }
}
