using System.Globalization;

namespace CrmReadinessSync.Sandbox;

/// <summary>Rows of a file as deals, one company each. Held are only the values that were mapped, each distinct text once.</summary>
internal sealed partial class ImportedPopulation : IPopulation
{
    private static readonly TimeSpan Span = TimeSpan.FromDays(21);
    private static readonly TimeSpan Newest = TimeSpan.FromMinutes(20);
    private static readonly EditSource Import = new(SourceKind.Import, "csv");

    private readonly List<(string Column, RecordKind Kind, string Stored)> _targets;
    private readonly List<string?[]> _rows;
    private readonly List<(string Name, string? Outcome)> _heads;
    private readonly ImportMap _map;
    private readonly DateTimeOffset _start;

    private ImportedPopulation(string file, ImportMap map, List<(string, RecordKind, string)> targets, List<string?[]> rows, List<(string, string?)> heads, IReadOnlyList<PropertyDefinition> properties, DateTimeOffset start)
    {
        Origin = $"From {Path.GetFileName(file)}";
        _map = map;
        _targets = targets;
        _rows = rows;
        _heads = heads;
        Properties = properties;
        _start = DateTimeOffset.FromUnixTimeMilliseconds(start.ToUnixTimeMilliseconds());
    }

    /// <summary>Properties of deals that the map names and no CRM has by itself.</summary>
    public IReadOnlyList<PropertyDefinition> Properties { get; }

    /// <summary>Where they come from, in words.</summary>
    public string Origin { get; }

    public long Count(RecordKind kind) => kind switch
    {
        RecordKind.Deal or RecordKind.Company => _rows.Count,
        RecordKind.Meeting => _map.MeetingInDays is null ? 0 : _rows.Count,
        _ => 0,
    };

    public DateTimeOffset ModifiedAt(RecordKey key)
    {
        var share = (_rows.Count - 1 - key.Number) / (double)_rows.Count;
        return DateTimeOffset.FromUnixTimeMilliseconds((_start - Newest - (Span * share)).ToUnixTimeMilliseconds());
    }

    public DateTimeOffset CreatedAt(RecordKey key) => ModifiedAt(key).AddDays(-1);

    public bool TryGlance(RecordKey key, string property, out string? value)
    {
        value = (key.Kind, property) switch
        {
            (RecordKind.Deal, Known.Stage) => StageOf(key.Number),
            (RecordKind.Deal, Known.Pipeline) => "default",
            (RecordKind.Meeting, Known.Start) => Moment(Meeting(key.Number)),
            _ => null,
        };
        return value is not null;
    }

    public IReadOnlyList<Change> Draw(RecordKey key)
    {
        var created = CreatedAt(key);
        var changes = new List<Change>();
        void Set(string property, string? value, DateTimeOffset at)
        {
            if (value is not null)
                changes.Add(new Change(property, value, at, Import));
        }

        var name = _heads[(int)key.Number].Name;
        if (key.Kind == RecordKind.Meeting)
        {
            Set(Known.Name, name, created);
            Set(Known.Start, Moment(Meeting(key.Number)), created);
            Set(Known.End, Moment(Meeting(key.Number).AddHours(1)), created);
            Set(Known.Outcome, MeetingOutcome.Scheduled, created);
            return changes;
        }

        Set(Known.Name, name, created);
        if (key.Kind == RecordKind.Deal)
        {
            Set(Known.Pipeline, "default", created);
            Set(Known.OwnerNumber, (key.Number % 7).ToString(CultureInfo.InvariantCulture), created);
            Set(Known.Stage, Stage.Qualified, created);
            Set(Known.CloseDate, Moment(_start.AddDays(StageOf(key.Number) == Stage.Qualified ? 45 : -1)), created);
            if (StageOf(key.Number) is var stage and not Stage.Qualified)
                Set(Known.Stage, stage, ModifiedAt(key));
        }

        var row = _rows[(int)key.Number];
        for (var i = 0; i < _targets.Count; i++)
        {
            if (_targets[i].Kind == key.Kind)
                Set(_targets[i].Stored, row[i], created);
        }

        return changes;
    }

    public IReadOnlyList<Link> Links(RecordKey key, RecordKind to) => (key.Kind, to) switch
    {
        (RecordKind.Deal, RecordKind.Company) or (RecordKind.Company, RecordKind.Deal) => [new Link(key with { Kind = to }, Link.Primary, CreatedAt(key))],
        (RecordKind.Deal, RecordKind.Meeting) when _map.MeetingInDays is not null => [new Link(key with { Kind = to }, null, CreatedAt(key))],
        (RecordKind.Meeting, RecordKind.Deal) => [new Link(key with { Kind = to }, null, CreatedAt(key))],
        _ => [],
    };

    private string StageOf(long number)
    {
        if (_map.Outcome is not { Hide: false } outcome)
            return Stage.Qualified;
        var text = _heads[(int)number].Outcome;
        return outcome.Won.Contains(text) ? Stage.Won : outcome.Lost.Contains(text) ? Stage.Lost : Stage.Qualified;
    }

    private DateTimeOffset Meeting(long number) =>
        _start.AddDays(_map.MeetingInDays!.Value).AddMinutes(number % 16 * 30);

    private static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
