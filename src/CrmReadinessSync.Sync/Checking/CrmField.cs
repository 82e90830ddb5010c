using System.Collections.Immutable;

namespace CrmReadinessSync.Sync;

/// <summary>One field of a CRM as it is defined there.</summary>
/// <param name="Object">The object it belongs to, in the CRM's spelling: <c>deals</c>, <c>Opportunity</c>.</param>
/// <param name="Name">Its API name.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="TypeWord">The CRM's own word for that: <c>enumeration/select</c>, <c>picklist</c>.</param>
public sealed record CrmField(string Object, string Name, CrmFieldKind Kind, string TypeWord)
{
    /// <summary>The choices it offers, hidden and inactive ones too; null when it offers none, or everybody's (owners).</summary>
    public ImmutableArray<CrmOption>? Options { get; init; }

    /// <summary>Whether only its choices can be stored.</summary>
    public bool IsClosed { get; init; }

    /// <summary>The most characters it takes; null when a rep's text never reaches the limit.</summary>
    public int? MaxLength { get; init; }

    /// <summary>Whether we may write it.</summary>
    public bool IsWritable { get; init; } = true;

    /// <summary>Why it is not writable, when that is its nature: calculated, the vendor's own.</summary>
    public string? ReadOnlyBecause { get; init; }

    /// <summary>Whether the CRM or the rep owns it, so that it is no target.</summary>
    public bool IsStock { get; init; }

    /// <summary>Whether the CRM remembers when its values were set; null when it does not say.</summary>
    public bool? HasHistory { get; init; }

    /// <summary>Where it stands, as shown to people.</summary>
    public string Place => $"{Object}.{Name}";
}

/// <summary>One choice of a field.</summary>
/// <param name="Value">The value stored.</param>
/// <param name="Label">What people read.</param>
/// <param name="IsActive">Whether it can be chosen.</param>
public sealed record CrmOption(string Value, string Label, bool IsActive = true);

/// <summary>What a field holds, whatever the CRM calls it.</summary>
public enum CrmFieldKind
{
    /// <summary>A line of text.</summary>
    Text,

    /// <summary>A text of many lines.</summary>
    LongText,

    /// <summary>One of a list.</summary>
    Choice,

    /// <summary>Several of a list.</summary>
    Choices,

    /// <summary>A number, amount or share.</summary>
    Number,

    /// <summary>A day.</summary>
    Date,

    /// <summary>An instant.</summary>
    Moment,

    /// <summary>Yes or no.</summary>
    YesNo,

    /// <summary>Anything else: a reference, an address.</summary>
    Other,
}
