using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using CrmReadinessSync.Readiness;
using CsvHelper;

namespace CrmReadinessSync.History;

/// <summary>The columns by number, and what is made of the current row.</summary>
public sealed partial class CsvDeals
{
    private static readonly Field MeetingStart = Vocabulary.TryFind("meeting.start", out var field) ? field : throw new InvalidOperationException("The vocabulary has no meeting.start.");

    /// <summary>What a row says of its deal before the meeting, shared by all rows that say the same.</summary>
    /// <param name="Number">From 0; -1 once there are too many to tell apart.</param>
    /// <param name="Facts">What was known.</param>
    /// <param name="Clock">When.</param>
    /// <param name="Undated">Fields whose value cannot be dated.</param>
    /// <param name="TooLate">Values set after the meeting.</param>
    private sealed record Case(int Number, DealFacts Facts, JudgingClock Clock, ImmutableArray<string> Undated, int TooLate);

    private sealed class Row
    {
        /// <summary>Distinct cases that are remembered. Files of few columns and choices repeat them again and again; of others the first are no better than the rest.</summary>
        private const int MostCases = 1 << 14;

        /// <summary>Distinct words for outcomes that are remembered.</summary>
        private const int MostOutcomes = 1 << 10;

        private readonly CsvDeals _deals;
        private readonly HistoryMap _map;
        private readonly CsvReader _csv;
        private readonly DealFacts.Builder _facts = new();
        private readonly (Field Field, int At, FrozenDictionary<string, string?>? Values, int SetAt)[] _fields;
        private readonly DateTimeOffset?[] _since;
        private readonly int[] _says;
        private readonly int[] _slices;
        private readonly DateColumn?[] _dates;
        private readonly int _id;
        private readonly int _account;
        private readonly int _meeting;
        private readonly int _closed;
        private readonly int _outcome;
        private readonly Dictionary<ulong, Case> _cases = [];
        private readonly Dictionary<string, bool?> _outcomes = new(StringComparer.Ordinal);
        private readonly JudgingClock _today;

        public Row(CsvDeals deals)
        {
            (_deals, _map, _csv) = (deals, deals._map, deals._csv);
            _fields = [.. _map.Fields.Select(field => (field.Field, At(field.From), field.Values, At(field.SetAt)))];
            _slices = [.. _map.Dimensions.Select(At)];
            (_id, _account, _meeting, _closed, _outcome) = (At(_map.Id), At(_map.Account), At(_map.MeetingAt), At(_map.ClosedAt), At(_map.Outcome));
            _since = new DateTimeOffset?[_fields.Length];
            _says = [.. _fields.SelectMany(field => new[] { field.At, field.SetAt }).Append(_meeting).Where(column => column >= 0).Distinct()];
            _dates = new DateColumn?[deals.Header.Length];
            foreach (var column in _fields.Select(field => field.SetAt).Append(_meeting).Append(_closed).Where(column => column >= 0))
            {
                _dates[column] ??= new DateColumn(deals.Header[column], column + 1, _map.DateFormat, _map.Zone);
            }

            deals._dates.AddRange(_dates.OfType<DateColumn>());
            _today = new JudgingClock(deals._now, _map.Zone);
        }

        public ClosedDeal? Deal()
        {
            if (Outcome() is not { } won)
            {
                _deals.NotClosed++;
                _deals.FirstNotClosed ??= (_csv.LineNumber, _outcome + 1);
                return null;
            }

            var meeting = Moment(_meeting);
            var known = Known(meeting);
            var content = Content();
            return new ClosedDeal
            {
                Id = Id(),
                Won = won,
                Facts = known.Facts,
                Case = known.Number < 0 ? null : known.Number,
                Clock = known.Clock,
                Group = Text(_account) is { Length: > 0 } account ? RowHash.Of(account) : content,
                Row = _account >= 0 ? content : null,
                Day = (meeting ?? Moment(_closed)) is { } day ? DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(day, _map.Zone).DateTime) : null,
                Slices = _slices.Length == 0 ? [] : [.. _slices.Select(column => Text(column) is { Length: > 0 } value ? value : null)],
                UndatedFields = known.Undated,
                TooLate = known.TooLate,
            };
        }

        /// <summary>Null for a deal that is not closed.</summary>
        private bool? Outcome()
        {
            var raw = Text(_outcome);
            if (!_outcomes.TryGetValue(raw, out var won))
            {
                var folded = raw.ToUpperInvariant();
                won = _map.Won.Contains(folded) ? true : _map.Lost.Contains(folded) ? false : null;
                if (_outcomes.Count < MostOutcomes)
                {
                    _outcomes[raw] = won;
                }
            }

            return won;
        }

        private Case Known(DateTimeOffset? meeting)
        {
            for (var i = 0; i < _fields.Length; i++)
            {
                _since[i] = Moment(_fields[i].SetAt);
            }

            var hash = new RowHash();
            foreach (var column in _says)
            {
                hash.Add(_csv.GetSpan(column));
            }

            if (!_cases.TryGetValue(hash.Value, out var known))
            {
                var isNew = _cases.Count < MostCases;
                known = Read(isNew ? _cases.Count : -1, meeting);
                if (isNew)
                {
                    _cases[hash.Value] = known;
                }
            }

            return known;
        }

        private Case Read(int number, DateTimeOffset? meeting)
        {
            var clock = meeting is { } start ? new JudgingClock(start.AddMinutes(-1), _map.Zone) : _today;
            var tooLate = 0;
            var undated = ImmutableArray.CreateBuilder<string>();
            for (var i = 0; i < _fields.Length; i++)
            {
                var (field, column, values, setAt) = _fields[i];
                var raw = Text(column);
                if (raw.Length == 0)
                {
                    continue;
                }

                var value = values is not null && values.TryGetValue(raw, out var translated) ? translated : raw;
                var since = _since[i];
                if (_meeting >= 0 && setAt >= 0 && !(since <= clock.Now && meeting is not null))
                {
                    // Without a meeting nobody can tell what was known before it.
                    if (since is null || meeting is null)
                    {
                        undated.Add(field.Name);
                    }
                    else
                    {
                        tooLate++;
                    }

                    continue;
                }

                _facts.Set(field, value, since);
            }

            if (meeting is { } booked)
            {
                _facts.Set(MeetingStart, booked.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            }

            return new Case(number, _facts.Build(), clock, undated.ToImmutable(), tooLate);
        }

        private int At(string? column) => column is null ? -1 : _deals.Header.IndexOf(column);

        private string Text(int column) => column < 0 ? "" : _csv.GetString(column).Trim();

        private DateTimeOffset? Moment(int column) => column < 0 ? null : _dates[column]!.Of(Text(column), _csv.LineNumber);

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
    }
}
