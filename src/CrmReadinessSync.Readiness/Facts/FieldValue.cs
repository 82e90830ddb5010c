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

    /// <summary>Free text that stands on too many deals to have been heard on each.</summary>
    Pasted,

    /// <summary>A choice that was given to many deals in one moment.</summary>
    BulkFilled,

    /// <summary>A choice that the form made by itself.</summary>
    Default,
}

/// <summary>One value of a deal, read once so that judging only compares. A blank value is no value: null.</summary>
public sealed class FieldValue
{
    /// <summary>Of unknown age.</summary>
    internal const long NoTicks = long.MinValue;

    internal FieldValue(Field field, string raw, DateTimeOffset? setAt, DateTimeOffset? seenAt)
    {
        Field = field;
        Raw = raw;
        SetAt = setAt;
        SetAtTicks = setAt?.UtcTicks ?? NoTicks;
        SeenAt = seenAt;
    }

    /// <summary>The vocabulary's field.</summary>
    public Field Field { get; }

    /// <summary>The text as the CRM holds it, outer space removed. Deal text: never for a log.</summary>
    public string Raw { get; }

    /// <summary>When somebody other than us set it; null is "age unknown".</summary>
    public DateTimeOffset? SetAt { get; }

    /// <summary>When it was first seen to stand there: it is that old at least, and may be older. Null when nobody knows.</summary>
    public DateTimeOffset? SeenAt { get; }

    /// <summary>Whether it says anything.</summary>
    public ValueState State { get; internal init; }

    /// <summary>The text folded for comparison (width, case, kana, space).</summary>
    internal string Folded { get; init; } = "";

    /// <summary>Which characters of <see cref="Folded"/> were katakana; empty when none was.</summary>
    internal bool[] Katakana => field ??= TextFolding.Katakana(Raw);

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

    /// <summary>On how many deals the value stands alike, this one included; see <see cref="Likeness"/>. 1 when it was not counted.</summary>
    public int Copies { get; internal init; } = 1;

    /// <summary>Why the value counts for nothing, in the words of <see cref="Evidence.Why"/>.</summary>
    internal string WhyHollow => State switch
    {
        ValueState.Placeholder => "placeholder",
        ValueState.Pasted => "pasted",
        ValueState.BulkFilled => "bulk_fill",
        ValueState.Default => "default",
        _ => "unreadable",
    };

    /// <summary>What evidence tells of the count: it matters only where it made the value say nothing.</summary>
    internal int? CopiesToTell => State is ValueState.Pasted or ValueState.BulkFilled ? Copies : null;

    /// <summary>The same value once rules found that it says nothing: no answer that rules name can match it any more.</summary>
    internal FieldValue Hollow(ValueState state) => new(Field, Raw, SetAt, SeenAt) { State = state, Copies = Copies };
}
