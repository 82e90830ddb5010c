using System.Diagnostics;

namespace CrmReadinessSync.Benchmarks;

/// <summary>Seconds by stroke, of the wall or of this process's processor time.</summary>
internal sealed class StrokeTimes(bool ofWall)
{
    private readonly Effort _effort = new();
    private readonly Dictionary<string, TimeSpan> _spent = [];
    private TimeSpan _since;

    private TimeSpan Now => ofWall ? _effort.Wall : _effort.Processor;

    /// <summary>Leaves out what came since the last lap.</summary>
    public void Skip() => _since = Now;

    /// <summary>What came since the last lap belongs to this stroke.</summary>
    public TimeSpan Lap(string stroke)
    {
        var (spent, now) = (Now - _since, Now);
        _spent[stroke] = _spent.GetValueOrDefault(stroke) + spent;
        _since = now;
        return spent;
    }

    /// <summary>Deals a second, of strokes that each worked on so many.</summary>
    public Dictionary<string, double> Rates(int deals) => _spent.ToDictionary(one => one.Key, one => Math.Round(deals / Math.Max(one.Value.TotalSeconds, 1e-3)));

    /// <summary>The shortest of so many times, by the wall, in milliseconds.</summary>
    public static async Task<double> ShortestAsync(int times, Func<Task> ask)
    {
        var shortest = double.MaxValue;
        for (var i = 0; i < times; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await ask();
            shortest = Math.Min(shortest, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return Math.Round(shortest, 1);
    }
}
