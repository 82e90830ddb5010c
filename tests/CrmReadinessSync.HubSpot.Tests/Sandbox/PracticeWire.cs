using System.Net;
using CrmReadinessSync.Sandbox;

namespace CrmReadinessSync.HubSpot.Tests;

/// <summary>Carries requests to the practice CRM without a socket, by the given clock.</summary>
internal sealed class PracticeWire(PracticeCrm crm, TimeProvider time) : HttpMessageHandler
{
    public List<string> Sent { get; } = [];

    /// <summary>The statuses answered, by number.</summary>
    public Dictionary<int, int> Statuses { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);
        var headers = request.Headers.Select(header => (header.Key, string.Join(',', header.Value)));
        if (request.Content?.Headers.ContentType is { } type)
        {
            headers = headers.Append(("Content-Type", type.ToString()));
        }

        var now = time.GetUtcNow();
        var answer = crm.Handle(SandboxRequest.Create(request.Method.Method, request.RequestUri!.PathAndQuery, body, [.. headers]), now);
        lock (Sent)
        {
            Sent.Add($"{request.Method} {request.RequestUri.AbsolutePath}");
            Statuses[answer.Status] = Statuses.GetValueOrDefault(answer.Status) + 1;
        }

        if (answer.Delivery == Delivery.Reset)
        {
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "The connection was reset.");
        }

        var bytes = answer.Delivery == Delivery.Truncated ? answer.Body[..(answer.Body.Length / 2)] : answer.Body;
        var response = new HttpResponseMessage((HttpStatusCode)answer.Status) { Content = new ReadOnlyMemoryContent(bytes), RequestMessage = request };
        foreach (var (name, value) in answer.Headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        if (answer.ContentType is { } contentType)
        {
            response.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        return response;
    }
}
