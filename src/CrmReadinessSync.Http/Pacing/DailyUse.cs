namespace CrmReadinessSync.Http;

/// <summary>
/// What we use of a day's allowance, in the sum that all processes keep together: each adds what it sent and learns what all sent. So our share
/// holds across runs (<c>once</c> by cron) and across workers that take turns. Connections of one account share one of these, as they share its quota.
/// </summary>
public sealed class DailyUse(DailyQuota quota)
{
    /// <summary>No more requests than these are unknown to other processes while one is at work.</summary>
    private const long MostUntold = 10;

    private readonly Lock _gate = new();
    private Func<DateOnly, long, CancellationToken, Task<long>>? _add;
    private DateOnly _day;
    private long _told;

    /// <summary>The quota the transport spends from.</summary>
    public DailyQuota Quota => quota;

    /// <summary>Takes over what others used, and from now on tells them of ours, by what adds to the kept sum of a day in one step and tells it.</summary>
    public Task ShareAsync(Func<DateOnly, long, CancellationToken, Task<long>> add, CancellationToken cancellationToken)
    {
        _add = add;
        return SaveAsync(cancellationToken);
    }

    /// <summary>Tells the others once there is enough to tell: called before each request.</summary>
    public Task SaveOftenAsync(CancellationToken cancellationToken)
    {
        var (day, sent) = quota.Own;
        return sent - (day == _day ? _told : 0) < MostUntold ? Task.CompletedTask : SaveAsync(cancellationToken);
    }

    /// <summary>Tells the others what we sent since the last time, and learns what they did.</summary>
    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        if (_add is not { } add)
        {
            return;
        }

        var (day, sent) = quota.Own;
        var untold = Take(day, sent);
        try
        {
            quota.Learn(day, await add(day, untold, cancellationToken), sent);
        }
        catch
        {
            PutBack(day, untold);
            throw;
        }
    }

    /// <summary>Taken before it is told, so that two who save at once never tell the same.</summary>
    private long Take(DateOnly day, long sent)
    {
        lock (_gate)
        {
            var untold = Math.Max(0, sent - (day == _day ? _told : 0));
            (_day, _told) = (day, Math.Max(sent, day == _day ? _told : 0));
            return untold;
        }
    }

    private void PutBack(DateOnly day, long untold)
    {
        lock (_gate)
        {
            _told -= day == _day ? untold : 0;
        }
    }
}
