using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using CrmReadinessSync.Readiness;
using CsvHelper;

namespace CrmReadinessSync.History;

/// <summary>Closed deals from the rows of a file, one at a time: nothing of a row is held once the next is read.</summary>
public sealed class CsvDeals : IDisposable
{
    private static readonly string[] DateFormats =
    [
        "yyyy-MM-dd", "yyyy/MM/dd", "yyyy/M/d", "yyyy-M-d", "yyyy年M月d日", "yyyyMMdd",
        "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy/MM/dd HH:mm", "yyyy/M/d H:mm", "yyyy/M/d H:mm:ss", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss",
    ];

    private static readonly Field MeetingStart = Vocabulary.TryFind("meeting.start", out var field) ? field : throw new InvalidOperationException("The vocabulary has no meeting.start.");

    private readonly string _file;
    private readonly HistoryMap _map;
    private readonly CsvReader _csv;
    private readonly DateTimeOffset _now;

    private CsvDeals(string file, HistoryMap map, CsvReader csv, DateTimeOffset now)
    {
        _file = file;
        _map = map;
        _csv = csv;
        _now = now;
    }

    /// <summary>The columns there are.</summary>
    public ImmutableArray<string> Header { get; private set; } = [];

    /// <summary>Rows read so far.</summary>
    public long Rows { get; private set; }

    /// <summary>Rows whose outcome is neither won nor lost: deals that are not closed.</summary>
    public long NotClosed { get; private set; }

    /// <summary>Dates that could not be read, and count as blank.</summary>
    public long UnreadableDates { get; private set; }

