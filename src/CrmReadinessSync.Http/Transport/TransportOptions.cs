using System.Collections.Frozen;

namespace CrmReadinessSync.Http;

/// <summary>How one account of one vendor is spoken to. Everything that varies in tests (time, chance, wire) comes in here.</summary>
public sealed record TransportOptions
{
    /// <summary>The base address; relative request addresses are resolved against it. Null when every request names its own.</summary>
    public Uri? BaseAddress { get; init; }

    /// <summary>The clock of waits, timeouts and back-off.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Chance for jitter; used under a lock.</summary>
    public required Random Random { get; init; }

    /// <summary>Which answers to send again.</summary>
    public required RetryAdvisor Advise { get; init; }

    /// <summary>The bearer token of each request; null sends none.</summary>
    public ITokenSource? Tokens { get; init; }

    /// <summary>Whether an answer says that the token is no longer good, so that a new one may help. Default: any 401.</summary>
    public Func<HttpResponseMessage, bool> IsRefusal { get; init; } = static response => response.StatusCode == System.Net.HttpStatusCode.Unauthorized;

    /// <summary>Pacers by limit family.</summary>
    public FrozenDictionary<string, Pacer> Pacers { get; init; } = FrozenDictionary<string, Pacer>.Empty;

    /// <summary>Among how many processes, this one included, the pace of the account is shared now.</summary>
    public Func<int> Sharers { get; init; } = static () => 1;

    /// <summary>The daily allowance; null when there is none to keep.</summary>
    public DailyQuota? Quota { get; init; }

    /// <summary>How much of the day's share a request that does not write may draw on now.</summary>
    public Func<DailyPart> Part { get; init; } = static () => DailyPart.Lists;

    /// <summary>Awaited right before every attempt but a token request, after all waiting; what it throws is passed on and nothing is sent.</summary>
    public Func<CancellationToken, Task> Check { get; init; } = static _ => Task.CompletedTask;

    /// <summary>Called for every attempt with its kind, before it is sent.</summary>
    public Action<string> Count { get; init; } = static _ => { };

    /// <summary>Called for every answer that says "too many requests".</summary>
    public Action CountThrottled { get; init; } = static () => { };

    /// <summary>Called for every answer with the pacer of its family, to learn limits from headers.</summary>
    public Action<HttpResponseMessage, Pacer?> Observe { get; init; } = static (_, _) => { };

    /// <summary>How long one attempt may take until its last byte. Default 60 s.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a request is sent again. Default 4.</summary>
    public int MaxRetries { get; init; } = 4;

    /// <summary>The first back-off, doubled each time, with jitter. Default 0.5 s.</summary>
    public TimeSpan FirstRetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest wait between attempts; an answer that asks for more is final. Default 30 s.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The most bytes an answer may have, decompressed. Default 64 MiB.</summary>
    public int MaxBodyBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>The wire; null opens sockets.</summary>
    public HttpMessageHandler? Wire { get; init; }
}
