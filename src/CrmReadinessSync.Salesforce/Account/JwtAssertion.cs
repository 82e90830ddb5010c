using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CrmReadinessSync.Salesforce;

/// <summary>The signed assertion of the JWT bearer flow (RS256).</summary>
internal static class JwtAssertion
{
    /// <summary>How long an assertion is good for; the session it buys lasts as long as the org's policy says.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(3);

    /// <summary>Signs a new one.</summary>
    public static string Sign(SalesforceOptions options, DateTimeOffset now)
    {
        using var key = RSA.Create();
        key.ImportFromPem(options.PrivateKey ?? File.ReadAllText(options.PrivateKeyFile!));
        var handler = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false };
        return handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = options.ClientId,
            Audience = options.AssertionAudience,
            Claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["sub"] = options.Username },
            Expires = (now + Lifetime).UtcDateTime,
            SigningCredentials = new SigningCredentials(
                // The cache would keep the key alive beyond its disposal.
                new RsaSecurityKey(key) { CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false } }, SecurityAlgorithms.RsaSha256),
        });
    }

    /// <summary>What is wrong with a key, in one sentence without a word of it; null when it can sign.</summary>
    public static string? KeyFault(string? file, string? pem)
    {
        try
        {
            using var key = RSA.Create();
            key.ImportFromPem(pem ?? File.ReadAllText(file!));
            // An export of the private half fails for a key that has none.
            CryptographicOperations.ZeroMemory(key.ExportRSAPrivateKey());
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "The file cannot be read.";
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            return "It is not an RSA private key in PEM.";
        }
    }
}
