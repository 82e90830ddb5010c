using System.Net;
using CrmReadinessSync.Sandbox;

namespace CrmReadinessSync.Fuzz.Tests;

/// <summary>The wire to a practice CRM, one of whose answers is broken: its body, its status, its type or its headers.</summary>
internal sealed class SliceWire(PracticeCrm crm, TimeProvider time, Random random, IReadOnlyList<byte[]> hostile) : HttpMessageHandler
{
    /// <summary>A cycle over a dozen deals that asks more than this asks without end.</summary>
    private const int Endless = 1500;

    private static readonly int[] Statuses = [200, 200, 200, 201, 204, 207, 301, 400, 401, 403, 404, 409, 418, 423, 429, 477, 500, 502, 503, 524, 530];
    private static readonly string[] Types = ["application/json", "application/json;charset=UTF-8", "text/html", "text/csv", "application/octet-stream", "application/json;charset=nonsense"];
    private static readonly string[] HeaderNames = ["Date", "Retry-After", "Sforce-Limit-Info", "X-HubSpot-RateLimit-Max", "X-HubSpot-RateLimit-Remaining", "X-HubSpot-RateLimit-Daily", "X-HubSpot-RateLimit-Daily-Remaining", "X-HubSpot-RateLimit-Interval-Milliseconds"];

    private readonly Lock _gate = new();
    private readonly int _breaksAt = random.Next(22);
    private readonly bool _staysBroken = random.Next(4) == 0;
    private int _sent;

    public static Uri Address { get; } = new("http://127.0.0.1:4710");

    /// <summary>Which answer was broken, for whoever looks for the cause.</summary>
    public string Broken { get; private set; } = "none";

    /// <summary>What the slice did that it never may.</summary>
    public string? Misbehaviour { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        lock (_gate)
        {
            return Answer(request, body);
        }
    }

    private HttpResponseMessage Answer(HttpRequestMessage request, byte[] body)
    {
        var address = request.RequestUri!;
        if (address.Authority != Address.Authority)
        {
            Misbehaviour ??= $"asked {address.Authority}";
        }

        var number = _sent++;
        if (number > Endless)
        {
            Misbehaviour ??= "asks without end";
            throw new HttpRequestException("the wire is cut");
        }

        var headers = request.Headers.Concat(request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>())
            .Select(header => (header.Key, string.Join(", ", header.Value))).Append(("Host", address.Authority)).DistinctBy(header => header.Item1, StringComparer.OrdinalIgnoreCase).ToArray();
        var answer = crm.Handle(SandboxRequest.Create(request.Method.Method, address.PathAndQuery, body: null, headers) with { Body = body }, time.GetUtcNow());
        if (answer.Status == 400 && (answer.Text.Contains("MALFORMED_QUERY", StringComparison.Ordinal) || answer.Text.Contains("INVALID_QUERY_FILTER_OPERATOR", StringComparison.Ordinal)))
        {
            Misbehaviour ??= $"sent {address.PathAndQuery} and was told {answer.Text}";
        }

        var response = Carry(answer);
        if (number == _breaksAt || (_staysBroken && number > _breaksAt))
        {
            Broken = $"{number} to {request.Method} {address.AbsolutePath}";
            Break(response, answer.Body.ToArray());
        }

        response.RequestMessage = request;
        return response;
    }

    private HttpResponseMessage Carry(SandboxResponse answer)
    {
        var response = new HttpResponseMessage((HttpStatusCode)answer.Status) { Content = new ReadOnlyMemoryContent(answer.Body) };
        response.Content.Headers.TryAddWithoutValidation("Content-Type", answer.ContentType);
        foreach (var (name, value) in answer.Headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        response.Headers.Date ??= time.GetUtcNow();
        return response;
    }

    private void Break(HttpResponseMessage response, byte[] body)
    {
        var mutator = new Mutator(random);
        var type = response.Content.Headers.ContentType?.ToString();
        if (random.Next(8) > 0)
        {
            body = random.Next(5) == 0 ? hostile[random.Next(hostile.Count)] : mutator.Mutate(body, hostile);
        }

        if (random.Next(4) == 0)
        {
            response.StatusCode = (HttpStatusCode)Statuses[random.Next(Statuses.Length)];
        }

        response.Content = new ByteArrayContent(body);
        response.Content.Headers.TryAddWithoutValidation("Content-Type", random.Next(6) == 0 ? Types[random.Next(Types.Length)] : type);
        if (random.Next(3) == 0)
        {
            var name = HeaderNames[random.Next(HeaderNames.Length)];
            response.Headers.Remove(name);
            response.Headers.TryAddWithoutValidation(name, random.Next(2) == 0 ? "99999999999999999999" : Convert.ToHexString(body.AsSpan(0, Math.Min(8, body.Length))));
        }
    }
}
