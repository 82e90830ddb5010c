using System.Net;
using CrmReadinessSync.Sandbox;

namespace CrmReadinessSync.HubSpot.Tests;

/// <summary>A wire of some length to a practice CRM: requests arrive after a part of the latency that differs a little, answers after all of it.</summary>
internal sealed class DistantWire(PracticeCrm crm, TimeProvider time, TimeSpan latency, Random random) : HttpMessageHandler
{
    private readonly Lock _gate = new();

    /// <summary>When which request arrived, and what was answered.</summary>
    public List<Arrival> Arrivals { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);
        var headers = request.Headers.Concat(request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>())
            .Select(header => (header.Key, string.Join(',', header.Value))).ToArray();
        var way = latency * Share();
        await Task.Delay(way, time, cancellationToken);
        SandboxResponse answer;
        lock (_gate)
        {
            var now = time.GetUtcNow();
            answer = crm.Handle(SandboxRequest.Create(request.Method.Method, request.RequestUri!.PathAndQuery, body, headers), now);
            Arrivals.Add(new Arrival(now, request.RequestUri.AbsolutePath, answer.Status));
        }

        await Task.Delay(latency - way, time, cancellationToken);
        var response = new HttpResponseMessage((HttpStatusCode)answer.Status) { Content = new ReadOnlyMemoryContent(answer.Body), RequestMessage = request };
        foreach (var (name, value) in answer.Headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        response.Content.Headers.TryAddWithoutValidation("Content-Type", answer.ContentType);
        return response;
    }

    private double Share()
    {
        lock (_gate)
        {
            return 0.3 + (0.4 * random.NextDouble());
        }
    }

    internal readonly record struct Arrival(DateTimeOffset At, string Path, int Status)
    {
        /// <summary>Whether HubSpot counts it with the burst.</summary>
        public bool IsBurst => !Path.EndsWith("/search", StringComparison.Ordinal) && !Path.Contains("/associations/", StringComparison.Ordinal);
    }
}
