using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;
using Microsoft.Extensions.Configuration;

namespace CrmReadinessSync.Worker;

/// <summary>
/// Reads one entry of <c>Crms</c>, or one part of it. Its keys and their types were checked by the catalogue; here come the rules across keys: the kind's own
/// section, mapped fields, and targets that are somebody else's.
/// </summary>
internal sealed class ConnectionReader
{
    private const string Owner = "owner";

    private readonly Shard _shard;
    private readonly SettingsDocument _section;
    private readonly IConfiguration _configuration;
    private readonly ICollection<SettingsFault> _faults;
    private readonly ICrmKind? _kind;

    public ConnectionReader(Shard shard, IReadOnlyList<ICrmKind> kinds, IConfiguration configuration, ICollection<SettingsFault> faults)
    {
        _shard = shard;
        var section = _section = shard.Section;
        _configuration = configuration;
        _faults = faults;
        var kind = section.Section("Kind");
        _kind = kinds.FirstOrDefault(one => one.Name == kind?.Text);
        if (kind is null)
        {
            faults.Add(section.Fault("Kind", "The connection has no kind.", NearestName.Remedy("", [.. kinds.Select(one => one.Name)])));
        }

        foreach (var other in kinds.Where(one => one != _kind && _kind is not null && section.Section(one.Name) is not null))
        {
            faults.Add(section.Fault(other.Name, $"The section is of kind {other.Name}, and the connection of kind {_kind!.Name}.", $"Remove it, or set Kind to {other.Name}."));
        }

        Documents = _kind is null
            ? new MappingDocuments(null, null)
            : new MappingDocuments(Merge("Fields", _kind.StandardFields), Merge("WriteTo", _kind.StandardWriteTo));
    }

    public MappingDocuments Documents { get; }

    /// <summary>Null when anything in it is at fault.</summary>
    /// <param name="rules">The rules in force; null when they are at fault.</param>
    public CrmSettings? Read(ReadinessRules? rules)
    {
        if (_kind is null)
        {
            return null;
        }

        CheckMapping();
        if (_faults.Any(fault => fault.Path.Length == 0 || fault.Path.StartsWith(_section.Path + ":", StringComparison.Ordinal) || fault.Path == _section.Path))
        {
            return null;
        }

        var connection = Connection() with { Unwatched = [.. CrmConnection.Costly.Where(word => rules?.LookAt(word) is false)] };
        var own = _configuration.GetSection($"{_section.Path}:{_kind.Name}");
        var enabled = _section.Section("Enabled")?.Root!.GetValue<bool>() ?? false;
        if (enabled)
        {
            foreach (var fault in _kind.Validate(connection, own))
            {
                var path = fault.Path.Length == 0 ? _kind.Name : $"{_kind.Name}:{fault.Path}";
                var secret = _kind.Settings.Any(setting => setting.IsSecret && setting.Name == fault.Path);
                _faults.Add(_section.Fault(path, fault.Problem, fault.Remedy, secret ? null : fault.Value));
            }
        }

        return new CrmSettings(_shard.Entry, connection, _kind, enabled, Schedule.Parse(_section.Section("Schedule")?.Text ?? "5m")!, own) { Fingerprint = Fingerprint(connection) };
    }

