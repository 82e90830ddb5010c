using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace CrmReadinessSync.Http;

/// <summary>
/// What all connections to one account share in this process: its pacers, and the count of the day. The vendor counts an account's requests
/// together, whether a cycle sends them, a preview or a check.
/// </summary>
/// <typeparam name="T">What is shared.</typeparam>
public sealed class PerAccount<T>
    where T : class
{
    private readonly ConcurrentDictionary<string, Lazy<T>> _known = new(StringComparer.Ordinal);

    /// <summary>What is shared by those who name the same <paramref name="identity"/>; made at first use.</summary>
    /// <param name="make">Makes it.</param>
    /// <param name="identity">Address and credentials, and whatever else tells accounts apart; kept as a hash only.</param>
    public T Of(Func<T> make, params IEnumerable<string?> identity)
    {
        var key = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', identity))));
        return _known.GetOrAdd(key, _ => new Lazy<T>(make)).Value;
    }
}
