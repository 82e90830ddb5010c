using System.Globalization;
using System.Text.RegularExpressions;
using CrmReadinessSync.Http;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce;

/// <summary>
/// The org's daily allowance, as <c>Sforce-Limit-Info</c> on every answer tells it, and our share of it. What this service used of the
/// day is kept across processes.
/// </summary>
internal sealed partial class LimitInfo(DailyQuota quota)
{
    private const string Key = "salesforce.used";
    private static readonly TimeSpan TwoDays = TimeSpan.FromDays(2);
    private bool _resumed;

    /// <summary>The quota the transport spends from.</summary>
    public DailyQuota Quota => quota;

    /// <summary>Takes over what an answer tells.</summary>
    public void Observe(HttpResponseMessage response)
    {
        if (response.Headers.TryGetValues("Sforce-Limit-Info", out var values) && Read(string.Join("; ", values)) is var (used, limit))
        {
            quota.Learn(limit, limit - used);
        }
    }

    /// <summary>Used and allowed requests of the whole org; null when the text tells neither. An app's own part is not the org's.</summary>
    public static (long Used, long Limit)? Read(string header) =>
        Usage().Match(header) is { Success: true } match
        && long.TryParse(match.Groups["used"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var used)
        && long.TryParse(match.Groups["limit"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0
            ? (used, limit)
            : null;

    /// <summary>Takes over what an earlier process used today; once.</summary>
    public async Task ResumeAsync(ICrmCache cache, CancellationToken cancellationToken)
    {
        if (_resumed)
        {
            return;
        }

        _resumed = true;
        var kept = (await cache.ReadAsync(Key, TwoDays, cancellationToken))?.Split(' ');
        if (kept is [var day, var used] && DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            && long.TryParse(used, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            quota.Resume(TimeZoneInfo.Utc, date, count);
        }
    }

    /// <summary>Keeps what was used today.</summary>
    public async Task KeepAsync(ICrmCache? cache, CancellationToken cancellationToken)
    {
        if (cache is not null && _resumed)
        {
            var (day, used) = quota.Use;
            await cache.WriteAsync(Key, string.Create(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd} {used}"), cancellationToken);
        }
    }

    [GeneratedRegex(@"(?<![-\w])api-usage=(?<used>\d+)/(?<limit>\d+)", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex Usage();
}
