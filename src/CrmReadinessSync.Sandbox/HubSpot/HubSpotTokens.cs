using System.Globalization;

namespace CrmReadinessSync.Sandbox;

/// <summary>What a request may do.</summary>
internal sealed record HubSpotGrant(bool OAuth, DateTimeOffset ExpiresAt);

/// <summary>The account's credentials: one static token, and an OAuth app with refresh tokens and access tokens of half an hour.</summary>
internal sealed class HubSpotTokens
{
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(30);
    private readonly Dictionary<string, HubSpotGrant> _access = new(StringComparer.Ordinal);
    private readonly HashSet<string> _codes = new(StringComparer.Ordinal);
    private readonly int _seed;
    private int _issued;

    public HubSpotTokens(int seed)
    {
        _seed = seed;
        StaticToken = "pat-na1-" + Made("static", 0);
        ClientId = Made("client", 0);
        ClientSecret = Made("secret", 0);
        RefreshToken = "na1-" + Made("refresh", 0);
        _access.Add(StaticToken, new HubSpotGrant(false, DateTimeOffset.MaxValue));
        Scopes = [.. AllScopes];
    }

    public static IReadOnlyList<string> AllScopes { get; } =
    [
        "oauth", "crm.objects.deals.read", "crm.objects.deals.write", "crm.schemas.deals.read", "crm.schemas.deals.write", "crm.objects.contacts.read", "crm.objects.contacts.write",
        "crm.schemas.contacts.read", "crm.schemas.contacts.write", "crm.objects.companies.read", "crm.objects.companies.write", "crm.schemas.companies.read", "crm.schemas.companies.write", "crm.objects.owners.read",
    ];

    public string StaticToken { get; }

    public string ClientId { get; }

    public string ClientSecret { get; }

    /// <summary>Does not rotate; the same one comes back from every refresh.</summary>
    public string RefreshToken { get; }

    /// <summary>What the app may do; an admin can take scopes away.</summary>
    public HashSet<string> Scopes { get; }

    public HubSpotGrant? Find(string token) => _access.GetValueOrDefault(token);

    public string Issue(DateTimeOffset now)
    {
        var token = "CK" + Made("access", ++_issued) + Made("access2", _issued);
        _access.Add(token, new HubSpotGrant(true, now + Life));
        return token;
    }

    public string IssueCode()
    {
        var code = "na1-" + Made("code", ++_issued);
        _codes.Add(code);
        return code;
    }

    /// <summary>A code serves once.</summary>
    public bool Redeem(string code) => _codes.Remove(code);

    public void Revoke(string token) => _access.Remove(token);

    /// <summary>Every access token given out is expired from now on; the static one is not: it does not expire.</summary>
    public void ExpireAll(DateTimeOffset now)
    {
        foreach (var token in _access.Where(pair => pair.Value.OAuth).Select(pair => pair.Key).ToList())
            _access[token] = new HubSpotGrant(true, now);
    }

    private string Made(string purpose, long number)
    {
        var dice = new Dice(_seed, "token." + purpose, number);
        string Hex(string part) => dice.Seed(part).ToString("x8", CultureInfo.InvariantCulture);
        return $"{Hex("a")}-{Hex("b")[..4]}-{Hex("c")[..4]}-{Hex("d")[..4]}-{Hex("e")}{Hex("f")[..4]}";
    }
}
