namespace CrmReadinessSync.Sandbox;

/// <summary>What happened to one record since the start. Only touched records have one; this is all the store holds of them.</summary>
internal sealed class Touches
{
    private readonly List<Change> _changes = [];
    private readonly List<DateTimeOffset> _stamps = [];

    /// <summary>Set for a record created through the CRM.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? ArchivedAt { get; set; }

    public RecordKey? MergedInto { get; set; }

    public List<RecordKey>? MergedFrom { get; set; }

    public IReadOnlyList<Change> Changes => _changes;

    public DateTimeOffset? LastStamp => _stamps.Count > 0 ? _stamps[^1] : null;

    public void Add(Change change) => _changes.Add(change);

    public void Stamp(DateTimeOffset at) => _stamps.Add(at);

    /// <summary>The last change stamp by then; null when it was untouched then.</summary>
    public DateTimeOffset? ModifiedAt(DateTimeOffset asOf)
    {
        for (var i = _stamps.Count - 1; i >= 0; i--)
        {
            if (_stamps[i] <= asOf)
                return _stamps[i];
        }

        return null;
    }

    public bool TryLatest(string property, DateTimeOffset asOf, out string? value)
    {
        for (var i = _changes.Count - 1; i >= 0; i--)
        {
            if (_changes[i].At <= asOf && string.Equals(_changes[i].Property, property, StringComparison.Ordinal))
            {
                value = _changes[i].Value;
                return true;
            }
        }

        value = null;
        return false;
    }
}
