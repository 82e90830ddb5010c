namespace CrmReadinessSync.Readiness;

/// <summary>What the raw text of a field turned out to be.</summary>
public enum ValueState
{
    /// <summary>It says something.</summary>
    Usable,

    /// <summary>Filled, but with something that says nothing (law 5).</summary>
    Placeholder,

    /// <summary>Not of the field's type; the raw text is kept.</summary>
    Unreadable,
}

/// <summary>One value of a deal, read once so that judging only compares. A blank value is no value: null.</summary>
public sealed class FieldValue
{
    /// <summary>Of unknown age.</summary>
    internal const long NoTicks = long.MinValue;

    internal FieldValue(Field field, string raw, DateTimeOffset? setAt)
    {
        Field = field;
        Raw = raw;
        SetAt = setAt;
        SetAtTicks = setAt?.UtcTicks ?? NoTicks;
    }

    /// <summary>The vocabulary's field.</summary>
    public Field Field { get; }

    /// <summary>The text as the CRM holds it, outer space removed. Deal text: never for a log.</summary>
    public string Raw { get; }

    /// <summary>When somebody other than us set it; null is "age unknown".</summary>
    public DateTimeOffset? SetAt { get; }

    /// <summary>Whether it says anything.</summary>
    public ValueState State { get; internal init; }

    /// <summary>The text folded for comparison (width, case, kana, space).</summary>
    internal string Folded { get; init; } = "";

    /// <summary>The folded choices of a <see cref="FieldType.Choices"/> field.</summary>
    internal string[] Parts { get; init; } = [];

    /// <summary>Of a <see cref="FieldType.Number"/> field.</summary>
    internal double Number { get; init; }

    /// <summary>Of a <see cref="FieldType.Date"/> field: <see cref="DateOnly.DayNumber"/>.</summary>
    internal int Day { get; init; }

    /// <summary>Of a <see cref="FieldType.Moment"/> field: UTC ticks.</summary>
    internal long Ticks { get; init; }

    /// <summary>Of a <see cref="FieldType.Boolean"/> field.</summary>
    internal bool IsTrue { get; init; }

    internal long SetAtTicks { get; }
}
