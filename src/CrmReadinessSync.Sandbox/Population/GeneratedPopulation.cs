using System.Globalization;

namespace CrmReadinessSync.Sandbox;

/// <summary>
/// The made-up CRM. Deals come in blocks that play every plot once; all that is told of a deal follows from the seed, its
/// number and the start. Meetings lie in office hours of Tokyo, which are those of Singapore and Sydney as well.
/// </summary>
internal sealed partial class GeneratedPopulation : IPopulation
{
    /// <summary>Days ahead that meetings are booked on. Neither five nor seven divides it: turns reach every day.</summary>
    private const int Calendar = 12;

    private static readonly TimeSpan Span = TimeSpan.FromDays(21);
    private static readonly TimeSpan Newest = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan Tokyo = TimeSpan.FromHours(9);

    private readonly int _seed;
    private readonly int _turn;
    private readonly bool _bare;
    private readonly long _deals;
    private readonly DateTimeOffset _start;
    private readonly int _size = Plots.All.Count;
    private readonly BlockLayout _whole;
    private readonly BlockLayout? _last;
    private readonly long _wholeBlocks;
    private readonly Dictionary<long, BlockLayout> _layouts = [];
    private readonly People _people = new();

    /// <summary>Makes nothing yet: drawing is on demand.</summary>
    /// <param name="deals">How many deals.</param>
    /// <param name="seed">The same seed, start and number of deals give the same CRM.</param>
    /// <param name="start">The instant the CRM is opened; nothing was changed after it.</param>
    /// <param name="bare">Leaves the readiness fields blank: nobody could fill what was not there.</param>
    public GeneratedPopulation(long deals, int seed, DateTimeOffset start, bool bare = false)
    {
        _deals = deals;
        _seed = seed;
        _turn = new Dice(seed, "calendar", 0).Next("turn", Calendar);
        _bare = bare;
        _start = DateTimeOffset.FromUnixTimeMilliseconds(start.ToUnixTimeMilliseconds());
        _wholeBlocks = deals / _size;
        _whole = new BlockLayout(new Dice(seed, "block", 0), _size);
        if (deals % _size > 0)
            _last = new BlockLayout(new Dice(seed, "block", _wholeBlocks), (int)(deals % _size));
    }

    public long Count(RecordKind kind) => kind switch
    {
        RecordKind.Deal => _deals,
        RecordKind.Contact => (_wholeBlocks * _whole.Contacts) + (_last?.Contacts ?? 0),
        RecordKind.Company => (_wholeBlocks * _whole.Companies) + (_last?.Companies ?? 0),
        RecordKind.Task => 0,
        _ => (_wholeBlocks * _whole.Meetings) + (_last?.Meetings ?? 0),
    };

    public DateTimeOffset ModifiedAt(RecordKey key)
    {
        var (block, position, _) = Place(key);
        var deal = (block * _size) + position;
        // Contacts, companies and meetings were last edited a little before the deal they came with.
        return DealModifiedAt(deal) - (key.Kind == RecordKind.Deal ? TimeSpan.Zero : TimeSpan.FromSeconds(90 * (int)key.Kind));
    }

    public DateTimeOffset CreatedAt(RecordKey key)
    {
        var (block, position, index) = Place(key);
        var deal = (block * _size) + position;
        var plot = Layout(block).PlotAt(position);
        if (key.Kind == RecordKind.Meeting)
            return MeetingCreatedAt(deal, plot, index);
        return DealCreatedAt(deal, plot) - (key.Kind == RecordKind.Deal ? TimeSpan.Zero : TimeSpan.FromMinutes(7 * (int)key.Kind));
    }

    public IReadOnlyList<Change> Draw(RecordKey key)
    {
        var (block, position, index) = Place(key);
        var drawn = key.Kind switch
        {
            RecordKind.Deal => DrawDeal(block, position),
            RecordKind.Contact => DrawContact(block, position, index),
            RecordKind.Company => DrawCompany(block, position),
            _ => DrawMeeting(block, position, index),
        };
        return [.. drawn.Where(change => change.Value is not null && !(_bare && change.Property.StartsWith(ReadinessFields.Prefix, StringComparison.Ordinal))).OrderBy(change => change.At)];
    }

