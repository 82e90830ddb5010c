using System.Globalization;

namespace CrmReadinessSync.History;

/// <summary>A column of dates: reads them, and knows which it could not read.</summary>
/// <param name="name">What the header calls it.</param>
/// <param name="column">Its place among the columns, from 1.</param>
/// <param name="format">The map's format; null takes those that cannot be mistaken for another.</param>
/// <param name="zone">Where dates without a zone are read.</param>
public sealed class DateColumn(string name, int column, string? format, TimeZoneInfo zone)
{
    /// <summary>Texts remembered: days repeat in the rows of a file.</summary>
    private const int Most = 1 << 14;

    private static readonly string[] Unmistakable =
    [
        "yyyy-MM-dd", "yyyy/MM/dd", "yyyy/M/d", "yyyy-M-d", "yyyy年M月d日", "yyyyMMdd",
        "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy/MM/dd HH:mm", "yyyy/M/d H:mm", "yyyy/M/d H:mm:ss", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "d.M.yyyy", "d.M.yyyy H:mm",
    ];

    private static readonly string[] Times = ["", " H:mm", " H:mm:ss", " h:mm tt", ", h:mm tt"];

    private readonly string[] _formats = format is null ? Unmistakable : [.. Times.Select(time => format + time), .. Unmistakable];
    private readonly Dictionary<string, DateTimeOffset?> _known = new(StringComparer.Ordinal);

    /// <summary>Formats that a map may name: those whose day and month could be mistaken, or that hold English words. A time may follow.</summary>
    public static IReadOnlyList<string> Formats { get; } = ["d/M/yyyy", "M/d/yyyy", "d-M-yyyy", "M-d-yyyy", "d MMM yyyy", "d-MMM-yyyy", "MMM d, yyyy", "d MMMM yyyy", "MMMM d, yyyy"];

    /// <summary>What the header calls it.</summary>
    public string Name { get; } = name;

    /// <summary>Its place among the columns, from 1.</summary>
    public int Column { get; } = column;

    /// <summary>Dates that were read.</summary>
    public long Read { get; private set; }

    /// <summary>Texts that are no date, and count as blank.</summary>
    public long Unreadable { get; private set; }

    /// <summary>The line of the first of them.</summary>
    public long FirstLine { get; private set; }

    /// <summary>Null for blank and for what cannot be read.</summary>
    public DateTimeOffset? Of(string text, long line)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (!_known.TryGetValue(text, out var moment))
        {
            moment = Parse(text);
            if (_known.Count < Most)
            {
                _known[text] = moment;
            }
        }

        if (moment is null)
        {
            FirstLine = Unreadable == 0 ? line : FirstLine;
            Unreadable++;
        }
        else
        {
            Read++;
        }

        return moment;
    }

    private DateTimeOffset? Parse(string text)
    {
        if (DateTime.TryParseExact(text, _formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            while (zone.IsInvalidTime(local))
            {
                local = local.AddMinutes(15);
            }

            return new DateTimeOffset(local, zone.GetUtcOffset(local));
        }

        return text.Contains('T', StringComparison.Ordinal) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? instant : null;
    }
}
