namespace CrmReadinessSync.HubSpot;

/// <summary>When a present value was set, from HubSpot's history of the property, newest entry first.</summary>
internal static class PropertyHistory
{
    /// <summary>Property → the newest entry that set the value it has in <paramref name="current"/>; absent when no entry tells.</summary>
    /// <remarks>
    /// Entries of our own never count, since the answers are never targets: the service writes none of the properties asked for here.
    /// </remarks>
    public static IReadOnlyDictionary<string, DateTimeOffset> SetAt(Dictionary<string, IReadOnlyList<HistoryEntry>>? history, PropertyBag current)
    {
        var setAt = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var (property, entries) in history ?? [])
        {
            if (current.Text(property) is not { } value)
            {
                continue;
            }

            foreach (var entry in entries)
            {
                if (entry.Value == value && RawValues.ReadMoment(entry.Timestamp) is { } moment && (!setAt.TryGetValue(property, out var known) || moment > known))
                {
                    setAt[property] = moment;
                }
            }
        }

        return setAt;
    }
}