    /// <summary>The block of a record, the position of its deal there, and which of the deal's it is.</summary>
    private (long Block, int Position, int Index) Place(RecordKey key)
    {
        var perBlock = key.Kind switch
        {
            RecordKind.Deal => _size,
            RecordKind.Contact => _whole.Contacts,
            RecordKind.Company => _whole.Companies,
            _ => _whole.Meetings,
        };
        var block = Math.Min(key.Number / perBlock, _wholeBlocks);
        var offset = (int)(key.Number - (block * perBlock));
        switch (key.Kind)
        {
            case RecordKind.Deal:
                return (block, offset, 0);
            case RecordKind.Company:
                return (block, Layout(block).CompanyDeals[offset][0], 0);
            default:
                var (position, index) = key.Kind == RecordKind.Contact ? Layout(block).ContactAt(offset) : Layout(block).MeetingAt(offset);
                return (block, position, index);
        }
    }

    private BlockLayout Layout(long block)
    {
        if (block == _wholeBlocks && _last is not null)
            return _last;
        if (_layouts.TryGetValue(block, out var layout))
            return layout;
        // A page touches a block or three; a handful is enough and keeps a walk over a million deals small.
        if (_layouts.Count >= 256)
            _layouts.Clear();
        return _layouts[block] = new BlockLayout(new Dice(_seed, "block", block), _size);
    }

    private RecordKey ContactKey(long block, int position, int index) =>
        new(RecordKind.Contact, (block * _whole.Contacts) + Layout(block).FirstContact(position) + index);

    private RecordKey MeetingKey(long block, int position, int index) =>
        new(RecordKind.Meeting, (block * _whole.Meetings) + Layout(block).FirstMeeting(position) + index);

    private RecordKey CompanyKey(long block, int position) =>
        new(RecordKind.Company, (block * _whole.Companies) + Layout(block).CompanyAt(position));

    private RecordKey DealKey(long block, int position) => new(RecordKind.Deal, (block * _size) + position);

    private Dice DealDice(long deal) => new(_seed, "deal", deal);

    /// <summary>Ascends with the number: the newest deal was edited twenty minutes before the start, the oldest three weeks.</summary>
    private DateTimeOffset DealModifiedAt(long deal)
    {
        var share = (_deals - 1 - deal + DealDice(deal).Share("modified")) / _deals;
        return DateTimeOffset.FromUnixTimeMilliseconds((_start - Newest - (Span * share)).ToUnixTimeMilliseconds());
    }

    private DateTimeOffset DealCreatedAt(long deal, Plot plot) =>
        Daytime(DealModifiedAt(deal), -plot.CreatedAge, DealDice(deal).Next("created", 500));

    /// <summary>An office minute of the weekday so many days off, and no later than the anchor when it lies before it.</summary>
    private static DateTimeOffset Daytime(DateTimeOffset anchor, int days, int minute)
    {
        var day = (anchor.ToOffset(Tokyo).Date).AddDays(days);
        day = day.DayOfWeek switch
        {
            DayOfWeek.Saturday => day.AddDays(days < 0 ? -1 : 2),
            DayOfWeek.Sunday => day.AddDays(days < 0 ? -2 : 1),
            _ => day,
        };
        var at = new DateTimeOffset(day, Tokyo).AddHours(9).AddMinutes(minute % 510).AddSeconds((anchor.ToUnixTimeMilliseconds() + minute) % 53).AddMilliseconds((minute * 37) % 1000).ToUniversalTime();
        return days <= 0 && at > anchor ? anchor.AddMinutes(-3) : at;
    }

    private static string Day(DateTimeOffset at) => at.ToOffset(Tokyo).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
