using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox;

/// <summary>OAuth: the token endpoint, introspection, revocation, and the page that hands out codes.</summary>
internal sealed partial class HubSpotWire
{
    private SandboxResponse OAuth(SandboxRequest request, HubSpotRoute route, DateTimeOffset now)
    {
        if (route.At(0) == "authorize")
            return Authorize(request);
        if (request.Method == "GET" && route is { Version: "v1", Rest: ["access-tokens", var shown] })
            return Tokens.Find(shown) is { } known && now < known.ExpiresAt ? SandboxResponse.Json(200, Introspected(shown, known, now)) : OAuthError(404, "BAD_ACCESS_TOKEN", "invalid_grant", "access token is not known");
        if (request.Method != "POST")
            throw NoSuchPath(request);
        if (route is { Version: "v2", Rest: ["private-apps", "get", "access-token-info"] })
            return PrivateApp(Body(request));
        var form = SandboxRequest.ParseQuery(Encoding.UTF8.GetString(request.Body.Span));
        return route.Rest switch
        {
            // The oldest version tolerated parameters in the query; the newer ones want them in the body.
            ["token"] => Token(route.Version == "v1" ? form.AddRange(request.Query.Where(pair => !form.ContainsKey(pair.Key))) : form, now),
            ["token", "introspect"] => SandboxResponse.Json(200, Tokens.Find(Field(form, "token") ?? string.Empty) is { } grant && now < grant.ExpiresAt
                ? Introspected(Field(form, "token")!, grant, now) : new JsonObject { ["active"] = false }),
            ["token", "revoke"] => Revoke(form),
            _ => throw NoSuchPath(request),
        };
    }

    private SandboxResponse Token(ImmutableDictionary<string, ImmutableArray<string>> form, DateTimeOffset now)
    {
        if (Field(form, "client_id") != Tokens.ClientId || Field(form, "client_secret") != Tokens.ClientSecret)
            return OAuthError(400, "BAD_CLIENT_ID", "invalid_client", "missing or invalid client id or secret");
        switch (Field(form, "grant_type"))
        {
            case "refresh_token" when Field(form, "refresh_token") != Tokens.RefreshToken:
                return OAuthError(400, "BAD_REFRESH_TOKEN", "invalid_grant", "missing or invalid refresh token");
            case "authorization_code" when !Tokens.Redeem(Field(form, "code") ?? string.Empty):
                return OAuthError(400, "BAD_AUTH_CODE", "invalid_grant", "missing or unknown auth code");
            case "authorization_code" when Field(form, "redirect_uri") is null:
                return OAuthError(400, "MISMATCH_REDIRECT_URI_AUTH_CODE", "invalid_grant", "redirect_uri is missing");
            case "refresh_token" or "authorization_code":
                return SandboxResponse.Json(200, new JsonObject
                {
                    ["access_token"] = Tokens.Issue(now),
                    ["refresh_token"] = Tokens.RefreshToken,
                    ["expires_in"] = (int)HubSpotTokens.Life.TotalSeconds,
                    ["token_type"] = "bearer",
                    ["token_use"] = "access_token",
                    ["hub_id"] = _account.PortalId,
                    ["scopes"] = ScopesJson(),
                });
            default:
                return OAuthError(400, "BAD_GRANT_TYPE", "unsupported_grant_type", "grant_type is missing or unknown");
        }
    }

    /// <summary>Stands in for the consent page: everybody agrees at once.</summary>
    private SandboxResponse Authorize(SandboxRequest request)
    {
        if (request.QueryValue("redirect_uri") is not { Length: > 0 } back || !Uri.TryCreate(back, UriKind.Absolute, out var uri) || !uri.IsLoopback)
            return SandboxResponse.Html(400, "<html><body><h1>redirect_uri must be an address of this machine</h1></body></html>");
        var answer = request.QueryValue("client_id") == Tokens.ClientId ? $"code={Tokens.IssueCode()}" : "error=invalid_client&error_description=unknown+client_id";
        if (request.QueryValue("state") is { } state)
            answer += "&state=" + Uri.EscapeDataString(state);
        return new SandboxResponse(302).With("Location", back + (uri.Query.Length > 0 ? "&" : "?") + answer);
    }

    private SandboxResponse Revoke(ImmutableDictionary<string, ImmutableArray<string>> form)
    {
        if (Field(form, "token") is { } token && token != Tokens.StaticToken)
            Tokens.Revoke(token);
        return new SandboxResponse(204);
    }

    private SandboxResponse PrivateApp(JsonObject body) =>
        body["tokenKey"]?.ToString() == Tokens.StaticToken
            ? SandboxResponse.Json(200, new JsonObject { ["userId"] = UserId(0), ["hubId"] = _account.PortalId, ["appId"] = 1_700_000, ["scopes"] = ScopesJson() })
            : OAuthError(404, "BAD_ACCESS_TOKEN", "invalid_grant", "token is not known");

    private JsonObject Introspected(string token, HubSpotGrant grant, DateTimeOffset now) => new()
    {
        ["active"] = true,
        ["token"] = token,
        ["hub_id"] = _account.PortalId,
        ["user_id"] = UserId(0),
        ["app_id"] = 1_700_000,
        ["token_type"] = "access",
        ["expires_in"] = grant.OAuth ? (int)(grant.ExpiresAt - now).TotalSeconds : 0,
        ["scopes"] = ScopesJson(),
    };

    private JsonArray ScopesJson() => new([.. Tokens.Scopes.Order(StringComparer.Ordinal).Select(scope => (JsonNode)scope)]);

    private static SandboxResponse OAuthError(int status, string code, string error, string description) => SandboxResponse.Json(status, new JsonObject
    {
        ["status"] = code,
        ["message"] = description,
        ["error"] = error,
        ["error_description"] = description,
    });

    private static string? Field(ImmutableDictionary<string, ImmutableArray<string>> form, string name) =>
        form.TryGetValue(name, out var values) && values.Length > 0 ? values[0] : null;
}
