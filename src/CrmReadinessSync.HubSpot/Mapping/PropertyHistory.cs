namespace CrmReadinessSync.HubSpot;

/// <summary>What HubSpot's history of properties tells of a deal.</summary>
/// <param name="SetAt">Property → when its present value was set.</param>
/// <param name="Pushes">How often the close date was moved later by a day or more; null when nothing tells.</param>
/// <param name="PushedAt">When it last was.</param>
internal sealed record DealHistory(IReadOnlyDictionary<string, DateTimeOffset> SetAt, int? Pushes, DateTimeOffset? PushedAt);

/// <summary>Reads HubSpot's history of properties, newest entry first.</summary>
internal static class PropertyHistory
{
    /// <summary>Of one deal.</summary>
    public static DealHistory Of(Dictionary<string, IReadOnlyList<HistoryEntry>>? history, PropertyBag current, string? closeDate)
    {
        var setAt = SetAt(history, current);
        if (closeDate is null || history?.GetValueOrDefault(closeDate) is not { } entries)
        {
            return new DealHistory(setAt, null, null);
        }

        // Some histories come newest first, and the tale is told from the oldest.
        var told = entries.Select(entry => (Close: RawValues.ReadMoment(entry.Value), At: RawValues.ReadMoment(entry.Timestamp))).Where(entry => entry.At is not null).OrderBy(entry => entry.At);
        var pushes = 0;
        DateTimeOffset? pushedAt = null;
        DateTimeOffset? before = null;
        foreach (var (close, at) in told)
        {
            if (close - before >= TimeSpan.FromDays(1))
            {
                pushes++;
                pushedAt = at;
            }

            before = close ?? before;
        }

        return new DealHistory(setAt, pushes, pushedAt);
    }

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
