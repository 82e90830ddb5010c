namespace CrmReadinessSync.Http;

/// <summary>What a vendor's table says about an answer: whether the same request may succeed soon.</summary>
/// <param name="Retry">Whether to send it again within this call.</param>
/// <param name="After">How long to wait at least; null leaves it to the back-off.</param>
/// <param name="Throttled">Whether the answer said "too many requests": the whole limit family slows down, not this request alone.</param>
public readonly record struct RetryAdvice(bool Retry, TimeSpan? After = null, bool Throttled = false)
{
    /// <summary>The answer stands.</summary>
    public static RetryAdvice Final => default;
}

/// <summary>Reads an answer, whose body is already in memory, and says whether to try again.</summary>
public delegate RetryAdvice RetryAdvisor(HttpResponseMessage response);
