using System.Text.RegularExpressions;
using CrmReadinessSync.Readiness;
using Quartz;

namespace CrmReadinessSync.Worker;

/// <summary>When the cycles of a CRM run: exactly one of the two is set.</summary>
/// <param name="Every">From the start of one to the start of the next.</param>
/// <param name="Cron">A Quartz cron expression.</param>
internal sealed partial record Schedule(TimeSpan? Every, string? Cron)
{
    /// <summary>Null when the text is neither.</summary>
    public static Schedule? Parse(string text) =>
        Durations.TryParse(text, out var every) ? new Schedule(every, null)
        : CronWords().IsMatch(text) && !Wildcard().IsMatch(text) && CronExpression.TryParse(text, out _) ? new Schedule(null, text)
        : null;

    /// <summary>Whether it will fire at all: the thirtieth of February and a year gone by are valid cron, and silence.</summary>
    public bool FiresAfter(DateTimeOffset instant) => Cron is null || new CronExpression(Cron).GetNextValidTimeAfter(instant) is not null;

    /// <summary>The next times at which a service that starts now runs a cycle; the first is at its start.</summary>
    public IEnumerable<DateTimeOffset> NextTimes(DateTimeOffset now, TimeZoneInfo zone)
    {
        if (Every is { } every)
        {
            for (var at = now; ; at += every)
            {
                yield return at;
            }
        }

        var cron = new CronExpression(Cron!, zone);
        for (DateTimeOffset? at = cron.GetNextValidTimeAfter(now); at is { } next; at = cron.GetNextValidTimeAfter(next))
        {
            yield return next;
        }
    }

    /// <summary>How long after the end of one cycle the next must have ended, generously; later, something is stuck.</summary>
    public TimeSpan OverdueAfter(DateTimeOffset ended, TimeZoneInfo zone)
    {
        var hour = TimeSpan.FromHours(1);
        if (Every is { } every)
        {
            return every * 6 > hour ? every * 6 : hour;
        }

        return new CronExpression(Cron!, zone).GetNextValidTimeAfter(ended) is { } next ? next - ended + hour : TimeSpan.MaxValue;
    }

    // Quartz takes other blanks for parts of a word and then fails when it counts days.
    [GeneratedRegex(@"^[0-9A-Za-z*?/,#-]+( +[0-9A-Za-z*?/,#-]+){5,6}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CronWords();

    // Quartz keeps 98 and 99 as its own marks for "?" and "*" and takes them from the text as well: hour 99 would be every hour.
    [GeneratedRegex(@"\b9[89]\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Wildcard();
}
