namespace CrmReadinessSync.Sandbox;

/// <summary>Associations. As with the vendors, they move no change stamp of either record.</summary>
internal sealed partial class CrmStore
{
    private readonly Dictionary<(RecordKey From, RecordKind To), List<Link>> _links = [];

    /// <summary>A record's associations with live records of a kind, in the order of numbers; labelled ones once a label.</summary>
    public IReadOnlyList<Link> Links(RecordKey from, RecordKind to) =>
        [.. LinksOf(from, to).Where(link => Find(link.To) is { IsLive: true }).OrderBy(link => link.To.Number)];

    /// <summary>The same, with records that are in the bin.</summary>
    public IReadOnlyList<Link> LinksWithBinned(RecordKey from, RecordKind to) => [.. LinksOf(from, to).OrderBy(link => link.To.Number)];

    /// <summary>Records of a kind whose associations with another kind were touched since the start: all that can differ from the population.</summary>
    public IEnumerable<RecordKey> LinkedAnew(RecordKind from, RecordKind to) =>
        _links.Keys.Where(key => key.From.Kind == from && key.To == to).Select(key => key.From);

    /// <summary>Associates two records under a label, or without one; an association that is there already keeps its date.</summary>
    public void Associate(RecordKey from, RecordKey to, string? label, DateTimeOffset now)
    {
        Put(from, to, label, Milliseconds(now));
        Put(to, from, label, Milliseconds(now));
        Version++;
    }

    /// <summary>Removes one label between two records, or with <paramref name="all"/> everything between them.</summary>
    public void Dissociate(RecordKey from, RecordKey to, string? label, bool all)
    {
        Hold(from, to.Kind).RemoveAll(link => link.To == to && (all || link.Label == label));
        Hold(to, from.Kind).RemoveAll(link => link.To == from && (all || link.Label == label));
        Version++;
    }

    private IReadOnlyList<Link> LinksOf(RecordKey from, RecordKind to)
    {
        if (_links.TryGetValue((from, to), out var held))
            return held;
        return from.Number < _population.Count(from.Kind) ? _population.Links(from, to) : [];
    }

    private List<Link> Hold(RecordKey from, RecordKind to)
    {
        if (!_links.TryGetValue((from, to), out var held))
            _links[(from, to)] = held = [.. LinksOf(from, to)];
        return held;
    }

    private void Put(RecordKey from, RecordKey to, string? label, DateTimeOffset at)
    {
        var held = Hold(from, to.Kind);
        if (!held.Exists(link => link.To == to && link.Label == label))
            held.Add(new Link(to, label, at));
    }
}
