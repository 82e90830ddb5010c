namespace CrmReadinessSync.Http;

/// <summary>
/// The account's daily allowance and our share of it. When the share is used up, or the account has nothing left, requests are
/// refused before they are sent: the day is not slept through.
/// </summary>
public sealed class DailyQuota
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly double _share;
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;
    private DateOnly _day;
    private long _used;
    private long? _limit;
    private long? _left;

    /// <summary>Starts a count at zero.</summary>
    /// <param name="share">The share of the account's allowance that is ours, 0…1.</param>
    /// <param name="time">The clock that starts a new day.</param>
    public DailyQuota(double share, TimeProvider time)
    {
        _share = share;
        _time = time;
        _day = Today;
    }

    /// <summary>The day and how many requests we used in it, to be kept across processes.</summary>
    public (DateOnly Day, long Used) Use
    {
        get
        {
            lock (_gate)
            {
                Turn();
                return (_day, _used);
            }
        }
    }

    private DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(_time.GetUtcNow(), _zone).DateTime);

    /// <summary>Adopts the zone in which the vendor's day begins and what an earlier process used of it.</summary>
    public void Resume(TimeZoneInfo zone, DateOnly day, long used)
    {
        lock (_gate)
        {
            _zone = zone;
            var before = _used;
            _day = Today;
            _used = before + (day == _day ? used : 0);
        }
    }

    /// <summary>Counts a request about to be sent.</summary>
    /// <exception cref="QuotaSpentException">Nothing of ours is left today.</exception>
    public void Spend()
    {
        lock (_gate)
        {
            Turn();
            if (_left is <= 0 || (_limit is { } limit && _used >= Math.Max(1, (long)(limit * _share))))
            {
                throw new QuotaSpentException(_used, _limit, Midnight());
            }

            _used++;
            _left--;
        }
    }

    /// <summary>Takes over what the vendor's headers say.</summary>
    /// <param name="limit">Requests a day for the whole account.</param>
    /// <param name="left">Requests left for the whole account.</param>
    public void Learn(long limit, long left)
    {
        lock (_gate)
        {
            Turn();
            (_limit, _left) = (limit, left);
        }
    }

    /// <summary>When the vendor's next day begins.</summary>
    public DateTimeOffset NextDay
    {
        get
        {
            lock (_gate)
            {
                Turn();
                return Midnight();
            }
        }
    }

    private DateTimeOffset Midnight()
    {
        var local = _day.AddDays(1).ToDateTime(TimeOnly.MinValue);
        while (_zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(30);
        }

        return new DateTimeOffset(local, _zone.GetUtcOffset(local)).ToUniversalTime();
    }

    private void Turn()
    {
        if (Today is var today && today != _day)
        {
            (_day, _used, _left) = (today, 0, null);
        }
    }
}

/// <summary>The day's allowance, or our share of it, is used up.</summary>
public sealed class QuotaSpentException(long used, long? limit, DateTimeOffset resumeAt)
    : Exception($"The daily API allowance is used up: {used} requests of ours" + (limit is null ? "." : $", {limit} allowed to the account in all."))
{
    /// <summary>When the next day begins for the vendor.</summary>
    public DateTimeOffset ResumeAt { get; } = resumeAt;
}
