namespace CrmReadinessSync.Sandbox;

/// <summary>
/// Queries. Untouched records have ascending stamps, so a window of stamps is a range of numbers: without further
/// conditions a page costs what the page holds. With conditions the window is walked once and the result kept for its pages.
/// </summary>
internal sealed partial class CrmStore
{
    private const int KeptResults = 8;
    private readonly LinkedList<Result> _results = [];

    /// <summary>Answers a query.</summary>
    public RecordPage Query(RecordQuery query)
    {
        if (query.Where is not null || query.Order == RecordOrder.Value)
            return PageOfWalked(query);
        var shelf = _shelves[(int)query.Kind];
        var (first, last) = UntouchedRange(query);
        var touched = Touched(query);
        var from = LowerBound(touched, query.FirstNumber);
        var to = query.LastNumber == long.MaxValue ? touched.Length : LowerBound(touched, query.LastNumber + 1);
        var untouched = last < first ? 0 : last - first + 1 - shelf.TouchedDrawn.CountBetween(first, last);
        var total = untouched + Math.Max(0, to - from);
        if (query.Take == 0 || query.Skip >= total)
            return new RecordPage(total, []);

        var rows = query.Order == RecordOrder.Modified
            ? ByStamp(query, shelf, first, last, touched.AsMemory(from, Math.Max(0, to - from)))
            : ByNumber(shelf, first, last, touched.AsMemory(from, Math.Max(0, to - from)), query.Descending);
        return new RecordPage(total, [.. rows.Skip((int)query.Skip).Take(query.Take).Select(number => new RecordKey(query.Kind, number))]);
    }

    private RecordPage PageOfWalked(RecordQuery query)
    {
        var lazy = query with { Skip = 0, Take = 0, FirstNumber = 0, LastNumber = long.MaxValue, Order = RecordOrder.Number };
        var numbers = Kept(query, query.Order.ToString() + query.Descending + query.Signature, () => Walk(query, lazy));
        IReadOnlyList<long> rows;
        if (query.Order == RecordOrder.Number)
        {
            var from = LowerBound(numbers, query.FirstNumber);
            var to = query.LastNumber == long.MaxValue ? numbers.Length : LowerBound(numbers, query.LastNumber + 1);
            var range = new ArraySegment<long>(numbers, from, Math.Max(0, to - from));
            rows = query.Descending ? [.. range.Reverse()] : range;
        }
        else
        {
            rows = query is { FirstNumber: 0, LastNumber: long.MaxValue }
                ? numbers
                : [.. numbers.Where(number => number >= query.FirstNumber && number <= query.LastNumber)];
        }

        return new RecordPage(rows.Count, [.. rows.Skip((int)query.Skip).Take(query.Take).Select(number => new RecordKey(query.Kind, number))]);
    }

    private long[] Walk(RecordQuery query, RecordQuery lazy)
    {
        var shelf = _shelves[(int)query.Kind];
        var (first, last) = UntouchedRange(lazy);
        var matching = ByNumber(shelf, first, last, Touched(lazy), descending: false)
            .Select(number => FindAsOf(new RecordKey(query.Kind, number), query.AsOf)!)
            .Where(record => query.Where is null || query.Where(record));
        if (query.Order == RecordOrder.Number)
            return [.. matching.Select(record => record.Key.Number)];
        Func<CrmRecord, IComparable?> key = query.Order == RecordOrder.Modified ? record => record.ModifiedAt : query.SortKey!;
        var keyed = matching.Select(record => (Value: key(record), record.Key.Number)).ToList();
        keyed.Sort((left, right) =>
        {
            // Blanks come last either way.
            if (left.Value is null || right.Value is null)
                return left.Value is null && right.Value is null ? left.Number.CompareTo(right.Number) : left.Value is null ? 1 : -1;
            var order = left.Value.CompareTo(right.Value);
            if (order == 0)
                order = left.Number.CompareTo(right.Number);
            return query.Descending ? -order : order;
        });
        return [.. keyed.Select(pair => pair.Number)];
    }

