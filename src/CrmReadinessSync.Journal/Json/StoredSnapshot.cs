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
    [property: JsonPropertyName("m")] ImmutableArray<StoredMeeting> Meetings,
    [property: JsonPropertyName("y")] StoredMemory? Memory = null)
{
    public static StoredSnapshot Of(DealSnapshot deal) => new(
        deal.Name,
        deal.IsWon,
        deal.GroupKey,
        deal.Values,
        ImmutableArray.CreateRange(deal.Contacts, static c => new StoredContact(c.Id, c.Roles)),
        deal.CompanyIds,
        ImmutableArray.CreateRange(deal.Meetings, static m => new StoredMeeting(m.Id, m.Start, m.End, m.Title, m.Type, m.State, m.AllDay, m.MovedByThem ? true : null)),
        StoredMemory.Of(deal.Memory));

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
        Meetings = ImmutableArray.CreateRange(Meetings, static m => new DealMeeting(m.Id, m.Start, m.End, m.Title, m.Type, m.State, m.AllDay, m.MovedByThem ?? false)),
        Memory = Memory?.ToMemory() ?? DealMemory.None,
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
    [property: JsonPropertyName("a")] bool AllDay,
    [property: JsonPropertyName("b")] bool? MovedByThem = null);

/// <summary>Absent of deals that were read before anything was remembered.</summary>
internal sealed record StoredMemory(
    [property: JsonPropertyName("m")] ImmutableArray<StoredMove>? Moves,
    [property: JsonPropertyName("c")] int? ClosePushes,
    [property: JsonPropertyName("d")] DateTimeOffset? ClosePushedAt,
    [property: JsonPropertyName("q")] ImmutableArray<StoredQuiet>? Quiet = null,
    [property: JsonPropertyName("f")] DateTimeOffset? FirstSeenAt = null,
    [property: JsonPropertyName("v")] ImmutableSortedDictionary<string, DateTimeOffset>? ValuesSeenAt = null)
{
    public static StoredMemory? Of(DealMemory memory) => memory.Moves.IsEmpty && memory.ClosePushes == 0 && memory.Quiet.IsEmpty && memory.Sightings.DealAt is null
        ? null
        : new StoredMemory(
            memory.Moves.IsEmpty ? null : ImmutableArray.CreateRange(memory.Moves, static m => new StoredMove(m.Meeting, m.From, m.To, m.SeenAt)),
            memory.ClosePushes == 0 ? null : memory.ClosePushes,
            memory.ClosePushedAt,
            memory.Quiet.IsEmpty ? null : ImmutableArray.CreateRange(memory.Quiet, static q => new StoredQuiet(q.Meeting, q.Start)),
            memory.Sightings.DealAt,
            memory.Sightings.ValuesAt.IsEmpty ? null : memory.Sightings.ValuesAt);

    public DealMemory ToMemory() => new()
    {
        Moves = Moves is { } moves ? ImmutableArray.CreateRange(moves, static m => new MeetingMove(m.Meeting, m.From, m.To, m.SeenAt)) : [],
        ClosePushes = ClosePushes ?? 0,
        ClosePushedAt = ClosePushedAt,
        Quiet = Quiet is { } quiet ? ImmutableArray.CreateRange(quiet, static q => new QuietMeeting(q.Meeting, q.Start)) : [],
        Sightings = new Sightings { DealAt = FirstSeenAt, ValuesAt = ValuesSeenAt ?? Sightings.None.ValuesAt },
    };
}

internal sealed record StoredMove(
    [property: JsonPropertyName("i")] string Meeting,
    [property: JsonPropertyName("f")] DateTimeOffset From,
    [property: JsonPropertyName("t")] DateTimeOffset To,
    [property: JsonPropertyName("s")] DateTimeOffset SeenAt);

internal sealed record StoredQuiet(
    [property: JsonPropertyName("i")] string Meeting,
    [property: JsonPropertyName("s")] DateTimeOffset Start);
