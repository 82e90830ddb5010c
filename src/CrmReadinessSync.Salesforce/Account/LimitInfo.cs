using System.Globalization;
using System.Text.RegularExpressions;
using CrmReadinessSync.Http;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce;

/// <summary>
/// The org's daily allowance, as <c>Sforce-Limit-Info</c> on every answer tells it, and our share of it. What this service used of the
/// day is kept where all processes see it.
/// </summary>
internal sealed partial class LimitInfo(DailyUse use)
{
    private const string Key = "salesforce.used";
    private const string LimitKey = "salesforce.limit";

    /// <summary>For so long another process's word for the org's allowance is good: an org that was given more is asked again after that.</summary>
    private static readonly TimeSpan Trusted = TimeSpan.FromHours(1);

    private ICrmCache? _cache;
    private long? _kept;

    /// <summary>The quota the transport spends from.</summary>
    public DailyQuota Quota => use.Quota;

    /// <summary>Takes over what an answer tells.</summary>
    public void Observe(HttpResponseMessage response)
    {
        if (response.Headers.TryGetValues("Sforce-Limit-Info", out var values) && Read(string.Join("; ", values)) is var (used, limit))
        {
            use.Quota.Learn(limit, limit - used);
        }
    }

    /// <summary>Used and allowed requests of the whole org; null when the text tells neither. An app's own part is not the org's.</summary>
    public static (long Used, long Limit)? Read(string header) =>
        Usage().Match(header) is { Success: true } match
        && long.TryParse(match.Groups["used"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var used)
        && long.TryParse(match.Groups["limit"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0
            ? (used, limit)
            : null;

    /// <summary>Takes over what others used today, and tells them of ours. The allowance is of 24 hours that roll; a day is counted as UTC's.</summary>
    public async Task ShareAsync(ICrmCache cache, CancellationToken cancellationToken)
    {
        _cache = cache;
        await use.ShareAsync((day, sent, token) => cache.AddAsync(Key, day.ToString("O", CultureInfo.InvariantCulture), sent, token), cancellationToken);
        // A process that was told nothing yet would ask once, on a spent day too.
        if (long.TryParse(await cache.ReadAsync(LimitKey, Trusted, cancellationToken), NumberStyles.None, CultureInfo.InvariantCulture, out var limit))
        {
            use.Quota.Remember(limit);
        }
    }

    /// <summary>Tells the others what we used since the last time, and what the org allows.</summary>
    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        await use.SaveAsync(cancellationToken);
        if (_cache is { } cache && use.Quota.Account is { } told && told.Limit != _kept)
        {
            _kept = told.Limit;
            await cache.WriteAsync(LimitKey, told.Limit.ToString(CultureInfo.InvariantCulture), cancellationToken);
        }
    }

    /// <summary>The same before each request, once there is enough to tell.</summary>
    public Task SaveOftenAsync(CancellationToken cancellationToken) => use.SaveOftenAsync(cancellationToken);

    [GeneratedRegex(@"(?<![-\w])api-usage=(?<used>\d+)/(?<limit>\d+)", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex Usage();
}
