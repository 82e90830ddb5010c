namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>The days a relative date stands for, first day in, last day out.</summary>
internal static class RelativeDates
{
    /// <summary>Whether the word wants <c>:n</c> after it; null when it is no date at all.</summary>
    public static bool? TakesCount(string word) => word switch
    {
        "YESTERDAY" or "TODAY" or "TOMORROW" => false,
        "LAST_WEEK" or "THIS_WEEK" or "NEXT_WEEK" or "LAST_MONTH" or "THIS_MONTH" or "NEXT_MONTH" => false,
        "LAST_QUARTER" or "THIS_QUARTER" or "NEXT_QUARTER" or "LAST_YEAR" or "THIS_YEAR" or "NEXT_YEAR" => false,
        "LAST_90_DAYS" or "NEXT_90_DAYS" => false,
        "LAST_N_DAYS" or "NEXT_N_DAYS" or "N_DAYS_AGO" or "LAST_N_WEEKS" or "NEXT_N_WEEKS" or "N_WEEKS_AGO" => true,
        "LAST_N_MONTHS" or "NEXT_N_MONTHS" or "N_MONTHS_AGO" or "LAST_N_QUARTERS" or "NEXT_N_QUARTERS" or "LAST_N_YEARS" or "NEXT_N_YEARS" => true,
        _ => null,
    };

    /// <summary>The days from the first up to, not including, the last. Weeks begin on Sunday, as in an org of locale en_US.</summary>
    public static (DateOnly From, DateOnly To) Days(RelativeDate date, DateOnly today)
    {
        var n = date.Count;
        var week = today.AddDays(-(int)today.DayOfWeek);
        var month = new DateOnly(today.Year, today.Month, 1);
        var quarter = new DateOnly(today.Year, ((today.Month - 1) / 3 * 3) + 1, 1);
        var year = new DateOnly(today.Year, 1, 1);
        var tomorrow = today.AddDays(1);
        return date.Name switch
        {
            "YESTERDAY" => (today.AddDays(-1), today),
            "TODAY" => (today, tomorrow),
            "TOMORROW" => (tomorrow, today.AddDays(2)),
            "LAST_WEEK" => (week.AddDays(-7), week),
            "THIS_WEEK" => (week, week.AddDays(7)),
            "NEXT_WEEK" => (week.AddDays(7), week.AddDays(14)),
            "LAST_MONTH" => (month.AddMonths(-1), month),
            "THIS_MONTH" => (month, month.AddMonths(1)),
            "NEXT_MONTH" => (month.AddMonths(1), month.AddMonths(2)),
            "LAST_QUARTER" => (quarter.AddMonths(-3), quarter),
            "THIS_QUARTER" => (quarter, quarter.AddMonths(3)),
            "NEXT_QUARTER" => (quarter.AddMonths(3), quarter.AddMonths(6)),
            "LAST_YEAR" => (year.AddYears(-1), year),
            "THIS_YEAR" => (year, year.AddYears(1)),
            "NEXT_YEAR" => (year.AddYears(1), year.AddYears(2)),
            "LAST_90_DAYS" => (today.AddDays(-89), tomorrow),
            "NEXT_90_DAYS" => (tomorrow, today.AddDays(91)),
            // LAST_N_DAYS has today in it, NEXT_N_DAYS begins tomorrow.
            "LAST_N_DAYS" => (today.AddDays(-n), tomorrow),
            "NEXT_N_DAYS" => (tomorrow, today.AddDays(n + 1)),
            "N_DAYS_AGO" => (today.AddDays(-n), today.AddDays(1 - n)),
            "LAST_N_WEEKS" => (week.AddDays(-7 * n), week),
            "NEXT_N_WEEKS" => (week.AddDays(7), week.AddDays(7 * (n + 1))),
            "N_WEEKS_AGO" => (week.AddDays(-7 * n), week.AddDays(-7 * (n - 1))),
            "LAST_N_MONTHS" => (month.AddMonths(-n), month),
            "NEXT_N_MONTHS" => (month.AddMonths(1), month.AddMonths(n + 1)),
            "N_MONTHS_AGO" => (month.AddMonths(-n), month.AddMonths(1 - n)),
            "LAST_N_QUARTERS" => (quarter.AddMonths(-3 * n), quarter),
            "NEXT_N_QUARTERS" => (quarter.AddMonths(3), quarter.AddMonths(3 * (n + 1))),
            "LAST_N_YEARS" => (year.AddYears(-n), year),
            "NEXT_N_YEARS" => (year.AddYears(1), year.AddYears(n + 1)),
            _ => throw new ArgumentOutOfRangeException(nameof(date), date.Name, "not a relative date"),
        };
    }
}
