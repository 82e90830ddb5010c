namespace CrmReadinessSync.Http;

/// <summary>
/// The account's daily allowance and our share of it. When the share is used up, or the account has nothing left but what is kept for other
/// integrations, requests are refused before they are sent: the day is not slept through. Lists end first, so that deals can still be read by
/// name; the last of the share, or of what others left, is for writes: what was read and judged reaches its deals, the nearest meetings first, even when reading has to end.
/// </summary>
public sealed class DailyQuota
{
    /// <summary>So many requests are enough for each of the last parts of the share, however large it is: each reads or writes a hundred deals or more.</summary>
    private const long Enough = 500;

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
                return _limit is { } limit ? Ours(limit, DailyPart.Writes) : null;
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
    /// <param name="part">How much of the share it may draw on.</param>
    /// <exception cref="QuotaSpentException">Nothing of that is left today.</exception>
    public void Spend(DailyPart part = DailyPart.Writes)
    {
        lock (_gate)
        {
            Turn();
            if (_left < 1 || (_limit is { } limit && (_used >= Ours(limit, part) || _left <= (long)(limit * _reserve) + Behind(limit, part))))
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

    /// <summary>Takes over how many requests a day the whole account may send, as another process was told; what the vendor tells this one counts more.</summary>
    public void Remember(long limit)
    {
        lock (_gate)
        {
            _limit ??= limit;
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

    private long Ours(long limit, DailyPart part) => Math.Max(1, (long)(limit * _share) - Behind(limit, part));

    /// <summary>What a part must leave untouched: a tenth of the share, or enough, is out of reach for reads by name, and as much again for lists.</summary>
    private long Behind(long limit, DailyPart part) => (DailyPart.Writes - part) * Math.Min((long)(limit * _share) / 10, Enough);

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

/// <summary>How much of a day's share a request may draw on; each kind may draw on all that the one before it may, and on more.</summary>
public enum DailyPart
{
    /// <summary>Finding out what changed: the first to end.</summary>
    Lists,

    /// <summary>Reading deals by name whose time has come.</summary>
    Deals,

    /// <summary>What brings verdicts to their deals: all of it.</summary>
    Writes,
}

/// <summary>The day's allowance, or our share of it, is used up.</summary>
public sealed class QuotaSpentException(long used, long? limit, DateTimeOffset resumeAt)
    : Exception($"The daily API allowance is used up: {used} requests of ours" + (limit is null ? "." : $", {limit} allowed to the account in all."))
{
    /// <summary>When the next day begins for the vendor.</summary>
    public DateTimeOffset ResumeAt { get; } = resumeAt;
}