    /// <summary>Numbers of touched records whose state at the query's instant lies in its window, ascending.</summary>
    private long[] Touched(RecordQuery query) => Kept(query, "touched", () =>
    {
        var shelf = _shelves[(int)query.Kind];
        var numbers = new HashSet<long>();
        var start = query.ModifiedFrom < Start ? 0 : LogIndex(shelf, query.ModifiedFrom);
        for (var i = start; i < shelf.Log.Count; i++)
        {
            var (at, number) = shelf.Log[i];
            if (at > query.ModifiedTo && at <= query.AsOf)
                break;
            if (numbers.Contains(number))
                continue;
            var record = FindAsOf(new RecordKey(query.Kind, number), query.AsOf)!;
            if (record.IsLive && record.ModifiedAt >= query.ModifiedFrom && record.ModifiedAt <= query.ModifiedTo)
                numbers.Add(number);
        }

        // Touched only after the instant looked at: still found where they stood before.
        for (var i = LogIndex(shelf, query.AsOf); i < shelf.Log.Count; i++)
        {
            var record = FindAsOf(new RecordKey(query.Kind, shelf.Log[i].Number), query.AsOf)!;
            if (record.IsLive && record.ModifiedAt >= query.ModifiedFrom && record.ModifiedAt <= query.ModifiedTo)
                numbers.Add(record.Key.Number);
        }

        return [.. numbers.Order()];
    });

    private (long First, long Last) UntouchedRange(RecordQuery query)
    {
        var count = _population.Count(query.Kind);
        var first = Partition(count, number => _population.ModifiedAt(new RecordKey(query.Kind, number)) >= query.ModifiedFrom);
        var last = query.ModifiedTo >= Start ? count - 1 : Partition(count, number => _population.ModifiedAt(new RecordKey(query.Kind, number)) > query.ModifiedTo) - 1;
        return (Math.Max(first, query.FirstNumber), Math.Min(last, query.LastNumber));
    }

    private static IEnumerable<long> ByNumber(Shelf shelf, long first, long last, ReadOnlyMemory<long> touched, bool descending)
    {
        var next = descending ? touched.Length - 1 : 0;
        var step = descending ? -1 : 1;
        for (var number = descending ? last : first; number >= first && number <= last; number += step)
        {
            if (shelf.TouchedDrawn.Contains(number))
                continue;
            while (next >= 0 && next < touched.Length && (descending ? touched.Span[next] > number : touched.Span[next] < number))
            {
                yield return touched.Span[next];
                next += step;
            }

            yield return number;
        }

        for (; next >= 0 && next < touched.Length; next += step)
            yield return touched.Span[next];
    }

    private IEnumerable<long> ByStamp(RecordQuery query, Shelf shelf, long first, long last, ReadOnlyMemory<long> touched)
    {
        var later = touched.ToArray()
            .OrderBy(number => FindAsOf(new RecordKey(query.Kind, number), query.AsOf)!.ModifiedAt).ThenBy(number => number).ToList();
        var untouched = ByNumber(shelf, first, last, default, query.Descending);
        return query.Descending ? Enumerable.Reverse(later).Concat(untouched) : untouched.Concat(later);
    }

    /// <summary>A result kept from an equal query on an equal store, or a new one.</summary>
    private long[] Kept(RecordQuery query, string signature, Func<long[]> make)
    {
        var shelf = _shelves[(int)query.Kind];
        var settled = shelf.Log.Count == 0 || shelf.Log[^1].At <= query.AsOf;
        for (var node = _results.First; node is not null; node = node.Next)
        {
            var result = node.Value;
            if (result.Version == Version && settled && result.Kind == query.Kind && result.From == query.ModifiedFrom && result.To == query.ModifiedTo
                && string.Equals(result.Signature, signature, StringComparison.Ordinal))
                return result.Numbers;
        }

        var numbers = make();
        if (settled)
        {
            _results.AddFirst(new Result(query.Kind, query.ModifiedFrom, query.ModifiedTo, signature, Version, numbers));
            if (_results.Count > KeptResults)
                _results.RemoveLast();
        }

        return numbers;
    }

    private static int LogIndex(Shelf shelf, DateTimeOffset at) =>
        (int)Partition(shelf.Log.Count, index => shelf.Log[(int)index].At >= at);

    private static int LowerBound(long[] ascending, long number) =>
        (int)Partition(ascending.Length, index => ascending[index] >= number);

    /// <summary>The first index for which an ascending condition holds.</summary>
    private static long Partition(long count, Func<long, bool> holds)
    {
        long low = 0;
        var high = count;
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (holds(middle))
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }

    private sealed record Result(RecordKind Kind, DateTimeOffset From, DateTimeOffset To, string Signature, long Version, long[] Numbers);
}
