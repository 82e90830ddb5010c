using System.Net;
using System.Text;

namespace CrmReadinessSync.HubSpot.Tests;

/// <summary>A wire that answers from a script, in order, and fails on any call that the script does not expect.</summary>
public sealed class StubHubSpot : HttpMessageHandler
{
    private readonly Queue<(string Call, Func<HttpResponseMessage> Answer)> _script = new();

    /// <summary>What was sent: method and path, body, in order.</summary>
    public List<string> Sent { get; } = [];

    public string? LastAuthorization { get; private set; }

    public bool IsDone => _script.Count == 0;

    /// <summary>Expects a call, and answers it.</summary>
    public StubHubSpot On(string call, string body = "{}", int status = 200, string type = "application/json", params (string Name, string Value)[] headers)
    {
        _script.Enqueue((call, () =>
        {
            var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, type) };
            response.Headers.Date = HubSpotTests.Now;
            foreach (var (name, value) in headers)
            {
                response.Headers.TryAddWithoutValidation(name, value);
            }

            return response;
        }));
        return this;
    }

    public StubHubSpot OnThrow(string call, Exception exception)
    {
        _script.Enqueue((call, () => throw exception));
        return this;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var call = $"{request.Method} {request.RequestUri!.PathAndQuery}";
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Sent.Add($"{call}{(body.Length > 0 ? "\n" + body : "")}");
        LastAuthorization = request.Headers.Authorization?.ToString();
        if (!_script.TryDequeue(out var next) || !call.StartsWith(next.Call, StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"Unexpected call {call} {body}; expected {next.Call ?? "none"}.");
        }

        var answer = next.Answer();
        answer.RequestMessage = request;
        return answer;
    }
}
