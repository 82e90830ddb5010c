namespace CrmReadinessSync.Sandbox;

/// <summary>
/// A record as it stands at one instant: what the population drew, and over it what has been edited since. It is drawn
/// only when a property is asked for that cannot be told at a glance.
/// </summary>
internal sealed class CrmRecord
{
    private readonly IPopulation? _population;
    private readonly Touches? _touches;
    private readonly DateTimeOffset _asOf;
    private Dictionary<string, List<Change>>? _history;

    /// <summary>A view of one record.</summary>
    /// <param name="key">Its place.</param>
    /// <param name="population">Where it comes from; null when it was created through the CRM.</param>
    /// <param name="touches">What happened to it since; null when nothing did.</param>
    /// <param name="asOf">Later changes are not seen: a search index looks at the past.</param>
    public CrmRecord(RecordKey key, IPopulation? population, Touches? touches, DateTimeOffset asOf)
    {
        Key = key;
        _population = population;
        _touches = touches;
        _asOf = asOf;
    }

    public RecordKey Key { get; }

    public DateTimeOffset CreatedAt => _touches?.CreatedAt ?? _population!.CreatedAt(Key);

    public DateTimeOffset ModifiedAt =>
        _touches?.ModifiedAt(_asOf) ?? (_population is null ? CreatedAt : _population.ModifiedAt(Key));

    /// <summary>When it went to the bin; null when it is live.</summary>
    public DateTimeOffset? ArchivedAt => _touches?.ArchivedAt is { } at && at <= _asOf ? at : null;

    /// <summary>The record that swallowed this one in a merge.</summary>
    public RecordKey? MergedInto => _touches?.MergedInto;

    /// <summary>The records this one swallowed.</summary>
    public IReadOnlyList<RecordKey> MergedFrom => _touches?.MergedFrom ?? [];

    /// <summary>Neither archived nor yet to be created; what was drawn was there from the start.</summary>
    public bool IsLive => ArchivedAt is null && (_touches?.CreatedAt is not { } created || created <= _asOf);

    /// <summary>The current value; null when blank or never set.</summary>
    public string? this[string property]
    {
        get
        {
            if (_touches is not null && _touches.TryLatest(property, _asOf, out var value))
                return value;
            if (_history is null && _population is not null && _population.TryGlance(Key, property, out value))
                return value;
            return Drawn().TryGetValue(property, out var changes) ? changes[^1].Value : null;
        }
    }

    /// <summary>Whether a property was ever set; a cleared one shows as empty rather than as never set.</summary>
    public bool WasEverSet(string property) => Drawn().ContainsKey(property);

    /// <summary>Names of all properties ever set.</summary>
    public IReadOnlyCollection<string> Properties => Drawn().Keys;

    /// <summary>A property's values, oldest first.</summary>
    public IReadOnlyList<Change> History(string property) => Drawn().TryGetValue(property, out var changes) ? changes : [];

    private Dictionary<string, List<Change>> Drawn()
    {
        if (_history is not null)
            return _history;
        var history = new Dictionary<string, List<Change>>(StringComparer.Ordinal);
        if (_population is not null)
        {
            foreach (var change in _population.Draw(Key))
                Add(history, change);
        }

        if (_touches is not null)
        {
            foreach (var change in _touches.Changes)
            {
                if (change.At <= _asOf)
                    Add(history, change);
            }
        }

        return _history = history;
    }

    private static void Add(Dictionary<string, List<Change>> history, Change change)
    {
        if (!history.TryGetValue(change.Property, out var changes))
            history[change.Property] = changes = [];
        changes.Add(change);
    }
}
