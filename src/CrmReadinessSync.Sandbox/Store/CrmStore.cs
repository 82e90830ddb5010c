namespace CrmReadinessSync.Sandbox;

/// <summary>
/// The records of one practice CRM, neutral of vendor: a population computed on demand, and over it everything that was
/// touched. Not thread-safe; the CRM in front of it takes one request at a time.
/// </summary>
internal sealed partial class CrmStore
{
    private readonly IPopulation _population;
    private readonly Shelf[] _shelves;
    private DateTimeOffset _lastStamp;

    public CrmStore(IPopulation population, DateTimeOffset start)
    {
        _population = population;
        _lastStamp = Milliseconds(start);
        _shelves = [.. Enum.GetValues<RecordKind>().Select(kind => new Shelf { Next = population.Count(kind) })];
        Start = _lastStamp;
    }

    /// <summary>The instant at which the population stood as drawn.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>Counts every change; equal versions mean an equal store.</summary>
    public long Version { get; private set; }

    /// <summary>How many records are held because somebody touched them.</summary>
    public int Held => _shelves.Sum(shelf => shelf.Touched.Count);

    /// <summary>Records of a kind that ever were, archived ones included; numbers run from 0 to this, less one.</summary>
    public long Count(RecordKind kind) => _shelves[(int)kind].Next;

    /// <summary>How many of them were there from the start; later numbers were created through the CRM.</summary>
    public long Drawn(RecordKind kind) => _population.Count(kind);

    /// <summary>A record as it stands, archived or not; null when the number was never given.</summary>
    public CrmRecord? Find(RecordKey key) => FindAsOf(key, DateTimeOffset.MaxValue);

    /// <summary>A record as it stood at an instant not before the start.</summary>
    public CrmRecord? FindAsOf(RecordKey key, DateTimeOffset asOf)
    {
        var shelf = _shelves[(int)key.Kind];
        if (key.Number < 0 || key.Number >= shelf.Next)
            return null;
        var touches = shelf.Touched.GetValueOrDefault(key.Number);
        return new CrmRecord(key, touches?.CreatedAt is null ? _population : null, touches, asOf);
    }

    /// <summary>Records from a number on, in the order of numbers, live or archived as asked; nothing is held.</summary>
    public IEnumerable<CrmRecord> List(RecordKind kind, long from, bool archived)
    {
        var shelf = _shelves[(int)kind];
        if (archived)
        {
            foreach (var number in shelf.Archived.Where(number => number >= from).Order().ToList())
                yield return Find(new RecordKey(kind, number))!;
            yield break;
        }

        for (var number = Math.Max(0, from); number < shelf.Next; number++)
        {
            var record = Find(new RecordKey(kind, number))!;
            if (record.IsLive)
                yield return record;
        }
    }

    private static DateTimeOffset Milliseconds(DateTimeOffset instant) =>
        DateTimeOffset.FromUnixTimeMilliseconds(instant.ToUnixTimeMilliseconds());

    /// <summary>What the store holds of one kind.</summary>
    private sealed class Shelf
    {
        public required long Next { get; set; }

        public Dictionary<long, Touches> Touched { get; } = [];

        /// <summary>Touched members of the population, for counting the untouched ones in a range.</summary>
        public NumberSet TouchedDrawn { get; } = new();

        public SortedSet<long> Archived { get; } = [];

        /// <summary>Every change stamp with its record, ascending; an older entry of a record is stale.</summary>
        public List<(DateTimeOffset At, long Number)> Log { get; } = [];
    }
}
