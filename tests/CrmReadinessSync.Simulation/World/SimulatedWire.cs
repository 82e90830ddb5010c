using System.Net;
using System.Net.Http.Headers;
using CrmReadinessSync.Sandbox;

namespace CrmReadinessSync.Simulation;

/// <summary>The wire of one process: asks the practice CRM as a function, and carries its answers as badly as the history says.</summary>
internal sealed class SimulatedWire(World world, Steps steps) : HttpMessageHandler
{
    /// <summary>Longer than any attempt may take.</summary>
    private static readonly TimeSpan TooLong = TimeSpan.FromSeconds(200);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var asked = world.Side.Spoil(Of(request));
        steps.Next($"send {asked.Method} {asked.Path}");
        world.Time.Advance(TimeSpan.FromMilliseconds(20));
        var call = world.Side.Wire.Classify(asked);
        var fault = call.Authenticates ? null : steps.NextRequest(call.Writes);
        if (!call.Authenticates)
        {
            // Signing in is no work, and belongs to no run.
            world.Laws.MeetSender(steps);
        }

        world.Laws.MeetRequest(steps, asked, call);
        if (fault is not null)
        {
            world.Tell($"meets {fault.What}");
        }

        var answer = world.Side.Dress(Answer(fault, asked, call, cancellationToken), call);
        world.Laws.MeetAnswer(steps, asked, call, answer, fault?.What);
        steps.Next($"got {answer.Status}");
        return Task.FromResult(Carry(answer, request, fault?.What is What.TruncateAnswer));
    }

    private SandboxResponse Answer(Happening? fault, SandboxRequest asked, WireCall call, CancellationToken cancellationToken)
    {
        switch (fault?.What)
        {
            case What.Throttle:
                return Refuse(Refusal.Throttled, asked);
            case What.ServerError:
                return Refuse(Refusal.ServerError, asked);
            case What.ResetBefore:
                world.Laws.MeetLoss(steps, asked, call);
                throw new HttpRequestException(HttpRequestError.ConnectionError, "The connection was reset.");
            case What.LoseAnswer:
                Handle(asked);
                world.Laws.MeetLoss(steps, asked, call);
                throw new HttpRequestException(HttpRequestError.ResponseEnded, "The connection was reset.");
            case What.SlowAnswer:
                Handle(asked);
                world.Laws.MeetLoss(steps, asked, call);
                world.Time.Advance(TooLong);
                cancellationToken.ThrowIfCancellationRequested();
                throw new InvalidOperationException("An attempt has no time limit.");
            case What.DieWriting:
                Handle(asked);
                world.Tell("the process dies");
                steps.Die();
                throw new ProcessDiedException();
            case What.VanishDeal:
                world.Side.Wire.Suffer(Mishap.DealVanishes, asked, world.Time.Now);
                break;
            case What.LockRows:
                world.Side.Wire.Suffer(Mishap.RowsLocked, asked, world.Time.Now);
                break;
        }

        return call.Writes && world.IsOut ? Refuse(Refusal.ServerError, asked) : Handle(asked);
    }

    private SandboxResponse Handle(SandboxRequest asked) => world.Side.Crm.Handle(asked, world.Time.Now);

    private SandboxResponse Refuse(Refusal refusal, SandboxRequest asked) =>
        world.Side.Wire.Refuse(refusal, asked, world.Time.Now).With("Date", world.Time.Now.ToString("r", System.Globalization.CultureInfo.InvariantCulture));

    private static SandboxRequest Of(HttpRequestMessage request)
    {
        var body = Array.Empty<byte>();
        if (request.Content is { } content)
        {
            using var stream = new MemoryStream();
            content.CopyTo(stream, context: null, CancellationToken.None);
            body = stream.ToArray();
        }

        var headers = request.Headers.Concat(request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>())
            .Select(header => (header.Key, string.Join(", ", header.Value))).Append(("Host", request.RequestUri!.Authority)).DistinctBy(header => header.Item1, StringComparer.OrdinalIgnoreCase);
        return SandboxRequest.Create(request.Method.Method, request.RequestUri.PathAndQuery, body: null, [.. headers]) with { Body = body };
    }

    private static HttpResponseMessage Carry(SandboxResponse answer, HttpRequestMessage request, bool truncated)
    {
        var body = truncated ? answer.Body[..(answer.Body.Length / 2)] : answer.Body;
        var response = new HttpResponseMessage((HttpStatusCode)answer.Status) { Content = new ReadOnlyMemoryContent(body), RequestMessage = request };
        if (answer.ContentType is { } type)
        {
            response.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        foreach (var (name, value) in answer.Headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }
}
