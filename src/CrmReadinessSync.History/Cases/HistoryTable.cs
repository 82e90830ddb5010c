using System.Globalization;
using System.Runtime.InteropServices;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.History;

/// <summary>
/// Judged closed deals in columns: some twenty bytes a deal, whatever the deal's texts. It is filled in one pass and read as often as
/// statistics need.
/// </summary>
public sealed class HistoryTable
{
    /// <summary>Values of one dimension beyond this many are told as one.</summary>
    public const int MostValues = 200;

    private readonly ReadinessRules _rules;
    private readonly Dictionary<Shape, int> _shapeIndex = [];
    private readonly List<Shape> _shapes = [];
    private readonly Dictionary<ulong, int> _accounts = [];
    private readonly Dictionary<ulong, int> _rows = [];
    private readonly Dictionary<string, int>[] _values;
    private readonly List<int>[] _slices;
    private readonly List<int> _shapeOf = [];
    private readonly List<int> _accountOf = [];
    private readonly List<int> _rowOf = [];
    private readonly List<int> _dayOf = [];
    private readonly List<bool> _won = [];
    private readonly List<long> _ids = [];
    private readonly List<string> _otherIds = [];
    private readonly List<RouteKey>[] _routes;
    private readonly List<int> _shapeOfCase = [];
    private readonly Dictionary<string, long> _undated = new(StringComparer.Ordinal);
    private DealGroups? _groups;
    private Cells? _cells;

    /// <summary>A table without deals.</summary>
    /// <param name="rules">The rules that judge.</param>
    /// <param name="dimensions">What reports tell deals apart by, never a person (law 11 of judgement).</param>
    public HistoryTable(ReadinessRules rules, IReadOnlyList<string> dimensions)
    {
        _rules = rules;
        Dimensions = dimensions;
        _values = [.. dimensions.Select(_ => new Dictionary<string, int>(StringComparer.Ordinal))];
        _slices = [.. dimensions.Select(_ => new List<int>())];
        _routes = [.. rules.Premises.Select(_ => new List<RouteKey>())];
        Signs = rules.WarningSigns;
    }

    /// <summary>The rules that judged.</summary>
    public ReadinessRules Rules => _rules;

    /// <summary>What reports tell deals apart by.</summary>
    public IReadOnlyList<string> Dimensions { get; }

    /// <summary>How many deals there are, each once a meeting.</summary>
    public int Count => _won.Count;

    /// <summary>How many were won.</summary>
    public int Won { get; private set; }

    /// <summary>How many groups of deals that are not independent of each other there are.</summary>
    public int Groups => Grouped.Count;

    /// <summary>How many accounts count as one with another, since a row of theirs is equal.</summary>
    public long JoinedByEqualRows => Grouped.Joined;

    /// <summary>Whether rows of different accounts are equal so often that it says nothing.</summary>
    public bool EqualByChance => Grouped.EqualByChance;

    /// <summary>Values left unknown since nothing dates them.</summary>
    public long Undated => _undated.Values.Sum();

    /// <summary>The same by field, those with the most first.</summary>
    public IReadOnlyList<FieldCount> UndatedFields =>
        [.. _undated.OrderByDescending(one => one.Value).ThenBy(one => one.Key, StringComparer.Ordinal).Select(one => new FieldCount(one.Key, one.Value))];

    /// <summary>Values set after the meeting, which did not count.</summary>
    public long TooLate { get; private set; }

    /// <summary>Values that the CRM could not date and the journal could.</summary>
    public long Noted { get; private set; }

    /// <summary>Whether any deal has a day.</summary>
    public bool IsDated { get; private set; }

    internal IReadOnlyList<string> Signs { get; }

    internal IReadOnlyList<Shape> Shapes => _shapes;

    /// <summary>Shapes by what statistics over many draws look at.</summary>
    internal Cells Cells => _cells ??= new Cells(_shapes);

    internal ReadOnlySpan<int> ShapeOf => CollectionsMarshal.AsSpan(_shapeOf);

    internal ReadOnlySpan<int> GroupOf => Grouped.Of;

    /// <summary><see cref="DateOnly.DayNumber"/>; -1 for none.</summary>
    internal ReadOnlySpan<int> DayOf => CollectionsMarshal.AsSpan(_dayOf);

    internal ReadOnlySpan<bool> IsWon => CollectionsMarshal.AsSpan(_won);

