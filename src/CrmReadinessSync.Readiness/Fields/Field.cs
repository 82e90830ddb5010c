namespace CrmReadinessSync.Readiness;

/// <summary>How a field's raw text is read.</summary>
public enum FieldType
{
    /// <summary>One of a list of values; compared after translation by the settings' <c>Values</c>, ignoring width, case and kana.</summary>
    Choice,

    /// <summary>Several of a list, separated by <c>;</c> in the raw text.</summary>
    Choices,

    /// <summary>Free text; placeholders count as unknown (law 5).</summary>
    Text,

    /// <summary>A decimal number, invariant culture.</summary>
    Number,

    /// <summary>A calendar day, <c>yyyy-MM-dd</c>.</summary>
    Date,

    /// <summary>An instant, ISO 8601 with offset.</summary>
    Moment,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,
}

/// <summary>What a field can prove. A <see cref="Contact"/> field in a <c>Met</c> route is a settings fault (law 2).</summary>
public enum FieldKind
{
    /// <summary>What the counterpart said, as the rep recorded it.</summary>
    Answer,

    /// <summary>What is so about the deal or the company, whoever says it.</summary>
    Attribute,

    /// <summary>That somebody was in touch: an enquiry, a download, a booking, an introduction. Never intent.</summary>
    Contact,

    /// <summary>A time that the calendar moves by itself.</summary>
    Clock,
}

/// <summary>One word of the closed vocabulary that rules may speak of.</summary>
/// <param name="Name">The name in settings, such as <c>budget</c> or <c>meeting.start</c>.</param>
/// <param name="Type">How its raw text is read.</param>
/// <param name="Kind">What it can prove.</param>
/// <param name="Slot">Its place in a deal's facts, 0-based and dense.</param>
/// <param name="Description">One English sentence for the schema and for error messages.</param>
public sealed record Field(string Name, FieldType Type, FieldKind Kind, int Slot, string Description);
