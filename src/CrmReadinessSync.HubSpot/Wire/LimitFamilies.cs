using System.Collections.Frozen;
using System.Globalization;
using CrmReadinessSync.Http;

namespace CrmReadinessSync.HubSpot;

/// <summary>
/// HubSpot's limits that are counted apart (https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines): search,
/// 5 a second for the account, no headers; association batches; and the burst of everything else, which the headers tell.
/// </summary>
internal static class LimitFamilies
{
    public const string Search = "search";
    public const string Burst = "burst";
    public const string Associations = "associations";

    /// <summary>Pacers that start at the smallest limits HubSpot sells.</summary>
    public static FrozenDictionary<string, Pacer> Pacers(TimeProvider time) => new Dictionary<string, Pacer>(StringComparer.Ordinal)
    {
        [Search] = new(5, TimeSpan.FromSeconds(1), time),
        [Burst] = new(100, TimeSpan.FromSeconds(10), time),
        [Associations] = new(100, TimeSpan.FromSeconds(10), time),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Learns from the headers of an answer. Search answers carry none, and OAuth answers no daily ones.</summary>
    public static void Learn(HttpResponseMessage response, Pacer? pacer, DailyQuota quota)
    {
        if (Number(response, "X-HubSpot-RateLimit-Max") is { } max && Number(response, "X-HubSpot-RateLimit-Interval-Milliseconds") is { } interval && IsSane(max, interval))
        {
            pacer?.Learn((int)max, TimeSpan.FromMilliseconds(interval), (int?)Number(response, "X-HubSpot-RateLimit-Remaining"));
        }

        if (Number(response, "X-HubSpot-RateLimit-Daily") is { } daily && Number(response, "X-HubSpot-RateLimit-Daily-Remaining") is { } left)
        {
            quota.Learn(daily, left);
        }
    }

    /// <summary>Whether an answer tells a burst limit.</summary>
    public static bool AreTold(HttpResponseMessage response) => response.Headers.Contains("X-HubSpot-RateLimit-Max");

    private static bool IsSane(long max, long interval) => max is > 0 and <= 10_000 && interval is > 0 and <= 600_000;

    private static long? Number(HttpResponseMessage response, string header) =>
        response.Headers.TryGetValues(header, out var values) && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
