namespace CrmReadinessSync.Readiness;

/// <summary>The customers' usual fiscal year, by its last day.</summary>
/// <param name="EndMonth">1…12.</param>
/// <param name="EndDay">1…31; a day the month lacks means its last.</param>
internal readonly record struct FiscalYear(int EndMonth, int EndDay)
{
    /// <summary>The first day of the fiscal year in which <paramref name="day"/> lies.</summary>
    public DateOnly Containing(DateOnly day)
    {
        var end = EndIn(day.Year);
        return (day > end ? end : EndIn(Math.Max(day.Year - 1, 1))).AddDays(1);
    }

    /// <summary>The first day of the fiscal year after the one in which <paramref name="day"/> lies.</summary>
    public DateOnly After(DateOnly day)
    {
        var end = EndIn(day.Year);
        return (day > end ? EndIn(day.Year + 1) : end).AddDays(1);
    }

    private DateOnly EndIn(int year) => new(year, EndMonth, Math.Min(EndDay, DateTime.DaysInMonth(year, EndMonth)));
}
