namespace CrmReadinessSync.Http;

/// <summary>Where the bearer token of the next request comes from.</summary>
public interface ITokenSource
{
    /// <summary>A token believed good.</summary>
    ValueTask<AccessToken> GetAsync(CancellationToken cancellationToken);

    /// <summary>Replaces a token that was refused with 401.</summary>
    /// <returns>The new token; null when there is no way to get another one.</returns>
    ValueTask<AccessToken?> RenewAsync(AccessToken refused, CancellationToken cancellationToken);
}

/// <summary>A bearer token.</summary>
/// <param name="Value">The secret itself.</param>
/// <param name="ExpiresAt">When it ends; null when it does not end by itself.</param>
/// <param name="Host">The only address it is good for, when the vendor names one with the token: requests are sent there, whatever
/// address they were made with.</param>
public sealed record AccessToken(string Value, DateTimeOffset? ExpiresAt = null, Uri? Host = null)
{
    /// <summary>Whether a text can be a token at all: visible ASCII. Anything else, a line end above all, would not pass as a header, or pass as two.</summary>
    public static bool CanBe(string? text) => text is { Length: > 0 } && text.All(c => c is > ' ' and < '\u007f');

    /// <summary>Never prints the secret.</summary>
    public override string ToString() => $"token (expires {ExpiresAt?.ToString("u", System.Globalization.CultureInfo.InvariantCulture) ?? "never"})";
}

/// <summary>A token that is given once and stays: a service key.</summary>
public sealed class StaticTokenSource(string token) : ITokenSource
{
    private readonly AccessToken _token = new(token);

    /// <inheritdoc/>
    public ValueTask<AccessToken> GetAsync(CancellationToken cancellationToken) => ValueTask.FromResult(_token);

    /// <inheritdoc/>
    public ValueTask<AccessToken?> RenewAsync(AccessToken refused, CancellationToken cancellationToken) => ValueTask.FromResult<AccessToken?>(null);
}