    /// <summary>Over everything but whether and when it runs.</summary>
    private string Fingerprint(CrmConnection connection)
    {
        var text = string.Join('\n', _section.Sections()
            .Where(one => one.Key is not ("Enabled" or "Schedule"))
            .OrderBy(one => one.Key, StringComparer.Ordinal)
            .Select(one => $"{one.Key}={one.Value.Root?.ToJsonString()}")
            .Concat(connection.Unwatched));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private CrmConnection Connection()
    {
        var deals = _section.Section("Deals");
        var meetings = _section.Section("Meetings");
        return new CrmConnection
        {
            Name = _shard.Name,
            Kind = _kind!.Name,
            TimeZone = TimeZoneInfo.FindSystemTimeZoneById(_section.Section("TimeZone")?.Text ?? "Asia/Tokyo"),
            Language = _section.Section("Language")?.Text ?? "ja",
            Deals = new DealFilter
            {
                Pipelines = _shard.Pipelines ?? Texts(deals, "Pipelines"),
                Stages = Texts(deals, "Stages"),
                Owners = Texts(deals, "Owners"),
                CreatedAfter = MomentShape.Parse(deals?.Section("CreatedAfter")?.Text),
                WriteWhen = Enum.Parse<WriteWhen>(deals?.Section("WriteWhen")?.Text ?? nameof(WriteWhen.Always)),
            },
            Meetings = new MeetingFilter
            {
                Types = Texts(meetings, "Types"),
                ExcludeTitles = Texts(meetings, "ExcludeTitles"),
                Horizon = Duration(meetings, "Horizon", TimeSpan.FromDays(14)),
                PastCountsAsHeld = meetings?.Section("PastCountsAsHeld")?.Root!.GetValue<bool>() ?? !_kind.KeepsMeetingOutcomes,
            },
            Fields = Fields(),
            WriteTo = new WriteTargets(Target(nameof(WriteTargets.Flag)), Target(nameof(WriteTargets.NextStep)), Target(nameof(WriteTargets.Phase)), Target(nameof(WriteTargets.TalkDepth)), Target(nameof(WriteTargets.Reasons))),
            Tasks = HasTasks ? new TaskSettings(Duration(_section.Section("Tasks"), "Within", TaskSettings.Day)) : null,
            DailyShare = _section.Section("ApiBudget")?.Section("DailyShare")?.Root!.GetValue<double>() ?? 0.25,
            DailyReserve = _section.Section("ApiBudget")?.Section("Reserve")?.Root!.GetValue<double>() ?? 0.1,
            IndexLag = Duration(_section, "IndexLag", TimeSpan.FromMinutes(5)),
            ReconcileEvery = Duration(_section, "ReconcileEvery", TimeSpan.FromHours(24)),
        };
    }

    private bool HasTasks => _section.Section("Tasks")?.Section("Enabled")?.Root!.GetValue<bool>() ?? false;

    private ImmutableSortedDictionary<string, FieldSource> Fields()
    {
        var fields = Documents.Fields!.Sections().ToImmutableSortedDictionary(
            field => field.Key,
            field => new FieldSource(
                field.Value.Section("From")!.Text!,
                field.Value.Section("Values")?.Sections().ToImmutableSortedDictionary(one => one.Key, one => one.Value.Text!, StringComparer.Ordinal)),
            StringComparer.Ordinal);

        // Whose task it is has to be read, mapped or not.
        return HasTasks && !fields.ContainsKey(Owner) ? fields.Add(Owner, new FieldSource(_kind!.OwnerProperty)) : fields;
    }

    private void CheckMapping()
    {
        foreach (var (name, field) in Documents.Fields!.Sections().Where(field => field.Value.Kind is JsonValueKind.Object && field.Value.Section("From") is null))
        {
            _faults.Add(field.Fault("From", $"The field \"{name}\" does not say where it comes from.", "Write \"From\": the CRM's property name; or null in place of the field to unmap it."));
        }

        if (HasTasks && Documents.Fields!.Section(Owner) is { } owner && !string.Equals(owner.Section("From")?.Text, _kind!.OwnerProperty, StringComparison.OrdinalIgnoreCase))
        {
            _faults.Add(owner.Fault("From", "Tasks are given to the deal's owner, and this property does not name a person by id.", $"Use {_kind.OwnerProperty}, or set Tasks:Enabled to false.", owner.Section("From")?.Text));
        }

        var taken = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, _) in SettingsCatalogue.Targets)
        {
            if (Target(key) is not { Length: > 0 } property)
            {
                continue;
            }

            if (_kind!.ForbiddenTargets.Contains(property))
            {
                _faults.Add(Documents.WriteTo!.Fault(key, "The field belongs to the rep or to the CRM and is never written.", "Name a field of its own, such as the shipped one.", property));
            }
            else if (Documents.Fields!.Sections().FirstOrDefault(field => string.Equals(field.Value.Section("From")?.Text, property, StringComparison.OrdinalIgnoreCase)).Key is { } read)
            {
                _faults.Add(Documents.WriteTo!.Fault(key, $"The property is read as the field \"{read}\"; writing it would overwrite what reps record.", "Name a property of its own.", property));
            }
            else if (!taken.TryAdd(property, key))
            {
                _faults.Add(Documents.WriteTo!.Fault(key, $"The property already carries {taken[property]}.", "Give each its own property, or null to leave one out.", property));
            }
        }
    }

    private SettingsDocument Merge(string key, string standard)
    {
        var shipped = SettingsDocument.Parse($"{_kind!.Name} defaults", Encoding.UTF8.GetBytes(standard), $"{_section.Path}:{key}", _faults)
            ?? throw new InvalidOperationException($"The shipped {key} of {_kind.Name} are not JSON.");
        return _section.Section(key) is { Kind: JsonValueKind.Object } own ? shipped.MergedWith(own) : shipped;
    }

    private string? Target(string key) => Documents.WriteTo!.Section(key)?.Text;

    private static ImmutableArray<string> Texts(SettingsDocument? section, string key) =>
        section?.Section(key)?.Sections().Select(one => one.Value.Text!).ToImmutableArray() ?? [];

    public static TimeSpan Duration(SettingsDocument? section, string key, TimeSpan otherwise) =>
        Durations.TryParse(section?.Section(key)?.Text, out var duration) ? duration : otherwise;
}
