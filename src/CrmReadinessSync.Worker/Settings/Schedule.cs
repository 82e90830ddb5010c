using CrmReadinessSync.Readiness;
using Quartz;

namespace CrmReadinessSync.Worker;

/// <summary>When the cycles of a CRM run: exactly one of the two is set.</summary>
/// <param name="Every">From the start of one to the start of the next.</param>
/// <param name="Cron">A Quartz cron expression.</param>
internal sealed record Schedule(TimeSpan? Every, string? Cron)
{
    /// <summary>Null when the text is neither.</summary>
    public static Schedule? Parse(string text) =>
        Durations.TryParse(text, out var every) ? new Schedule(every, null)
        : text.Contains(' ') && CronExpression.TryParse(text, out _) ? new Schedule(null, text)
        : null;
}
