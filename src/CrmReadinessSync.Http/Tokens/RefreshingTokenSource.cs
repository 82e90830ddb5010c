namespace CrmReadinessSync.Http;

/// <summary>
/// Keeps a token fresh: fetched on first use, again <c>ahead</c> of its end, and when refused. Of many callers at once only one
/// fetches; the others wait for what it brings, and a caller that gives up does not take the fetch away from them.
/// </summary>
/// <param name="fetch">Asks the vendor for a new token.</param>
/// <param name="time">The clock that tells when a token is near its end.</param>
/// <param name="ahead">How long before its end a token is replaced.</param>
public sealed class RefreshingTokenSource(Func<CancellationToken, Task<AccessToken>> fetch, TimeProvider time, TimeSpan ahead) : ITokenSource, IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile AccessToken? _token;

    /// <inheritdoc/>
    public ValueTask<AccessToken> GetAsync(CancellationToken cancellationToken) =>
        Usable(_token) is { } token ? ValueTask.FromResult(token) : FetchAsync(refused: null, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<AccessToken?> RenewAsync(AccessToken refused, CancellationToken cancellationToken) => await FetchAsync(refused, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private async ValueTask<AccessToken> FetchAsync(AccessToken? refused, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (Usable(_token) is { } other && !ReferenceEquals(other, refused))
            {
                return other;
            }

            return _token = await fetch(cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    private AccessToken? Usable(AccessToken? token) =>
        token is not null && (token.ExpiresAt is not { } end || end - time.GetUtcNow() > ahead) ? token : null;
}
