namespace CrmReadinessSync.Salesforce;

/// <summary>A part of a walk through rows in the order of stamp and id.</summary>
/// <param name="From">The instant it begins at; null for the beginning of all.</param>
/// <param name="Before">The instant it ends before; null for no end.</param>
/// <param name="After">The row last seen in it, after which it goes on.</param>
internal readonly record struct Part(DateTimeOffset? From, DateTimeOffset? Before, (DateTimeOffset Stamp, string Id)? After = null)
{
    /// <summary>No row is older than the vendor.</summary>
    private static readonly DateTimeOffset Earliest = new(1999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Stamps tell seconds: less cannot be told apart.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(2);

    private DateTimeOffset Start => After?.Stamp ?? From ?? Earliest;

    /// <summary>The query for what is left of this part.</summary>
    public SoqlQuery Of(SoqlQuery query)
    {
        query = (After, From) switch
        {
            ({ } row, _) => query.WhereAfter(Names.Stamp, row.Stamp, Names.Id, row.Id),
            (_, { } from) => query.WhereFrom(Names.Stamp, from),
            _ => query,
        };
        query = Before is { } end ? query.WhereBefore(Names.Stamp, end) : query;
        return query.OrderBy(Names.Stamp, Names.Id);
    }

    /// <summary>The first half of what is left; null when that is too short to halve.</summary>
    public Part? Half(DateTimeOffset now)
    {
        var left = (Before ?? now) - Start;
        return left < Shortest ? null : this with { From = Start, Before = Start + (left / 2) };
    }

    /// <summary>The part after this one, no further than the whole goes: as long, or twice as long where nothing was found, for rows are what takes time.</summary>
    public Part Next(Part whole, DateTimeOffset now)
    {
        var (start, length) = (Before!.Value, Before.Value - From!.Value);
        var end = start + (After is null ? 2 * length : length);
        return new Part(start, end < (whole.Before ?? now) ? end : whole.Before);
    }
}
