using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using CrmReadinessSync.Readiness;
using CsvHelper;

namespace CrmReadinessSync.History;

/// <summary>Closed deals from the rows of a file, one at a time: nothing of a row is held once the next is read.</summary>
public sealed partial class CsvDeals : IDisposable
{
    private static readonly char[] Separators = [',', ';', '\t', '|'];

    private readonly string _file;
    private readonly HistoryMap _map;
    private readonly CsvReader _csv;
    private readonly DateTimeOffset _now;
    private readonly List<DateColumn> _dates = [];

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

    /// <summary>Where the first of them is: line and column, from 1; null without any.</summary>
    public (long Line, int Column)? FirstNotClosed { get; private set; }

    /// <summary>The columns of dates of which some could not be read, and count as blank.</summary>
    public IReadOnlyList<DateColumn> UnreadableDates => [.. _dates.Where(column => column.Unreadable > 0)];

    /// <summary>Opens a file and reads its header.</summary>
    /// <param name="stream">The file; it must be able to seek, unless the map names the encoding. Closed with this object.</param>
    /// <param name="file">Its name for messages.</param>
    /// <param name="map">What its columns mean.</param>
    /// <param name="now">As of when a deal without a meeting is judged.</param>
    /// <exception cref="HistoryFileException">It has no usable header.</exception>
    public static CsvDeals Open(Stream stream, string file, HistoryMap map, DateTimeOffset now)
    {
        CsvDeals? deals = null;
        try
        {
            var csv = CsvReader.Create(stream, CsvReaderOptions.Default with
            {
                Separator = map.Separator,
                Encoding = TextEncodings.Choose(stream, file, map.Encoding),
                TrackLineNumbers = true,
                MalformedData = CsvMalformedDataHandling.Throw,
                FieldCountMismatch = CsvFieldCountHandling.Throw,
                MaxRecordSize = 16 << 20,
                PoolStrings = true,
                IncludeValuesInExceptions = false,
            }, leaveOpen: false);
            deals = new CsvDeals(file, map, csv, now);
            deals.Header = deals.Guarded(() => csv.Headers.ToArray().Select(name => name.Trim()).ToImmutableArray());
            deals.CheckHeader();
            return deals;
        }
        catch
        {
            deals?.Dispose();
            stream.Dispose();
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

    private void CheckHeader()
    {
        if (Header.All(name => name.Length == 0))
        {
            throw new HistoryFileException(_file, 1, null, "The file has no header.", "Give the names of the columns in the first line.");
        }

        if (Header.Any(name => name.Any(character => char.IsControl(character) && !char.IsWhiteSpace(character))))
        {
            throw new HistoryFileException(_file, 1, null, "This is no text.", "Give a CSV file; a sheet is saved as one by \"save as\".");
        }

        if (Header.Length == 1 && !Uses(Header[0]) && Separators.FirstOrDefault(Header[0].Contains) is var other && other != default)
        {
            throw new HistoryFileException(_file, 1, 1, $"Read with the separator '{_map.Separator}', the first line is one single column.", $"Leave out Separator so that it is found out, or write '{other}'.");
        }

        if (Header.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1 && same.Key.Length > 0) is { } twice && Uses(twice.Key))
        {
            throw new HistoryFileException(_file, 1, Header.LastIndexOf(twice.Key) + 1, $"Two columns are called \"{twice.Key}\", and the map names it.", "Rename one of them.");
        }
    }

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
            throw Fault(fault);
        }
    }

    /// <summary>In our words: the reader's would repeat the line, and a row that is too short or too long has a column as well.</summary>
    private HistoryFileException Fault(CsvFormatException fault)
    {
        var words = Place().Replace(fault.Message, "");
        return Counts().Match(fault.Message) is { Success: true } counts && int.TryParse(counts.ValueSpan[..counts.Value.IndexOf(' ')], NumberStyles.None, CultureInfo.InvariantCulture, out var fields)
            ? new HistoryFileException(
                _file, fault.LineNumber, Math.Min(fields, Header.Length) + 1, $"The row has {fields} fields, the header {Header.Length}.", "Give each row as many fields as the header, and put a field that holds separators or line breaks in quotation marks.", fault)
            : new HistoryFileException(
                _file, fault.LineNumber, null, words.Length == 0 ? fault.Message : $"{char.ToUpperInvariant(words[0])}{words[1..]}", "Put fields that hold quotation marks in quotation marks, each inner one doubled, and close them.", fault);
    }

    [GeneratedRegex(@"^Malformed CSV in record \d+ \(line \d+\): ", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Place();

    [GeneratedRegex(@"\d+ fields(?= but \d+ were expected)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Counts();
}
