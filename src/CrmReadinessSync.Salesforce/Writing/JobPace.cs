namespace CrmReadinessSync.Salesforce;

/// <summary>
/// When to look at a bulk job: the one before tells about how long a row takes this org. A look too early costs a request, one too late the time
/// of everybody whose deals come after.
/// </summary>
internal sealed class JobPace
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Slowest = TimeSpan.FromSeconds(20);

    /// <summary>
    /// However long the last job took: somebody may have ended this one, and nothing keeps the lease while we wait. With the longest request before it (150 s) it
    /// stays within <see cref="Sync.ILeases.LeftAtSending"/>.
    /// </summary>
    private static readonly TimeSpan LongestFirst = TimeSpan.FromMinutes(1);

    /// <summary>Of a job that was over when first looked at, only a bound is known: the next one is looked at a little earlier.</summary>
    private const double Earlier = 0.9;

    private double? _secondsOfRow;

    /// <summary>The waits before each look at a job of so many rows, without end.</summary>
    public IEnumerable<TimeSpan> WaitsFor(int rows)
    {
        var first = _secondsOfRow is { } seconds ? TimeSpan.FromSeconds(seconds * rows) : Shortest;
        yield return Within(first, LongestFirst);
        // Where nothing is known each wait is twice the last; where the end is near, a part of what was expected.
        for (var wait = _secondsOfRow is null ? Shortest * 2 : first / 8; ; wait *= 2)
        {
            wait = Within(wait, Slowest);
            yield return wait;
        }
    }

    /// <summary>A job was seen to be over.</summary>
    /// <param name="rows">Its rows.</param>
    /// <param name="before">When it was last seen at work, counted from its start; zero when it never was.</param>
    /// <param name="after">When it was seen to be over.</param>
    public void Learn(int rows, TimeSpan before, TimeSpan after)
    {
        var took = before == TimeSpan.Zero ? after * Earlier : (before + after) / 2;
        _secondsOfRow = rows == 0 ? _secondsOfRow : took.TotalSeconds / rows;
    }

    private static TimeSpan Within(TimeSpan wait, TimeSpan longest) => wait < Shortest ? Shortest : wait > longest ? longest : wait;
}
