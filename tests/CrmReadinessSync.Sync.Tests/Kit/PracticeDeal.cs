using System.Collections.Immutable;

namespace CrmReadinessSync.Sync.Tests;

/// <summary>A deal as the practice CRM keeps it: every property, ours and everybody else's.</summary>
internal sealed class PracticeDeal
{
    public required string Id { get; init; }

    public required string Name { get; set; }

    public bool IsClosed { get; set; }

    /// <summary>How it ends once it is closed.</summary>
    public bool EndsWon { get; set; } = true;

    public DateTimeOffset ModifiedAt { get; set; }

    /// <summary>The latest change of its meetings and contacts, which does not touch <see cref="ModifiedAt"/>.</summary>
    public DateTimeOffset LinkedAt { get; set; }

    /// <summary>Until then the search index still shows what was before.</summary>
    public DateTimeOffset IndexedAt { get; set; }

    /// <summary>How often people blanked our flag.</summary>
    public int TimesBlanked { get; set; }

    public Dictionary<string, ObservedValue> Properties { get; } = new(StringComparer.Ordinal);

    public List<DealMeeting> Meetings { get; } = [];

    public List<DealContact> Contacts { get; } = [];

    public DealSnapshot Show(CrmConnection connection) => new()
    {
        Id = Id,
        Name = Name,
        ModifiedAt = ModifiedAt,
        IsClosed = IsClosed,
        IsWon = IsClosed ? EndsWon : null,
        Values = connection.Fields.ToImmutableSortedDictionary(field => field.Key, field => Properties.GetValueOrDefault(field.Value.From), StringComparer.Ordinal),
        Contacts = [.. Contacts.OrderBy(contact => contact.Id, StringComparer.Ordinal)],
        Meetings = [.. Meetings.OrderBy(meeting => meeting.Start).ThenBy(meeting => meeting.Id, StringComparer.Ordinal)],
        Shown = connection.WriteTo.Properties.ToImmutableSortedDictionary(property => property, property => Properties.GetValueOrDefault(property).Value, StringComparer.Ordinal),
    };
}
