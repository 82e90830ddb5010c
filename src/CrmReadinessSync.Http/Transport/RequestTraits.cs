namespace CrmReadinessSync.Http;

/// <summary>What the transport needs to know of a request besides its address. Attach with <see cref="Of"/>.</summary>
/// <param name="Kind">The name under which the request is counted: <c>search</c>, <c>batch_read</c>, <c>token</c>.</param>
/// <param name="Family">The limit family whose <see cref="Pacer"/> it waits for; null for none.</param>
public sealed record RequestTraits(string Kind, string? Family)
{
    private static readonly HttpRequestOptionsKey<RequestTraits> Key = new("crm-readiness-sync.traits");

    /// <summary>Used for requests that nobody described.</summary>
    public static RequestTraits Unknown { get; } = new("other", null);

    /// <summary>Whether the request must go without the bearer token (the token request itself).</summary>
    public bool Anonymous { get; init; }

    /// <summary>Whether the request writes: it may take the last of the day's share (<see cref="DailyQuota"/>).</summary>
    public bool IsWrite { get; init; }

    /// <summary>
    /// Whether the request must not be applied twice: it is sent again only where the answer says that it was not applied (too many requests), never
    /// where its fate is unknown.
    /// </summary>
    public bool IsOnce { get; init; }

    /// <summary>Reads what <see cref="Attach"/> left.</summary>
    public static RequestTraits Of(HttpRequestMessage request) => request.Options.TryGetValue(Key, out var traits) ? traits : Unknown;

    /// <summary>Describes <paramref name="request"/>.</summary>
    public void Attach(HttpRequestMessage request) => request.Options.Set(Key, this);
}
