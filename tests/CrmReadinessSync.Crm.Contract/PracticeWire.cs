using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using CrmReadinessSync.Sandbox;

namespace CrmReadinessSync.Contract;

/// <summary>The wire to a practice CRM without a socket. It carries answers the way their faults say, and can be cut.</summary>
public sealed class PracticeWire(PracticeCrm crm, TimeProvider time) : HttpMessageHandler
{
    private int _sent;
    private volatile bool _isOver;

    /// <summary>Requests sent so far.</summary>
    public int Sent => _sent;

    /// <summary>The request at which the process dies; null lets it live.</summary>
    public int? DiesAt { get; set; }

    /// <summary>Whether the CRM still gets the request at which the process dies.</summary>
    public bool DiesAfterwards { get; set; }

    /// <summary>What happens while the process is frozen with a request on its way: the request's number, and the thing.</summary>
    public (int Request, Func<Task> Meanwhile)? Freeze { get; set; }

    /// <summary>What was sent after the freeze, as <c>METHOD path</c>.</summary>
    public ConcurrentQueue<string> SentAfterFreeze { get; } = [];

    /// <summary>What is done to whoever turns pages; null for nothing.</summary>
    public PageTrick? Pages { get; set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var number = Interlocked.Increment(ref _sent);
        if (number == DiesAt && !DiesAfterwards)
        {
            throw new ProcessKilledException();
        }

        if (Freeze is { } freeze && freeze.Request == number)
        {
            await freeze.Meanwhile();
            _isOver = true;
        }
        else if (_isOver)
        {
            SentAfterFreeze.Enqueue($"{request.Method} {request.RequestUri!.AbsolutePath}");
        }

        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var target = request.RequestUri!.PathAndQuery;
        var answer = Pages is { } pages ? pages.Answer(target, Ask) : Ask(target);
        if (number == DiesAt)
        {
            throw new ProcessKilledException();
        }

        return answer.Delivery == Delivery.Reset ? throw new HttpRequestException(HttpRequestError.ConnectionError, "reset") : Carry(answer);

        SandboxResponse Ask(string asked) => crm.Handle(SandboxRequest.Create(request.Method.Method, asked, body: null, [.. Headers(request)]) with { Body = body }, time.GetUtcNow());
    }

    private IEnumerable<(string Name, string Value)> Headers(HttpRequestMessage request)
    {
        var headers = request.Headers.Concat(request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>())
            .Select(header => (header.Key, string.Join(", ", header.Value))).Append(("Host", request.RequestUri!.Authority));
        return (Pages?.SmallPages is { } small ? headers.Append(small) : headers).DistinctBy(header => header.Item1, StringComparer.OrdinalIgnoreCase);
    }

    private HttpResponseMessage Carry(SandboxResponse answer)
    {
        var body = answer.Delivery == Delivery.Truncated ? answer.Body[..(answer.Body.Length / 2)] : answer.Body;
        var response = new HttpResponseMessage((HttpStatusCode)answer.Status) { Content = new ReadOnlyMemoryContent(body) };
        if (answer.ContentType is { } type)
        {
            response.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        foreach (var (name, value) in answer.Headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        response.Headers.Date ??= time.GetUtcNow();
        return response;
    }
}

/// <summary>Stands for the end of the process: nothing that runs may catch it.</summary>
public sealed class ProcessKilledException : Exception
{
    public ProcessKilledException()
        : base("killed")
    {
    }
}