    /// <summary>The deal's id. Most are numbers and kept as such; of the others a negative one tells where they are.</summary>
    internal string IdOf(int deal) => _ids[deal] is var id && id < 0 ? _otherIds[(int)~id] : id.ToString(CultureInfo.InvariantCulture);

    /// <summary>The number of each deal's value in a dimension; -1 for blank.</summary>
    internal ReadOnlySpan<int> SliceOf(int dimension) => CollectionsMarshal.AsSpan(_slices[dimension]);

    /// <summary>The values of a dimension by their numbers; null stands for all beyond <see cref="MostValues"/>.</summary>
    internal IReadOnlyList<string?> ValuesOf(int dimension) =>
        [.. _values[dimension].OrderBy(value => value.Value).Select(value => value.Key), .. _values[dimension].Count < MostValues ? Array.Empty<string?>() : [null]];

    /// <summary>A premise's routes by their numbers, from 1.</summary>
    internal IReadOnlyList<RouteKey> RoutesOf(int premise) => _routes[premise];

    /// <summary>Judges a deal and counts it.</summary>
    public void Add(ClosedDeal deal)
    {
        _groups = null;
        _shapeOf.Add(Judged(deal));
        _accountOf.Add(NumberOf(_accounts, deal.Group));
        _rowOf.Add(deal.Row is { } row ? NumberOf(_rows, row) : -1);
        _dayOf.Add(deal.Day?.DayNumber ?? -1);
        _won.Add(deal.Won);
        _ids.Add(NumberOf(deal.Id));
        for (var i = 0; i < _slices.Length; i++)
        {
            _slices[i].Add(NumberOf(_values[i], i < deal.Slices.Length ? deal.Slices[i] : null));
        }

        Won += deal.Won ? 1 : 0;
        foreach (var field in deal.UndatedFields)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_undated, field, out _)++;
        }

        TooLate += deal.TooLate;
        Noted += deal.Noted;
        IsDated |= deal.Day is not null;
    }

    /// <summary>The number of a deal's shape. Deals of one case are judged once.</summary>
    private int Judged(ClosedDeal deal)
    {
        if (deal.Case is not { } known)
        {
            return NumberOf(deal);
        }

        while (_shapeOfCase.Count <= known)
        {
            _shapeOfCase.Add(-1);
        }

        return _shapeOfCase[known] >= 0 ? _shapeOfCase[known] : _shapeOfCase[known] = NumberOf(deal);
    }

    private int NumberOf(ClosedDeal deal)
    {
        var shape = Shape.Of(_rules.Judge(deal.Facts, deal.Clock), deal.Override, Signs, _routes);
        ref var index = ref CollectionsMarshal.GetValueRefOrAddDefault(_shapeIndex, shape, out var known);
        if (!known)
        {
            index = _shapes.Count;
            _shapes.Add(shape);
            _cells = null;
        }

        return index;
    }

    private DealGroups Grouped => _groups ??= DealGroups.Connect(CollectionsMarshal.AsSpan(_accountOf), _accounts.Count, CollectionsMarshal.AsSpan(_rowOf), Repeats());

    /// <summary>Deals that have the id of an earlier one: rows of one deal, or its several meetings.</summary>
    private IEnumerable<(int Deal, int Again)> Repeats()
    {
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        long[] numbers = [.. _ids];
        int[] deals = [.. Enumerable.Range(0, numbers.Length)];
        Array.Sort(numbers, deals);
        for (var i = 0; i < numbers.Length; i++)
        {
            if (numbers[i] >= 0)
            {
                if (i > 0 && numbers[i] == numbers[i - 1])
                {
                    yield return (deals[i - 1], deals[i]);
                }
            }
            else if (!first.TryAdd(_otherIds[(int)~numbers[i]], deals[i]))
            {
                yield return (first[_otherIds[(int)~numbers[i]]], deals[i]);
            }
        }
    }

    private static int NumberOf(Dictionary<ulong, int> numbers, ulong key)
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, key, out var known);
        return number = known ? number : numbers.Count - 1;
    }

    private long NumberOf(string id)
    {
        if (long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && (id[0] != '0' || id.Length == 1))
        {
            return number;
        }

        _otherIds.Add(id);
        return ~(_otherIds.Count - 1L);
    }

    private static int NumberOf(Dictionary<string, int> values, string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return -1;
        }

        if (!values.TryGetValue(value, out var number))
        {
            number = values.Count;
            if (number < MostValues)
            {
                values[value] = number;
            }
        }

        return number;
    }
}
