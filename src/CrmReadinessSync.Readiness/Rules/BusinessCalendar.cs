using System.Collections.Frozen;

namespace CrmReadinessSync.Readiness;

/// <summary>Which days are worked on, and when the fiscal year ends.</summary>
internal sealed class BusinessCalendar(FiscalYear fiscalYear, IEnumerable<DateOnly> holidays)
{
    private readonly FrozenSet<DateOnly> _holidays = holidays.ToFrozenSet();

    public FiscalYear FiscalYear => fiscalYear;

    /// <summary>The last of so many business days after a day.</summary>
    public DateOnly AfterBusinessDays(DateOnly day, int count)
    {
        for (; count > 0; count--)
        {
            day = BusinessDayFrom(day.AddDays(1));
        }

        return day;
    }

    /// <summary>The day itself, or the next that is neither a weekend nor a holiday.</summary>
    public DateOnly BusinessDayFrom(DateOnly day)
    {
        while (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday || _holidays.Contains(day))
        {
            day = day.AddDays(1);
        }

        return day;
    }
}
