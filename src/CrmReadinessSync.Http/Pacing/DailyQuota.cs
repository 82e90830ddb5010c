namespace CrmReadinessSync.Http;

/// <summary>
/// The account's daily allowance and our share of it. When the share is used up, or the account has nothing left but what is kept for other
/// integrations, requests are refused before they are sent: the day is not slept through. The last of the share is for writes: what was read
/// and judged reaches its deals, the nearest meetings first, even when reading has to end.
/// </summary>
public sealed class DailyQuota
{
    /// <summary>So many requests are enough for the last of the share, however large it is: each writes a hundred deals or more.</summary>
    private const long EnoughForWrites = 500;

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly double _share;
    private readonly double _reserve;
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;
    private DateOnly _day;
    private long _used;
    private long _own;
    private long? _limit;
    private long? _left;

    /// <summary>Starts a count at zero.</summary>
    /// <param name="share">The share of the account's allowance that is ours, 0…1.</param>
    /// <param name="time">The clock that starts a new day.</param>
    /// <param name="reserve">The share of the account's allowance, 0…1, that stays untouched for others however little they left of it.</param>
    public DailyQuota(double share, TimeProvider time, double reserve = 0)
    {
        _share = share;
        _reserve = reserve;
        _time = time;
        _day = Today;
    }

    /// <summary>The day and how many requests we used in it, as far as this process knows.</summary>
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

    /// <summary>The day and how many requests this process sent in it.</summary>
    public (DateOnly Day, long Sent) Own
    {
        get
        {
            lock (_gate)
            {
                Turn();
                return (_day, _own);
            }
        }
    }

    /// <summary>What the vendor told of the whole account: requests allowed a day and left of them; null before it told, and on a new day.</summary>
    public (long Limit, long Left)? Account
    {
        get
        {
            lock (_gate)
            {
                Turn();
                return _limit is { } limit && _left is { } left ? (limit, left) : null;
            }
        }
    }

    /// <summary>How many requests a day are ours; null before the vendor told what the account may send.</summary>
    public long? Allowed
    {
        get
        {
            lock (_gate)
            {
                return _limit is { } limit ? Ours(limit, isWrite: true) : null;
            }
        }
    }

    private DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(_time.GetUtcNow(), _zone).DateTime);

    /// <summary>Adopts the zone in which the vendor's day begins.</summary>
    public void UseZone(TimeZoneInfo zone)
    {
        lock (_gate)
        {
            _zone = zone;
            _day = Today;
        }
    }

    /// <summary>Takes over what all processes together used of a day. What this one knows itself is never forgotten for it.</summary>
    /// <param name="day">The day; another than today is over.</param>
    /// <param name="total">Of all, up to <paramref name="sent"/> of this one.</param>
    /// <param name="sent">What this process had sent when the total was counted.</param>
    public void Learn(DateOnly day, long total, long sent)
    {
        lock (_gate)
        {
            Turn();
            _used = day == _day ? Math.Max(_used, total + _own - sent) : _used;
        }
    }

    /// <summary>Counts a request about to be sent.</summary>
    /// <param name="isWrite">Whether it may take the last of the share.</param>
    /// <exception cref="QuotaSpentException">Nothing of ours is left today.</exception>
    public void Spend(bool isWrite = true)
    {
        lock (_gate)
        {
            Turn();
            if (_left <= (long)((_limit ?? 0) * _reserve) || (_limit is { } limit && _used >= Ours(limit, isWrite)))
            {
                throw new QuotaSpentException(_used, _limit, Midnight());
            }

            _used++;
            _own++;
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

    private long Ours(long limit, bool isWrite)
    {
        var ours = Math.Max(1, (long)(limit * _share));
        return isWrite ? ours : Math.Max(1, ours - Math.Min(ours / 10, EnoughForWrites));
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
            (_day, _used, _own, _left) = (today, 0, 0, null);
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