    /// <summary>Opens a file and reads its header.</summary>
    /// <param name="stream">The file; it must be able to seek, unless the map names the encoding. Closed with this object.</param>
    /// <param name="file">Its name for messages.</param>
    /// <param name="map">What its columns mean.</param>
    /// <param name="now">As of when a deal without a meeting is judged.</param>
    /// <exception cref="HistoryFileException">It has no usable header.</exception>
    public static CsvDeals Open(Stream stream, string file, HistoryMap map, DateTimeOffset now)
    {
        var csv = CsvReader.Create(stream, CsvReaderOptions.Default with
        {
            Separator = map.Separator,
            Encoding = map.Encoding is { } name ? TextEncodings.Named(name) : TextEncodings.Detect(stream),
            TrackLineNumbers = true,
            MalformedData = CsvMalformedDataHandling.Throw,
            FieldCountMismatch = CsvFieldCountHandling.Throw,
            MaxRecordSize = 16 << 20,
            PoolStrings = true,
            IncludeValuesInExceptions = false,
        }, leaveOpen: false);
        var deals = new CsvDeals(file, map, csv, now);
        try
        {
            deals.Header = deals.Guarded(() => csv.Headers.ToArray().Select(name => name.Trim()).ToImmutableArray());
            if (deals.Header.All(name => name.Length == 0))
            {
                throw new HistoryFileException(file, 1, null, "The file has no header.", "Give the names of the columns in the first line.");
            }

            if (deals.Header.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1 && same.Key.Length > 0) is { } twice && deals.Uses(twice.Key))
            {
                throw new HistoryFileException(file, 1, deals.Header.LastIndexOf(twice.Key) + 1, $"Two columns are called \"{twice.Key}\", and the map names it.", "Rename one of them.");
            }

            return deals;
        }
        catch
        {
            deals.Dispose();
            throw;
        }
    }

    /// <summary>The columns the map names that the header does not have, with the path of the map's key.</summary>
    public IEnumerable<(string Path, string Column)> Missing() => Named().Where(one => !Header.Contains(one.Column, StringComparer.Ordinal)).Distinct();

    /// <summary>The closed deals in the order of the file.</summary>
    /// <exception cref="HistoryFileException">A row has too many or too few fields, or quotation marks that do not close.</exception>
    public IEnumerable<ClosedDeal> Read()
    {
        var row = new Row(this);
        while (Guarded(_csv.Read))
        {
            Rows++;
            if (row.Deal() is { } deal)
            {
                yield return deal;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _csv.Dispose();

    private bool Uses(string column) => Named().Any(one => one.Column == column);

    private IEnumerable<(string Path, string Column)> Named()
    {
        yield return ("Outcome:From", _map.Outcome);
        foreach (var (path, column) in new[] { ("Id", _map.Id), ("Account", _map.Account), ("MeetingAt", _map.MeetingAt), ("ClosedAt", _map.ClosedAt) })
        {
            if (column is not null)
            {
                yield return (path, column);
            }
        }

        foreach (var field in _map.Fields)
        {
            yield return ($"Fields:{field.Field.Name}:From", field.From);
            if (field.SetAt is not null)
            {
                yield return ($"Fields:{field.Field.Name}:SetAt", field.SetAt);
            }
        }

        foreach (var (column, i) in _map.Segments.Select((column, i) => (column, i)))
        {
            yield return ($"Segments:{i}", column);
        }
    }

    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (CsvFormatException fault)
        {
            throw new HistoryFileException(_file, fault.LineNumber, null, fault.Message, "Give each row as many fields as the header, and quote fields that hold separators, quotation marks or line breaks.", fault);
        }
    }

    /// <summary>The columns by number, and what is made of the current row.</summary>
    private sealed class Row
    {
        private readonly CsvDeals _deals;
        private readonly HistoryMap _map;
        private readonly CsvReader _csv;
        private readonly DealFacts.Builder _facts = new();
        private readonly (Field Field, int At, FrozenDictionary<string, string?>? Values, int SetAt)[] _fields;
        private readonly int[] _slices;
        private readonly int _id;
        private readonly int _account;
        private readonly int _meeting;
        private readonly int _closed;
        private readonly int _outcome;

        public Row(CsvDeals deals)
        {
            (_deals, _map, _csv) = (deals, deals._map, deals._csv);
            _fields = [.. _map.Fields.Select(field => (field.Field, At(field.From), field.Values, At(field.SetAt)))];
            _slices = [.. _map.Dimensions.Select(At)];
            (_id, _account, _meeting, _closed, _outcome) = (At(_map.Id), At(_map.Account), At(_map.MeetingAt), At(_map.ClosedAt), At(_map.Outcome));
        }

        public ClosedDeal? Deal()
        {
            var outcome = Text(_outcome).ToUpperInvariant();
            var won = _map.Won.Contains(outcome);
            if (!won && !_map.Lost.Contains(outcome))
            {
                _deals.NotClosed++;
                return null;
            }

            var meeting = Moment(_meeting);
            var at = meeting is { } start ? start.AddMinutes(-1) : _deals._now;
            var (tooLate, undated) = (0, 0);
            foreach (var (field, column, values, setAt) in _fields)
            {
                var raw = Text(column);
                if (raw.Length == 0)
                {
                    continue;
                }

                var value = values is not null && values.TryGetValue(raw, out var translated) ? translated : raw;
                var since = Moment(setAt);
                if (meeting is not null && setAt >= 0 && !(since <= at))
                {
                    _ = since is null ? undated++ : tooLate++;
                    continue;
                }

                _facts.Set(field, value, since);
            }

            if (meeting is { } booked)
            {
                _facts.Set(MeetingStart, booked.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            }

            var content = Content();
            return new ClosedDeal
            {
                Id = Id(),
                Won = won,
                Facts = _facts.Build(),
                Clock = new JudgingClock(at, _map.Zone),
                Group = Text(_account) is { Length: > 0 } account ? RowHash.Of(account) : content,
                Row = _account >= 0 ? content : null,
                Day = (meeting ?? Moment(_closed)) is { } day ? DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(day, _map.Zone).DateTime) : null,
                Slices = [.. _slices.Select(column => Text(column) is { Length: > 0 } value ? value : null)],
                Undated = undated,
                TooLate = tooLate,
            };
        }

        private int At(string? column) => column is null ? -1 : _deals.Header.IndexOf(column);

        private string Text(int column) => column < 0 ? "" : _csv.GetString(column).Trim();

        /// <summary>The line where there is no id; beside ids it is told apart from them.</summary>
        private string Id() => Text(_id) is { Length: > 0 } id ? id
            : _id < 0 ? _csv.LineNumber.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"line {_csv.LineNumber}");

        /// <summary>Rows that are equal in everything but whose they are and their id are repeats, or might be.</summary>
        private ulong Content()
        {
            var hash = new RowHash();
            for (var i = 0; i < _csv.FieldCount; i++)
            {
                if (i != _id && i != _account)
                {
                    hash.Add(_csv.GetSpan(i));
                }
            }

            return hash.Value;
        }

        private DateTimeOffset? Moment(int column)
        {
            var text = Text(column);
            if (text.Length == 0)
            {
                return null;
            }

            if (DateTime.TryParseExact(text, DateFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            {
                while (_map.Zone.IsInvalidTime(local))
                {
                    local = local.AddMinutes(15);
                }

                return new DateTimeOffset(local, _map.Zone.GetUtcOffset(local));
            }

            if (text.Contains('T', StringComparison.Ordinal) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
            {
                return instant;
            }

            _deals.UnreadableDates++;
            return null;
        }
    }
}
