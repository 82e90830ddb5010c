namespace CrmReadinessSync.Sync;

/// <summary>
/// A span of days in which deals closed. Neither vendor lists the latest closed deals beyond some thousands without losing or repeating
/// some; spans that go back in time, each read whole by id, do, and need no order of the vendor's.
/// </summary>
/// <param name="From">The first day; null for no beginning.</param>
/// <param name="Before">The day after the last; null for no end, since some close dates lie ahead.</param>
public readonly record struct ClosedWindow(DateOnly? From, DateOnly? Before)
{
    private const int FirstDays = 14;

    // Neither vendor is older.
    private static readonly DateOnly Beginning = new(1999, 1, 1);

    /// <summary>The spans, the latest first, each twice as long as the one before, so that a quiet account costs few of them; without gap or overlap.</summary>
    /// <param name="today">The present day.</param>
    /// <param name="since">The first day of all; null for none.</param>
    public static IEnumerable<ClosedWindow> Back(DateOnly today, DateOnly? since)
    {
        var beginning = since ?? Beginning;
        DateOnly? before = null;
        for (var days = FirstDays; ; days *= 2)
        {
            var from = (before ?? today).AddDays(-days);
            if (from <= beginning)
            {
                yield return new ClosedWindow(since, before);
                yield break;
            }

            yield return new ClosedWindow(from, before);
            before = from;
        }
    }
}
