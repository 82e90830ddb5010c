using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace CrmReadinessSync.Sync;

/// <summary>
/// Names the one task of a deal's meeting. It follows from their ids alone, so that a task is found again even by a worker whose journal is lost.
/// </summary>
public static partial class TaskMarker
{
    /// <summary><c>CRS-</c> and sixteen hexadecimal digits.</summary>
    public static string Of(string dealId, string meetingId) =>
        $"CRS-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{dealId.Length}:{dealId}\n{meetingId}")).AsSpan(0, 8))}";

    /// <summary>The marker in a task's body; null when it bears none and is not ours.</summary>
    public static string? FindIn(string? body) => body is null ? null : Marker().Match(body) is { Success: true } found ? found.Value : null;

    [GeneratedRegex(@"\bCRS-[0-9a-f]{16}\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Marker();
}
