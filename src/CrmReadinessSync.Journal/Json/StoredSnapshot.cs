using System.Collections.Immutable;
using System.Text.Json.Serialization;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Journal;

/// <summary>The part of a snapshot that is kept as one body; id, change stamp, closed and what is shown have columns of their own.</summary>
internal sealed record StoredSnapshot(
    [property: JsonPropertyName("n")] string? Name,
    [property: JsonPropertyName("w")] bool? IsWon,
    [property: JsonPropertyName("g")] string? GroupKey,
    [property: JsonPropertyName("v")] ImmutableSortedDictionary<string, ObservedValue> Values,
    [property: JsonPropertyName("p")] ImmutableArray<StoredContact> Contacts,
    [property: JsonPropertyName("o")] ImmutableArray<string> Companies,
    [property: JsonPropertyName("m")] ImmutableArray<StoredMeeting> Meetings)
{
    public static StoredSnapshot Of(DealSnapshot deal) => new(
        deal.Name,
        deal.IsWon,
        deal.GroupKey,
        deal.Values,
        ImmutableArray.CreateRange(deal.Contacts, static c => new StoredContact(c.Id, c.Roles)),
        deal.CompanyIds,
        ImmutableArray.CreateRange(deal.Meetings, static m => new StoredMeeting(m.Id, m.Start, m.End, m.Title, m.Type, m.State, m.AllDay)));

    public DealSnapshot ToSnapshot(string id, DateTimeOffset modifiedAt, bool isClosed, ImmutableSortedDictionary<string, string?> shown) => new()
    {
        Id = id,
        Name = Name,
        ModifiedAt = modifiedAt,
        IsClosed = isClosed,
        IsWon = IsWon,
        GroupKey = GroupKey,
        Values = Values,
        Contacts = ImmutableArray.CreateRange(Contacts, static c => new DealContact(c.Id, c.Roles)),
        CompanyIds = Companies,
        Meetings = ImmutableArray.CreateRange(Meetings, static m => new DealMeeting(m.Id, m.Start, m.End, m.Title, m.Type, m.State, m.AllDay)),
        Shown = shown,
    };
}

internal sealed record StoredContact(
    [property: JsonPropertyName("i")] string Id,
    [property: JsonPropertyName("r")] ImmutableArray<string> Roles);

internal sealed record StoredMeeting(
    [property: JsonPropertyName("i")] string Id,
    [property: JsonPropertyName("s")] DateTimeOffset Start,
    [property: JsonPropertyName("e")] DateTimeOffset? End,
    [property: JsonPropertyName("t")] string? Title,
    [property: JsonPropertyName("k")] string? Type,
    [property: JsonPropertyName("o")] MeetingState State,
    [property: JsonPropertyName("a")] bool AllDay);
