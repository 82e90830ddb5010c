namespace CrmReadinessSync.Http;

/// <summary>Reads the <c>Retry-After</c> header, seconds or date (RFC 9110, 10.2.3).</summary>
public static class RetryAfter
{
    /// <summary>The wait the answer asks for, never negative; null when it asks for none.</summary>
    public static TimeSpan? Read(HttpResponseMessage response, TimeProvider time)
    {
        var header = response.Headers.RetryAfter;
        var wait = header?.Delta ?? (header?.Date is { } date ? date - (response.Headers.Date ?? time.GetUtcNow()) : null);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
