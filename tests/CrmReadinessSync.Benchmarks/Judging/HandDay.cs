namespace CrmReadinessSync.Benchmarks;

/// <summary>The day of judgement in Tokyo, which knows no daylight saving.</summary>
internal readonly record struct HandDay(long Now, int Today, long FiscalYearStart)
{
    private static readonly TimeSpan Offset = TimeSpan.FromHours(9);

    public static HandDay At(DateTimeOffset now)
    {
        var local = now.ToOffset(Offset);
        var april = new DateTimeOffset(local.Month > 3 ? local.Year : local.Year - 1, 4, 1, 0, 0, 0, Offset);
        return new HandDay(now.UtcTicks, DateOnly.FromDateTime(local.DateTime).DayNumber, april.UtcTicks);
    }

    public long StartOf(int day) => (day * TimeSpan.TicksPerDay) - Offset.Ticks;
}
