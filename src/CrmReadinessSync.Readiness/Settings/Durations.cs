using System.Globalization;

namespace CrmReadinessSync.Readiness;

/// <summary>Durations as settings write them: <c>90m</c>, <c>72h</c>, <c>120d</c>, also <c>30s</c>. A bare number or <c>24:00:00</c> is none.</summary>
public static class Durations
{
    /// <summary>What to tell somebody who wrote something else.</summary>
    public const string Remedy = "Write a whole number and its unit: \"90m\", \"72h\" or \"120d\".";

    private const int MostDays = 36500;

    /// <summary>Reads a duration above zero and up to a hundred years.</summary>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = default;
        if (text is not { Length: > 1 } || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return false;
        }

        var unit = text[^1] switch
        {
            's' => TimeSpan.TicksPerSecond,
            'm' => TimeSpan.TicksPerMinute,
            'h' => TimeSpan.TicksPerHour,
            'd' => TimeSpan.TicksPerDay,
            _ => 0L,
        };
        if (unit == 0 || count == 0 || count > MostDays * (TimeSpan.TicksPerDay / unit))
        {
            return false;
        }

        duration = TimeSpan.FromTicks(count * unit);
        return true;
    }
}
