namespace CrmReadinessSync.Sandbox;

/// <summary>Creating, editing, archiving, merging: each leaves a change stamp, strictly later than the record's last.</summary>
internal sealed partial class CrmStore
{
    /// <summary>Creates a record with the values that are not null.</summary>
    public CrmRecord Create(RecordKind kind, IEnumerable<KeyValuePair<string, string?>> values, EditSource source, DateTimeOffset now)
    {
        var shelf = _shelves[(int)kind];
        var key = new RecordKey(kind, shelf.Next++);
        var at = NextStamp(null, now);
        var touches = new Touches { CreatedAt = at };
        shelf.Touched.Add(key.Number, touches);
        foreach (var (property, value) in values)
        {
            if (value is not null)
                touches.Add(new Change(property, value, at, source));
        }

        Stamp(shelf, key.Number, touches, at);
        return Find(key)!;
    }

    /// <summary>
    /// Sets values; null clears. The stamp moves even when nothing differs, as with the vendors; history grows only by what differs.
    /// </summary>
    public CrmRecord Edit(RecordKey key, IEnumerable<KeyValuePair<string, string?>> values, EditSource source, DateTimeOffset now)
    {
        var before = Find(key) ?? throw new ArgumentException("No such record.", nameof(key));
        var touches = Touch(key);
        var at = NextStamp(before.ModifiedAt, now);
        foreach (var (property, value) in values)
        {
            if (!string.Equals(before[property], value, StringComparison.Ordinal))
                touches.Add(new Change(property, value, at, source));
        }

        Stamp(_shelves[(int)key.Kind], key.Number, touches, at);
        return Find(key)!;
    }

    /// <summary>Puts a record into the bin; archiving twice is the same as once.</summary>
    public void Archive(RecordKey key, DateTimeOffset now)
    {
        var record = Find(key) ?? throw new ArgumentException("No such record.", nameof(key));
        if (record.ArchivedAt is not null)
            return;
        var touches = Touch(key);
        var at = NextStamp(record.ModifiedAt, now);
        touches.ArchivedAt = at;
        _shelves[(int)key.Kind].Archived.Add(key.Number);
        Stamp(_shelves[(int)key.Kind], key.Number, touches, at);
    }

    /// <summary>Takes a record out of the bin.</summary>
    public void Restore(RecordKey key, DateTimeOffset now)
    {
        var record = Find(key) ?? throw new ArgumentException("No such record.", nameof(key));
        if (record.ArchivedAt is null)
            return;
        var touches = Touch(key);
        touches.ArchivedAt = null;
        _shelves[(int)key.Kind].Archived.Remove(key.Number);
        Stamp(_shelves[(int)key.Kind], key.Number, touches, NextStamp(record.ModifiedAt, now));
    }

    /// <summary>Merges one record into another of its kind: the winner keeps its values, fills its blanks and takes the loser's associations.</summary>
    public CrmRecord Merge(RecordKey winner, RecordKey loser, EditSource source, DateTimeOffset now)
    {
        var lost = Find(loser) ?? throw new ArgumentException("No such record.", nameof(loser));
        var kept = Find(winner) ?? throw new ArgumentException("No such record.", nameof(winner));
        var filled = lost.Properties.Where(property => kept[property] is null && lost[property] is not null)
            .Select(property => KeyValuePair.Create(property, lost[property])).ToList();
        foreach (var to in Enum.GetValues<RecordKind>())
        {
            foreach (var link in Links(loser, to))
                Associate(winner, link.To, link.Label, now);
        }

        var touches = Touch(winner);
        (touches.MergedFrom ??= []).Add(loser);
        Archive(loser, now);
        Touch(loser).MergedInto = winner;
        return Edit(winner, filled, source, now);
    }

    private Touches Touch(RecordKey key)
    {
        var shelf = _shelves[(int)key.Kind];
        if (!shelf.Touched.TryGetValue(key.Number, out var touches))
        {
            shelf.Touched.Add(key.Number, touches = new Touches());
            shelf.TouchedDrawn.Add(key.Number);
        }

        return touches;
    }

    private void Stamp(Shelf shelf, long number, Touches touches, DateTimeOffset at)
    {
        touches.Stamp(at);
        shelf.Log.Add((at, number));
        Version++;
    }

    /// <summary>Stamps of the store never go back, whatever the clock does: the log stays sorted.</summary>
    private DateTimeOffset NextStamp(DateTimeOffset? previous, DateTimeOffset now)
    {
        var at = Milliseconds(now);
        if (at < _lastStamp)
            at = _lastStamp;
        if (previous is { } last && at <= last)
            at = last.AddMilliseconds(1);
        return _lastStamp = at;
    }
}
