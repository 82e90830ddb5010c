using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CrmReadinessSync.Web;

/// <summary>
/// Who has shown the access token. A session is a signed expiry and nothing else; the key lives as long as the process, so a restart signs
/// everybody out.
/// </summary>
internal sealed class Sessions(StatusSiteOptions options, TimeProvider time)
{
    public const string Cookie = "crs_session";

    private const int FailuresAMinute = 10;
    private static readonly TimeSpan Lasts = TimeSpan.FromHours(12);

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly Lock _lock = new();
    private DateTimeOffset _minute;
    private int _failures;

    /// <summary>Whether a visitor needs to show anything at all.</summary>
    public bool IsRequired => options.AccessToken is not null;

    /// <summary>Whether that is the token. Takes as long whatever differs; ten wrong ones a minute are enough.</summary>
    public bool? IsToken(string? shown)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (now - _minute >= TimeSpan.FromMinutes(1))
            {
                (_minute, _failures) = (now, 0);
            }

            if (_failures >= FailuresAMinute)
            {
                return null;
            }

            var right = CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(shown ?? "")), SHA256.HashData(Encoding.UTF8.GetBytes(options.AccessToken ?? "")))
                && options.AccessToken is not null;
            _failures += right ? 0 : 1;
            return right;
        }
    }

    /// <summary>A new session.</summary>
    public string Open()
    {
        var until = (time.GetUtcNow() + Lasts).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"{until}.{Sign(until)}";
    }

    /// <summary>Whether a cookie holds a session of ours that still lasts.</summary>
    public bool IsOpen(string? cookie)
    {
        var parts = cookie?.Split('.') ?? [];
        return parts.Length == 2
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Sign(parts[0])), Encoding.ASCII.GetBytes(parts[1]))
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var until)
            && time.GetUtcNow().ToUnixTimeSeconds() < until;
    }

    private string Sign(string until) => Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes(until)));
}
