using System.Globalization;

namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>Counts API calls over rolling 24 hours, by the minute.</summary>
internal sealed class CallQuota(SandboxLimits limits)
{
    private readonly Queue<(long Minute, int Calls)> _minutes = new();
    private int _current;
    private long _minute = long.MinValue;
    private int _used;

    /// <summary>An Enterprise org of fifteen licences.</summary>
    public int Max { get; set; } = 115_000;

    /// <summary>Calls in the last 24 hours.</summary>
    public int Used(DateTimeOffset now)
    {
        var minute = now.ToUnixTimeSeconds() / 60;
        if (minute != _minute)
        {
            if (_current > 0)
                _minutes.Enqueue((_minute, _current));
            (_minute, _current) = (minute, 0);
        }

        while (_minutes.TryPeek(out var oldest) && oldest.Minute <= minute - (24 * 60))
            _used -= _minutes.Dequeue().Calls;
        return _used;
    }

    /// <summary>As if others had made so many calls in the last day.</summary>
    public void Pretend(int used, DateTimeOffset now)
    {
        _ = Used(now);
        _minutes.Clear();
        (_current, _used) = (used, used);
    }

    /// <summary>Counts a call; false when none is left, which only the real limits mind.</summary>
    public bool TryCount(DateTimeOffset now)
    {
        if (Used(now) >= Max && limits == SandboxLimits.Real)
            return false;
        _current++;
        _used++;
        return true;
    }

    /// <summary>The header every counted answer carries.</summary>
    public string Header(DateTimeOffset now) => string.Create(CultureInfo.InvariantCulture, $"api-usage={Used(now)}/{Max}");
}
