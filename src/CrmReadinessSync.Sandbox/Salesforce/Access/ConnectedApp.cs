using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>The external client app of the practice org: its key, secret, and the certificate's key pair, made anew at each start.</summary>
internal sealed class ConnectedApp : IDisposable
{
    private readonly RSA _key = RSA.Create(2048);

    /// <summary>The consumer key.</summary>
    public static string ClientId => "3MVG9practice.CrmReadinessSync";

    /// <summary>The consumer secret.</summary>
    public static string ClientSecret => "practice-secret-of-no-worth";

    /// <summary>The private half, for the client that signs; PEM, PKCS#8.</summary>
    public string PrivateKeyPem => _key.ExportPkcs8PrivateKeyPem();

    /// <summary>Checks an assertion; null when it is good, else the error and its description in the org's words.</summary>
    /// <param name="assertion">The signed token.</param>
    /// <param name="audience">This org's own address, which is an audience beside the vendor's login hosts.</param>
    /// <param name="now">For its expiry.</param>
    public (string Error, string Description)? Refusal(string assertion, string audience, DateTimeOffset now)
    {
        var parts = assertion.Split('.');
        if (parts.Length != 3 || Json(parts[0]) is not { } header || Json(parts[1]) is not { } claims || Bytes(parts[2]) is not { } signature)
            return ("invalid_grant", "invalid assertion");
        if (Text(header, "alg") != "RS256")
            return ("invalid_grant", "algorithm is not supported");
        if (Text(claims, "iss") != ClientId)
            return ("invalid_client_id", "client identifier invalid");
        if (!_key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
            return ("invalid_grant", "invalid assertion");
        if (Text(claims, "aud") is not { } aud || !(aud.TrimEnd('/') == audience || aud is "https://login.salesforce.com" or "https://test.salesforce.com"))
            return ("invalid_grant", "audience is invalid");
        if (claims["exp"] is not JsonValue exp || !exp.TryGetValue<long>(out var seconds) || DateTimeOffset.UnixEpoch.AddSeconds(Math.Min(seconds, 253_402_300_799)) <= now)
            return ("invalid_grant", "expired authorization code");
        if (Text(claims, "sub") != Org.Username)
            return ("invalid_grant", "user hasn't approved this consumer");
        return null;
    }

    public void Dispose() => _key.Dispose();

    private static string? Text(JsonObject node, string name) => node[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static JsonObject? Json(string part)
    {
        try
        {
            return Bytes(part) is { } bytes ? JsonNode.Parse(bytes) as JsonObject : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[]? Bytes(string part)
    {
        var text = part.Replace('-', '+').Replace('_', '/');
        var bytes = new byte[part.Length];
        return Convert.TryFromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='), bytes, out var length) ? bytes[..length] : null;
    }
}
