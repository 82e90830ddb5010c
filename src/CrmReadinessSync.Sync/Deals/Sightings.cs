using System.Collections.Immutable;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Sync;

/// <summary>
/// When values that nothing dates were first seen to stand on a deal: those that the deal had when it was first read count from then, those that
/// came or changed later from the read that brought them. A sighting says how old a value is at least, never that it is fresh.
/// </summary>
public sealed record Sightings
{
    /// <summary>Of a deal that nobody has seen.</summary>
    public static Sightings None { get; } = new();

    /// <summary>When the deal was first read; null for a deal that was not read into a journal.</summary>
    public DateTimeOffset? DealAt { get; init; }

    /// <summary>By word: when its present value was first seen, of those that came after the deal.</summary>
    public ImmutableSortedDictionary<string, DateTimeOffset> ValuesAt { get; init; } = ImmutableSortedDictionary.Create<string, DateTimeOffset>(StringComparer.Ordinal);

    /// <summary>When the word's present value was first seen; null when nobody knows.</summary>
    public DateTimeOffset? Of(string word) => ValuesAt.TryGetValue(word, out var at) ? at : DealAt;

    /// <summary>Of a deal that is read for the first time.</summary>
    internal static Sightings First(DateTimeOffset seenAt) => None with { DealAt = seenAt };

    /// <summary>What was first seen when, now that a deal is seen again.</summary>
    /// <param name="before">As it was known.</param>
    /// <param name="now">As the CRM shows it.</param>
    /// <param name="seenAt">When.</param>
    internal static Sightings Carry(DealSnapshot before, DealSnapshot now, DateTimeOffset seenAt)
    {
        var known = before.Memory.Sightings;
        if (known.DealAt is null)
        {
            return First(seenAt);
        }

        var valuesAt = known.ValuesAt.ToBuilder();
        foreach (var (word, value) in now.Values)
        {
            if (!NeedsSighting(word, value))
            {
                valuesAt.Remove(word);
            }
            else if (before.Values.GetValueOrDefault(word).Value != value.Value)
            {
                valuesAt[word] = seenAt;
            }
        }

        valuesAt.RemoveRange(known.ValuesAt.Keys.Where(word => before.Values.ContainsKey(word) && !now.Values.ContainsKey(word)));
        if (before.Contacts.Length != now.Contacts.Length)
        {
            valuesAt["contact.count"] = seenAt;
        }

        if (!RolesOf(before).SequenceEqual(RolesOf(now), StringComparer.Ordinal))
        {
            valuesAt["contact.roles"] = seenAt;
        }

        var carried = valuesAt.ToImmutable();
        return ReferenceEquals(carried, known.ValuesAt) ? known : known with { ValuesAt = carried };
    }

    /// <summary>A moment or a day dates itself, and a blank is not there to be seen.</summary>
    private static bool NeedsSighting(string word, ObservedValue value) =>
        value is { Value: not null, SetAt: null } && Vocabulary.TryFind(word, out var field) && field.Type is not (FieldType.Moment or FieldType.Date);

    private static IEnumerable<string> RolesOf(DealSnapshot deal) => deal.Contacts.SelectMany(contact => contact.Roles).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
}
