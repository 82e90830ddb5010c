using System.Collections.Immutable;

namespace CrmReadinessSync.Readiness;

/// <summary>
/// When to come back to a deal on hold: 60 days before they decide, where that lies ahead; where this year's money is the no, 60 days before
/// their next fiscal year, when budgets are made; else in 90 days (not buying: 180) from the answer that put it on hold, or was left open. Counted from facts, so that the text stays calm: it moves on only when the day has come (law 12).
/// </summary>
internal static class RevisitDate
{
    private const int BeforeDecision = 60;

    public static DateOnly Of(
        Phase phase, DateTimeOffset? anchor, bool waitsForMoney, DealFacts facts, in Instant at, BusinessCalendar calendar)
    {
        if (facts[Vocabulary.DecideBy] is { State: ValueState.Usable } decide && Ahead(decide.Day, at, calendar) is { } before)
        {
            return before;
        }

        if (waitsForMoney && phase is not Phase.NotBuying
            && Ahead(calendar.FiscalYear.After(DateOnly.FromDayNumber(at.Day.Today)).DayNumber, at, calendar) is { } budgeting)
        {
            return budgeting;
        }

        var step = phase is Phase.NotBuying ? 180 : 90;
        var day = Anchor(anchor, facts, at.Day.Zone);
        day += Math.Max(1, (at.Day.Today - day) / step) * step;
        while (calendar.BusinessDayFrom(DateOnly.FromDayNumber(day)).DayNumber <= at.Day.Today)
        {
            day += step;
        }

        return calendar.BusinessDayFrom(DateOnly.FromDayNumber(day));
    }

    /// <summary>So long before a day, where that is still to come.</summary>
    private static DateOnly? Ahead(int day, in Instant at, BusinessCalendar calendar) =>
        day - BeforeDecision > 0 && calendar.BusinessDayFrom(DateOnly.FromDayNumber(day - BeforeDecision)) is var before && before.DayNumber > at.Day.Today
            ? before
            : null;

    /// <summary>When the first explicit no was said; null when none is dated.</summary>
    public static DateTimeOffset? FirstNo(ImmutableArray<PremiseFinding> findings) => findings
        .Where(finding => finding.Finding is Finding.Unmet)
        .SelectMany(finding => finding.Evidence.Where(evidence => evidence.Says is Finding.Unmet))
        .Select(evidence => evidence.AsOf)
        .FirstOrDefault(asOf => asOf is not null);

    /// <summary>The day of the answer that it is counted from; where nothing dates it, the deal's creation; else a fixed day, so that the answer stays the same.</summary>
    private static int Anchor(DateTimeOffset? anchor, DealFacts facts, TimeZoneInfo zone)
    {
        var answered = anchor ?? (facts[Vocabulary.Created] is { State: ValueState.Usable } created ? new DateTimeOffset(created.Ticks, TimeSpan.Zero) : null);
        // Also where it lies ahead, as for a clock that is behind the CRM's: counted from today the text would be another each day.
        return answered is { } moment
            ? DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, zone).DateTime).DayNumber
            : new DateOnly(2024, 1, 1).DayNumber;
    }
}
