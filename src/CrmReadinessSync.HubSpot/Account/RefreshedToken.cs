using CrmReadinessSync.Http;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.HubSpot;

/// <summary>Gets access tokens for a refresh token; when HubSpot rotates it, the new one is used from then on, in memory only.</summary>
internal sealed class RefreshedToken(HubSpotSettings settings, Func<IHubSpotApi> api, Redactor redactor, TimeProvider time)
{
    /// <summary>How long before its end a token is replaced; HubSpot's live for half an hour.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    private volatile string _refreshToken = settings.RefreshToken!;

    /// <summary>Fetches a fresh token.</summary>
    public async Task<AccessToken> FetchAsync(CancellationToken cancellationToken)
    {
        var answer = await api().RefreshTokenAsync(new TokenRequest(settings.ClientId!, settings.ClientSecret!, _refreshToken), cancellationToken);
        if (answer.AccessToken is not { } token || !AccessToken.CanBe(token))
        {
            throw new CrmException(new CrmFailure(FailureAction.StopCrm, "token_missing", "HubSpot's token answer has no access_token that can be one.", "Check ClientId, ClientSecret and RefreshToken.")) { IsEnvironment = true };
        }

        redactor.Learn(token);
        if (answer.RefreshToken is { Length: > 0 } rotated)
        {
            redactor.Learn(rotated);
            _refreshToken = rotated;
        }

        return new AccessToken(token, answer.ExpiresIn is { } seconds ? time.GetUtcNow() + TimeSpan.FromSeconds(seconds) : null);
    }
}
