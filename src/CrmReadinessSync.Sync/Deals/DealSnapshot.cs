using System.Collections.Immutable;

namespace CrmReadinessSync.Sync;

/// <summary>
/// A deal (案件) as its CRM showed it, in the CRM's own raw values, keyed by the words of our vocabulary.
/// It is what the journal keeps, so that a change of rules is judged without asking the CRM again.
/// </summary>
public sealed record DealSnapshot
{
    /// <summary>Where our own fields were not kept.</summary>
    public static ImmutableSortedDictionary<string, string?> NothingShown { get; } = ImmutableSortedDictionary.Create<string, string?>(StringComparer.Ordinal);

    /// <summary>The CRM's id of the deal: HubSpot <c>hs_object_id</c>, Salesforce 18-character <c>Id</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The deal's name; deal text, so it never reaches a log.</summary>
    public string? Name { get; init; }

    /// <summary>The CRM's own change stamp: HubSpot <c>hs_lastmodifieddate</c>, Salesforce <c>SystemModstamp</c>.</summary>
    public required DateTimeOffset ModifiedAt { get; init; }

    /// <summary>Whether the deal is closed, won or lost. Closed deals are not judged.</summary>
    public bool IsClosed { get; init; }

    /// <summary>Whether a closed deal was won; null while open.</summary>
    public bool? IsWon { get; init; }

    /// <summary>Deals with equal keys are written together (Salesforce: the account, to avoid lock fights). Null when it does not matter.</summary>
    public string? GroupKey { get; init; }

    /// <summary>
    /// Raw values by vocabulary field name (<c>budget</c>, <c>company.size</c>, …), for every mapped field the CRM has.
    /// A blank value is present with a null <see cref="ObservedValue.Value"/>. Dates are ISO 8601, several choices are joined by <c>;</c>.
    /// Values derived from <see cref="Contacts"/> and <see cref="Meetings"/> are not repeated here.
    /// </summary>
    public ImmutableSortedDictionary<string, ObservedValue> Values { get; init; } = ImmutableSortedDictionary<string, ObservedValue>.Empty;

    /// <summary>The people attached to the deal, ordered by id.</summary>
    public ImmutableArray<DealContact> Contacts { get; init; } = [];

    /// <summary>The companies attached to the deal, by id; the first is the primary one.</summary>
    public ImmutableArray<string> CompanyIds { get; init; } = [];

    /// <summary>The meetings of the deal that the CRM knows, ordered by start then id; cancelled ones included and marked.</summary>
    public ImmutableArray<DealMeeting> Meetings { get; init; } = [];

    /// <summary>What was seen of it earlier; the read stroke carries it on.</summary>
    public DealMemory Memory { get; init; } = DealMemory.None;

    /// <summary>What our own fields show in the CRM now, by CRM property name. Blank is null.</summary>
    public ImmutableSortedDictionary<string, string?> Shown { get; init; } = ImmutableSortedDictionary<string, string?>.Empty;
}

/// <summary>A raw value and when it was set, as far as the CRM dates it.</summary>
/// <param name="Value">The raw value; null when blank.</param>
/// <param name="SetAt">When the present value was set by somebody other than us; null is "age unknown", never "today".</param>
public readonly record struct ObservedValue(string? Value, DateTimeOffset? SetAt = null);

/// <summary>A person attached to the deal.</summary>
/// <param name="Id">The contact's id.</param>
/// <param name="Roles">Roles on this deal, as the CRM spells them (buying roles, association labels, contact roles), sorted.</param>
public sealed record DealContact(string Id, ImmutableArray<string> Roles)
{
    /// <summary>Compares roles by value.</summary>
    public bool Equals(DealContact? other) => other is not null && Id == other.Id && Roles.SequenceEqual(other.Roles, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Roles.Length);
}

/// <summary>What became of a meeting, in one vocabulary for both CRMs.</summary>
public enum MeetingState
{
    /// <summary>Booked, or no outcome recorded. A rescheduled meeting with a future start is booked.</summary>
    Booked,

    /// <summary>Held, as recorded by the rep.</summary>
    Held,

    /// <summary>Cancelled.</summary>
    Cancelled,

    /// <summary>The counterpart did not come.</summary>
    NoShow,
}

/// <summary>A sales meeting (商談) of the deal.</summary>
/// <param name="Id">The CRM's id of the meeting or event.</param>
/// <param name="Start">Its start. An all-day event starts at midnight of the CRM's time zone.</param>
/// <param name="End">Its end, when known.</param>
/// <param name="Title">Its title; deal text.</param>
/// <param name="Type">The CRM's meeting type, when set.</param>
/// <param name="State">What became of it.</param>
/// <param name="AllDay">Whether it has a day but no time.</param>
/// <param name="MovedByThem">Whether the CRM says that the counterpart moved it. Few CRMs tell, and nobody is suspected.</param>
public sealed record DealMeeting(
    string Id,
    DateTimeOffset Start,
    DateTimeOffset? End,
    string? Title,
    string? Type,
    MeetingState State,
    bool AllDay = false,
    bool MovedByThem = false);
