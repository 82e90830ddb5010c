using System.Collections.Immutable;

namespace CrmReadinessSync.Sync;

/// <summary>Compares what a deal shows now with what the journal holds, by content.</summary>
public static class SnapshotComparison
{
    /// <summary>
    /// Whether nothing but the change stamp differs. Values count with their age; our own fields count as the CRM would keep them
    /// (<see cref="ShownValues.Normalize"/>), so that our own echo is no change (law 7).
    /// </summary>
    public static bool EqualsButForStamp(this DealSnapshot one, DealSnapshot other) =>
        one.Id == other.Id
        && one.Name == other.Name
        && one.IsClosed == other.IsClosed
        && one.IsWon == other.IsWon
        && one.GroupKey == other.GroupKey
        && SameValues(one.Values, other.Values)
        && one.Contacts.SequenceEqual(other.Contacts)
        && one.CompanyIds.SequenceEqual(other.CompanyIds, StringComparer.Ordinal)
        && one.Meetings.SequenceEqual(other.Meetings)
        && SameShown(one.Shown, other.Shown);

    private static bool SameValues(ImmutableSortedDictionary<string, ObservedValue> one, ImmutableSortedDictionary<string, ObservedValue> other) =>
        one.Count == other.Count && one.All(pair => other.TryGetValue(pair.Key, out var value) && value == pair.Value);

    /// <summary>A property that one side does not name is blank there.</summary>
    private static bool SameShown(ImmutableSortedDictionary<string, string?> one, ImmutableSortedDictionary<string, string?> other) =>
        one.Keys.Union(other.Keys, StringComparer.Ordinal)
            .All(key => ShownValues.Normalize(one.GetValueOrDefault(key)) == ShownValues.Normalize(other.GetValueOrDefault(key)));
}
