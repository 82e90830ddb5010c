using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>Sign-in: the token endpoint's three flows, revocation, and who the token belongs to.</summary>
internal sealed class OAuthCalls(ConnectedApp app, Sessions sessions)
{
    private const string JwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    /// <summary>A refresh token to start with, as a person's one-time consent leaves it.</summary>
    public string RefreshToken { get; } = sessions.Grant();

    /// <summary>Answers a call under <c>/services/oauth2</c>; null when there is no such.</summary>
    public SandboxResponse? TryHandle(SandboxRequest request, DateTimeOffset now) => (request.Method, request.Path) switch
    {
        ("POST", "/services/oauth2/token") => Token(request, now),
        ("POST", "/services/oauth2/revoke") or ("GET", "/services/oauth2/revoke") => Revoke(request),
        _ => null,
    };

    /// <summary>Who the bearer of a token is, as the token's <c>id</c> address tells.</summary>
    public static SandboxResponse Identity(SandboxRequest request) => SandboxResponse.Json(200, new JsonObject
    {
        ["id"] = IdentityUrl(request),
        ["asserted_user"] = true,
        ["user_id"] = Org.IntegrationUserId,
        ["organization_id"] = Org.Id,
        ["username"] = Org.Username,
        ["nick_name"] = "readiness.integration",
        ["display_name"] = "Readiness Integration",
        ["email"] = Org.Username,
        ["active"] = true,
        ["user_type"] = "STANDARD",
        ["language"] = "en_US",
        ["locale"] = "en_US",
        ["timezone"] = "Asia/Tokyo",
        ["urls"] = new JsonObject
        {
            ["rest"] = Address(request) + "/services/data/v{version}/",
            ["sobjects"] = Address(request) + "/services/data/v{version}/sobjects/",
            ["query"] = Address(request) + "/services/data/v{version}/query/",
        },
    });

    /// <summary>The address the client reached us by.</summary>
    public static string Address(SandboxRequest request) => "http://" + (request.Header("Host") ?? "localhost");

    private static string IdentityUrl(SandboxRequest request) => $"{Address(request)}/id/{Org.Id}/{Org.IntegrationUserId}";

    private SandboxResponse Token(SandboxRequest request, DateTimeOffset now)
    {
        var form = SandboxRequest.ParseQuery(Encoding.UTF8.GetString(request.Body.Span));
        switch (Value(form, "grant_type"))
        {
            case null:
                return Error("invalid_request", "grant type not supported");
            case JwtBearer:
                return app.Refusal(Value(form, "assertion") ?? "", Address(request), now) is { } refusal ? Error(refusal.Error, refusal.Description) : Session(request, now, null);
            case "client_credentials":
                var (id, secret) = Credentials(request, form);
                if (id != ConnectedApp.ClientId)
                    return Error("invalid_client_id", "client identifier invalid");
                return secret == ConnectedApp.ClientSecret ? Session(request, now, null) : Error("invalid_client", "invalid client credentials");
            case "refresh_token":
                if (Value(form, "client_id") != ConnectedApp.ClientId)
                    return Error("invalid_client_id", "client identifier invalid");
                if (Value(form, "client_secret") is { } given && given != ConnectedApp.ClientSecret)
                    return Error("invalid_client", "invalid client credentials");
                return sessions.TryRotate(Value(form, "refresh_token") ?? "", out var next)
                    ? Session(request, now, next)
                    : Error("invalid_grant", "expired access/refresh token");
            default:
                return Error("unsupported_grant_type", "grant type not supported");
        }
    }

    private SandboxResponse Session(SandboxRequest request, DateTimeOffset now, string? refreshToken)
    {
        var id = IdentityUrl(request);
        var issued = now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var body = new JsonObject
        {
            ["access_token"] = sessions.Open(now),
            ["signature"] = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(ConnectedApp.ClientSecret), Encoding.UTF8.GetBytes(id + issued))),
            ["scope"] = refreshToken is null ? "api" : "refresh_token api",
            ["instance_url"] = Address(request),
            ["id"] = id,
            ["token_type"] = "Bearer",
            ["issued_at"] = issued,
        };
        if (refreshToken is not null)
            body["refresh_token"] = refreshToken;
        return SandboxResponse.Json(200, body).With("Cache-Control", "no-store");
    }

    private SandboxResponse Revoke(SandboxRequest request)
    {
        var form = SandboxRequest.ParseQuery(Encoding.UTF8.GetString(request.Body.Span));
        var token = Value(form, "token") ?? request.QueryValue("token") ?? "";
        return sessions.Revoke(token) ? new SandboxResponse(200) : Error("unsupported_token_type", "this token type is not supported");
    }

    // Key and secret stand in the form, or in the header of HTTP's own sign-in.
    private static (string? Id, string? Secret) Credentials(SandboxRequest request, ImmutableDictionary<string, ImmutableArray<string>> form)
    {
        if (request.Header("Authorization") is { } header && header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            var bytes = new byte[header.Length];
            if (Convert.TryFromBase64String(header[6..].Trim(), bytes, out var length) && Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [var id, var secret])
                return (id, secret);
        }

        return (Value(form, "client_id"), Value(form, "client_secret"));
    }

    private static string? Value(ImmutableDictionary<string, ImmutableArray<string>> form, string name) => form.TryGetValue(name, out var values) && values.Length > 0 ? values[0] : null;

    private static SandboxResponse Error(string error, string description) =>
        SandboxResponse.Json(400, new JsonObject { ["error"] = error, ["error_description"] = description }).With("Cache-Control", "no-store");
}
