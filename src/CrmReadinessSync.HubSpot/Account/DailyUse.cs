using System.Globalization;
using CrmReadinessSync.Http;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.HubSpot;

/// <summary>Keeps what we used of the day's allowance in the journal, so that our share holds across processes (<c>once</c> by cron).</summary>
internal sealed class DailyUse(DailyQuota quota)
{
    private const string Key = "hubspot:daily";
    private ICrmCache? _cache;

    /// <summary>Takes over what was used today before this process began. HubSpot's day begins at midnight in the account's zone.</summary>
    public async Task ResumeAsync(ICrmCache cache, string? zone, CancellationToken cancellationToken)
    {
        if (_cache is null)
        {
            var kept = (await cache.ReadAsync(Key, TimeSpan.FromDays(2), cancellationToken))?.Split(';');
            var isReadable = DateOnly.TryParseExact(kept?[0], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                & long.TryParse(kept?[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var used);
            quota.Resume(
                zone is not null && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? found : TimeZoneInfo.Utc,
                isReadable ? day : default,
                isReadable ? used : 0);
        }

        _cache = cache;
    }

    /// <summary>The account's allowance as the last answer told it, and our part of what is used; null when no answer told.</summary>
    public (long Used, long Limit, long Ours)? Today => quota.Account is { } account ? (account.Limit - account.Left, account.Limit, quota.Use.Used) : null;

    /// <summary>Keeps today's count.</summary>
    public Task SaveAsync(CancellationToken cancellationToken) =>
        _cache?.WriteAsync(Key, string.Create(CultureInfo.InvariantCulture, $"{quota.Use.Day:yyyy-MM-dd};{quota.Use.Used}"), cancellationToken) ?? Task.CompletedTask;
}
