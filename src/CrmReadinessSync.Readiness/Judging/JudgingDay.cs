namespace CrmReadinessSync.Readiness;

/// <summary>Everything about a calendar day in a zone that judging needs; made once a day, shared by all deals.</summary>
internal sealed class JudgingDay
{
    private const int Near = 500;

    // Starts of the days around today as they are asked for; 0 is not asked yet. Whichever thread writes, the value is the same.
    private readonly long[] _starts = new long[(2 * Near) + 1];
    private readonly long _start;
    private readonly long _end;

    public JudgingDay(JudgingClock clock, BusinessCalendar calendar)
    {
        Zone = clock.Zone;
        Calendar = calendar;
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.Now, clock.Zone).DateTime);
        Today = today.DayNumber;
        _start = StartOf(Today);
        _end = StartOf(Today + 1);
        var began = calendar.FiscalYear.Containing(today);
        FiscalYearStart = StartOf(began.DayNumber);
        NextFiscalYearStart = StartOf(calendar.FiscalYear.After(today).DayNumber);
    }

    public TimeZoneInfo Zone { get; }

    public BusinessCalendar Calendar { get; }

    /// <summary><see cref="DateOnly.DayNumber"/> of the day.</summary>
    public int Today { get; }

    /// <summary>UTC ticks.</summary>
    public long FiscalYearStart { get; }

    /// <summary>UTC ticks.</summary>
    public long NextFiscalYearStart { get; }

    public bool Covers(JudgingClock clock) =>
        clock.Now.UtcTicks >= _start && clock.Now.UtcTicks < _end && (ReferenceEquals(clock.Zone, Zone) || clock.Zone.Equals(Zone));

    /// <summary>UTC ticks of a day's first moment in the zone; where the clock jumps over midnight, the first that exists.</summary>
    public long StartOf(int dayNumber)
    {
        var index = dayNumber - Today + Near;
        if (index < 0 || index >= _starts.Length)
        {
            return FindStart(dayNumber);
        }

        var known = Volatile.Read(ref _starts[index]);
        if (known == 0)
        {
            known = FindStart(dayNumber);
            Volatile.Write(ref _starts[index], known);
        }

        return known;
    }

    /// <summary>The day on which an instant (UTC ticks) falls in the zone.</summary>
    public int DayOf(long ticks) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(new DateTimeOffset(ticks, TimeSpan.Zero), Zone).DateTime).DayNumber;

    private long FindStart(int dayNumber)
    {
        if (dayNumber > DateOnly.MaxValue.DayNumber - 2)
        {
            return long.MaxValue;
        }

        var midnight = DateOnly.FromDayNumber(Math.Max(dayNumber, 1)).ToDateTime(TimeOnly.MinValue, DateTimeKind.Unspecified);
        while (Zone.IsInvalidTime(midnight))
        {
            midnight = midnight.AddMinutes(15);
        }

        return midnight.Ticks - Zone.GetUtcOffset(midnight).Ticks;
    }
}
