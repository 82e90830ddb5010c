using System.Globalization;

namespace CrmReadinessSync.Readiness;

/// <summary>Reads raw text leniently into a typed value: what cannot be read is unknown, never an error.</summary>
internal static class ValueReader
{
    private static readonly string[] DateFormats =
        ["yyyy-MM-dd", "yyyy/MM/dd", "yyyy/M/d", "yyyy-M-d", "yyyy.M.d", "yyyy年M月d日", "yyyyMMdd"];

    public static FieldValue? Read(Field field, string? raw, DateTimeOffset? setAt, int copies, DateTimeOffset? seenAt)
    {
        if (string.IsNullOrWhiteSpace(raw))
        {
            return null;
        }

        raw = raw.Trim();
        var folded = TextFolding.Fold(raw);
        if (Placeholders.Contains(folded))
        {
            return new FieldValue(field, raw, setAt, seenAt) { State = ValueState.Placeholder, Folded = folded };
        }

        return field.Type switch
        {
            FieldType.Choices => new FieldValue(field, raw, setAt, seenAt) { Folded = folded, Parts = Split(folded), Copies = copies },
            FieldType.Number when ReadNumber(folded) is { } number => new FieldValue(field, raw, setAt, seenAt) { Folded = folded, Number = number },
            FieldType.Date when ReadDay(folded) is { } day => new FieldValue(field, raw, setAt, seenAt) { Folded = folded, Day = day },
            FieldType.Moment when ReadTicks(folded) is { } ticks => new FieldValue(field, raw, setAt, seenAt) { Folded = folded, Ticks = ticks },
            FieldType.Boolean when ReadBoolean(folded) is { } flag =>
                new FieldValue(field, raw, setAt, seenAt) { Folded = flag ? "true" : "false", IsTrue = flag, Copies = copies },
            FieldType.Choice or FieldType.Text => new FieldValue(field, raw, setAt, seenAt) { Folded = folded, Copies = copies },
            _ => new FieldValue(field, raw, setAt, seenAt) { State = ValueState.Unreadable, Folded = folded },
        };
    }

    private static string[] Split(string folded) =>
        folded.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static double? ReadNumber(string folded)
    {
        var digits = folded.Trim('¥', '\\', '$', '€', '£', '円', ' ').Replace(",", "", StringComparison.Ordinal);
        return double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
    }

    private static int? ReadDay(string folded)
    {
        if (DateOnly.TryParseExact(folded, DateFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day.DayNumber;
        }

        return ReadTicks(folded) is { } ticks ? DateOnly.FromDateTime(new DateTime(ticks, DateTimeKind.Utc)).DayNumber : null;
    }

    /// <summary>ISO 8601 with offset or <c>z</c>, or HubSpot's epoch milliseconds. A clock without zone is not an instant.</summary>
    private static long? ReadTicks(string folded)
    {
        if (folded.Length is >= 12 and <= 14 && long.TryParse(folded, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds))
        {
            return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcTicks;
        }

        var time = folded.IndexOf('t', StringComparison.Ordinal);
        if (time < 0 || (!folded.EndsWith('z') && folded.AsSpan(time).IndexOfAny('+', '-') < 0))
        {
            return null;
        }

        return DateTimeOffset.TryParse(folded.ToUpperInvariant(), CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)
            ? moment.UtcTicks
            : null;
    }

    private static bool? ReadBoolean(string folded) => folded switch
    {
        "true" or "yes" or "y" or "1" or "はい" or "有" or "あり" => true,
        "false" or "no" or "n" or "0" or "いいえ" or "無" or "なし" => false,
        _ => null,
    };
}
