using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Sync;

/// <summary>Looks for everything that is wrong between a connection and its account. It changes nothing in the CRM.</summary>
public interface ICrmCheck
{
    /// <summary>
    /// Yields findings as they are known, the good ones too. What fails on the way is a finding, not an exception: one missing permission
    /// must not hide the next.
    /// </summary>
    IAsyncEnumerable<CheckFinding> CheckAsync(CheckRequest request, CancellationToken cancellationToken);
}

/// <summary>What a check starts from.</summary>
/// <param name="Cache">What the journal remembers of the account: how much of today's allowance was ours.</param>
/// <param name="Values">The values by which the rules in force tell deals apart.</param>
public sealed record CheckRequest(ICrmCache Cache, IReadOnlyList<NamedValues> Values);

/// <summary>A memory that forgets, for when there is no journal yet.</summary>
public sealed class ForgetfulCache : ICrmCache
{
    /// <inheritdoc/>
    public Task<string?> ReadAsync(string key, TimeSpan maxAge, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    /// <inheritdoc/>
    public Task WriteAsync(string key, string? text, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<long> AddAsync(string key, string period, long count, CancellationToken cancellationToken) => Task.FromResult(count);
}

/// <summary>A memory that is read and never written: checking leaves no trace, but for the requests it sends, which are sent all the same.</summary>
/// <param name="kept">What is read.</param>
public sealed class ReadOnlyCache(ICrmCache kept) : ICrmCache
{
    /// <inheritdoc/>
    public Task<string?> ReadAsync(string key, TimeSpan maxAge, CancellationToken cancellationToken) => kept.ReadAsync(key, maxAge, cancellationToken);

    /// <inheritdoc/>
    public Task WriteAsync(string key, string? text, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<long> AddAsync(string key, string period, long count, CancellationToken cancellationToken) => kept.AddAsync(key, period, count, cancellationToken);
}
