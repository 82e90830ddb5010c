using System.Globalization;

namespace CrmReadinessSync.EndToEnd.Tests;

/// <summary>
/// An instant at which two runs, one after the other, judge alike: more than an hour ahead, so that no retry keeps its pause any more, and ten past the
/// hour, since practice meetings begin, and their windows with them, at the hour and the half.
/// </summary>
internal static class QuietHour
{
    /// <summary>For <c>--now</c>.</summary>
    public static string Ahead()
    {
        var now = TimeProvider.System.GetUtcNow();
        return new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, 10, 0, TimeSpan.Zero).AddHours(2).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
    }
}
