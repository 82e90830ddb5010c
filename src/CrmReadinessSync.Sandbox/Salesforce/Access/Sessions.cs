using System.Security.Cryptography;
using System.Text;

namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>Access and refresh tokens the org has given out. A session lives two hours past its last call.</summary>
internal sealed class Sessions(int seed)
{
    private static readonly TimeSpan Idle = TimeSpan.FromHours(2);
    private readonly Dictionary<string, DateTimeOffset> _lastUsed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _refreshTokens = new(StringComparer.Ordinal);
    private int _given;

    /// <summary>Opens a session and gives its access token, which begins with the org's id and a <c>!</c>.</summary>
    public string Open(DateTimeOffset now)
    {
        var token = $"{Org.Id[..15]}!{Next("access")}";
        _lastUsed[token] = now;
        return token;
    }

    /// <summary>Whether a token is worth a call now; a call prolongs it.</summary>
    public bool Use(string token, DateTimeOffset now)
    {
        if (!_lastUsed.TryGetValue(token, out var last) || now - last > Idle)
            return false;
        _lastUsed[token] = now;
        return true;
    }

    /// <summary>Gives a refresh token.</summary>
    public string Grant()
    {
        var token = $"5Aep861{Next("refresh")}";
        _refreshTokens.Add(token);
        return token;
    }

    /// <summary>Takes a refresh token back for a new one; false when it is not, or no longer, worth anything.</summary>
    public bool TryRotate(string token, out string next)
    {
        if (!_refreshTokens.Remove(token))
        {
            next = "";
            return false;
        }

        next = Grant();
        return true;
    }

    /// <summary>Ends whatever a token stands for.</summary>
    public bool Revoke(string token) => _lastUsed.Remove(token) | _refreshTokens.Remove(token);

    /// <summary>Ends every session; refresh tokens stay.</summary>
    public void ExpireAll() => _lastUsed.Clear();

    private string Next(string kind) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{kind}/{_given++}")))[..48];
}
