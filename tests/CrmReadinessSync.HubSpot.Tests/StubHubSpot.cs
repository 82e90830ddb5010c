using System.Net;
using System.Text;

namespace CrmReadinessSync.HubSpot.Tests;

/// <summary>A wire that answers from a script, in order, and fails on any call that the script does not expect.</summary>
public sealed class StubHubSpot : HttpMessageHandler
{
    private readonly Queue<(string Call, Func<HttpResponseMessage> Answer)> _script = new();

    private readonly List<(string Call, string Body)> _anyTime = [];
    private readonly Lock _gate = new();

    /// <summary>What was sent: method and path, body, in order.</summary>
    public List<string> Sent { get; } = [];

    public string? LastAuthorization { get; private set; }

    public bool IsDone => _script.Count == 0 && _anyTime.Count == 0;

    /// <summary>Expects a call, and answers it.</summary>
    public StubHubSpot On(string call, string body = "{}", int status = 200, string type = "application/json", params (string Name, string Value)[] headers)
    {
        _script.Enqueue((call, () => Answer(body, status, type, headers)));
        return this;
    }

    /// <summary>Expects a call at any time, once.</summary>
    public StubHubSpot Any(string call, string body)
    {
        _anyTime.Add((call, body));
        return this;
    }

    /// <summary>Expects the last of such calls no more.</summary>
    public void Forget(string call) => _anyTime.RemoveAt(_anyTime.FindLastIndex(expected => expected.Call == call));

    public StubHubSpot OnThrow(string call, Exception exception)
    {
        _script.Enqueue((call, () => throw exception));
        return this;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var call = $"{request.Method} {request.RequestUri!.PathAndQuery}";
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        lock (_gate)
        {
            Sent.Add($"{call}{(body.Length > 0 ? "\n" + body : "")}");
            LastAuthorization = request.Headers.Authorization?.ToString();
            var answer = Next(call, body);
            answer.RequestMessage = request;
            return answer;
        }
    }

    private HttpResponseMessage Next(string call, string body)
    {
        if (_script.TryPeek(out var next) && call.StartsWith(next.Call, StringComparison.Ordinal))
        {
            return _script.Dequeue().Answer();
        }

        var at = _anyTime.FindIndex(expected => call.StartsWith(expected.Call, StringComparison.Ordinal));
        if (at < 0)
        {
            throw new InvalidOperationException($"Unexpected call {call} {body}; expected {next.Call ?? "none"}.");
        }

        var found = _anyTime[at].Body;
        _anyTime.RemoveAt(at);
        return Answer(found, 200, "application/json");
    }

    private static HttpResponseMessage Answer(string body, int status, string type, params (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, type) };
        response.Headers.Date = HubSpotTests.Now;
        foreach (var (name, value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }
}
