namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>
/// Walks the store's records of one kind in the order of ids or of stamps. Untouched records lie in both orders at once; the
/// touched ones, all stamped later, are sorted once for each state of the store.
/// </summary>
internal sealed class StoreWalk(CrmStore store, RecordKind kind)
{
    private const int Chunk = 2_048;
    private (long Version, (long Second, long Number)[] Rows)? _touched;

    /// <summary>Records in the order asked, those in the bin only if wanted.</summary>
    /// <param name="hint">Stretches of stamps and the order.</param>
    /// <param name="first">Numbers before it are left out.</param>
    public IEnumerable<CrmRecord> Walk(ScanHint hint, long first) => hint.Order == ScanOrder.Stamp ? ByStamp(hint, first) : ByNumber(hint, first);

    private IEnumerable<CrmRecord> ByNumber(ScanHint hint, long first)
    {
        var live = Live(From(hint), To(hint), first);
        if (!hint.IncludeDeleted)
            return live;
        return Merged(live, store.List(kind, first, archived: true));
    }

    private IEnumerable<CrmRecord> ByStamp(ScanHint hint, long first)
    {
        var untouchedTo = store.Start.AddMilliseconds(-1);
        var to = To(hint);
        if (From(hint) < store.Start)
        {
            foreach (var record in Live(From(hint), to < untouchedTo ? to : untouchedTo, first))
                yield return record;
        }

        var touched = Touched();
        var fromSecond = hint.StampFrom?.ToUnixTimeSeconds() ?? long.MinValue;
        var toSecond = hint.StampTo?.ToUnixTimeSeconds() ?? long.MaxValue;
        var start = Array.BinarySearch(touched, (fromSecond, long.MinValue));
        for (var i = start < 0 ? ~start : start; i < touched.Length && touched[i].Second <= toSecond; i++)
        {
            if (touched[i].Number < first || store.Find(new RecordKey(kind, touched[i].Number)) is not { } record)
                continue;
            if (record.ArchivedAt is null || hint.IncludeDeleted)
                yield return record;
        }
    }

    private IEnumerable<CrmRecord> Live(DateTimeOffset from, DateTimeOffset to, long first)
    {
        while (true)
        {
            var page = store.Query(new RecordQuery(kind) { ModifiedFrom = from, ModifiedTo = to, FirstNumber = first, Order = RecordOrder.Number, Take = Chunk });
            foreach (var key in page.Keys)
            {
                // The store may have moved on between two rows of a slow reader.
                if (store.Find(key) is { ArchivedAt: null } record)
                    yield return record;
            }

            if (page.Keys.Count < Chunk)
                yield break;
            first = page.Keys[^1].Number + 1;
        }
    }

    private (long Second, long Number)[] Touched()
    {
        if (_touched is { } kept && kept.Version == store.Version)
            return kept.Rows;
        var live = store.Query(new RecordQuery(kind) { ModifiedFrom = store.Start, Take = int.MaxValue }).Keys.Select(key => store.Find(key)!);
        (long Second, long Number)[] rows = [.. live.Concat(store.List(kind, 0, archived: true)).Select(static r => (r.ModifiedAt.ToUnixTimeSeconds(), r.Key.Number))];
        Array.Sort(rows);
        _touched = (store.Version, rows);
        return rows;
    }

    // The org's stamps are whole seconds, the store's are not.
    private static DateTimeOffset From(ScanHint hint) => hint.StampFrom is { } from ? StoreText.Second(from) : DateTimeOffset.MinValue;

    private static DateTimeOffset To(ScanHint hint) => hint.StampTo is { } to ? StoreText.Second(to).AddMilliseconds(999) : DateTimeOffset.MaxValue;

    private static IEnumerable<CrmRecord> Merged(IEnumerable<CrmRecord> live, IEnumerable<CrmRecord> binned)
    {
        using var later = binned.GetEnumerator();
        var more = later.MoveNext();
        foreach (var record in live)
        {
            for (; more && later.Current.Key.Number < record.Key.Number; more = later.MoveNext())
                yield return later.Current;
            yield return record;
        }

        for (; more; more = later.MoveNext())
            yield return later.Current;
    }
}
