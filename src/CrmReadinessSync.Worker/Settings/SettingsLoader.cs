using System.Collections.Immutable;
using System.Text.Json;
using CrmReadinessSync.Journal;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;
using Microsoft.Extensions.Configuration;

namespace CrmReadinessSync.Worker;

/// <summary>Reads, checks and binds the settings: all of them, or all their faults.</summary>
internal sealed class SettingsLoader(IReadOnlyList<ICrmKind> kinds)
{
    private readonly SettingsCatalogue _catalogue = new(kinds);

    public SettingsCatalogue Catalogue => _catalogue;

    /// <summary>Loads the settings or throws all their faults.</summary>
    /// <exception cref="SettingsException">There is at least one.</exception>
    public WorkerSettings Load(SettingsInput input)
    {
        var loaded = Read(input);
        return loaded.Settings ?? throw new SettingsException(loaded.Faults);
    }

    /// <summary>Loads the settings as far as they go.</summary>
    public LoadedSettings Read(SettingsInput input) => Read(input, SettingsFiles.Read(input));

    /// <summary>The same from files that were read already.</summary>
    public LoadedSettings Read(SettingsInput input, SettingsFiles files)
    {
        var faults = new List<SettingsFault>();
        var document = new SettingsSources(input, files, faults).Read();
        if (faults.Count > 0)
        {
            // What a file that cannot be read would have said is unknown: checking the rest would blame the wrong lines.
            return new LoadedSettings(document, [], faults, null);
        }

        faults.AddRange(RepLanguage.Faults);
        _catalogue.Root.Check(document, faults);
        var (rules, ruleFaults) = RulesDocument.Compile(document.Section("Readiness"));
        faults.AddRange(ruleFaults);
        var configuration = Configuration(document);
        var connections = Shard.Of(document.Section("Crms"), faults).Select(shard => new ConnectionReader(shard, kinds, configuration, faults)).ToList();
        var crms = connections.Select(one => one.Read(rules)).OfType<CrmSettings>().ToImmutableArray();
        var journal = Journal(document.Section("Journal"), files.BaseFile is { } file ? Path.GetDirectoryName(file)! : input.WorkingFolder, faults);
        var web = WebSettings.Read(document.Section("Web"), faults);
        var distinct = faults.DistinctBy(fault => (fault.Path, fault.File, fault.Line, fault.Path.Length == 0 ? fault.Problem : "")).ToList();
        var whole = distinct.Count > 0 || rules is null || journal is null ? null : new WorkerSettings
        {
            BaseFile = files.BaseFile,
            Fingerprint = files.Fingerprint,
            Crms = crms,
            Rules = rules,
            RulesSection = document.Section("Readiness"),
            Web = web,
            Telemetry = TelemetrySettings.Read(document.Section("Telemetry")),
            Notices = NoticeSettings.Read(document.Section("Notices")),
            Safety = Safety(document.Section("Safety")),
            Journal = journal,
            Configuration = configuration,
            AtStartOnly = AtStartOnly(document),
        };
        return new LoadedSettings(document, [.. connections.Select(one => one.Documents)], distinct, whole);
    }

    private static ImmutableSortedDictionary<string, string> AtStartOnly(SettingsDocument document) => ImmutableSortedDictionary.CreateRange(
        StringComparer.Ordinal,
        SettingsCatalogue.AtStartOnly.Select(path =>
            KeyValuePair.Create(path, path.Split(':').Aggregate((SettingsDocument?)document, (section, key) => section?.Section(key))?.Root?.ToJsonString() ?? "")));

    private static SafetySettings Safety(SettingsDocument? section) => new(
        section?.Section("DryRun")?.Root!.GetValue<bool>() ?? false,
        new BrakeSettings(
            section?.Section("MassFlipBrake")?.Root!.GetValue<double>() ?? 0.2,
            section?.Section("RequirePreview")?.Root!.GetValue<bool>() ?? false,
            section?.Section("MaxPausedWins")?.Root?.GetValue<double>()));

    private static JournalSettings? Journal(SettingsDocument? section, string folder, List<SettingsFault> faults)
    {
        var text = section?.Section("ConnectionString")?.Text ?? "Data Source=data/journal.db";
        try
        {
            return new JournalSettings(
                JournalPlace.Of(
                    Enum.TryParse<JournalProvider>(section?.Section("Provider")?.Text, out var provider) ? provider : JournalProvider.Sqlite,
                    text,
                    section?.Section("Password")?.Text,
                    folder),
                ConnectionReader.Duration(section, "KeepFor", TimeSpan.FromDays(180)),
                ConnectionReader.Duration(section, "KeepGoneFor", TimeSpan.FromDays(30)));
        }
        catch (JournalException wrong)
        {
            // Not the value: it may hold a password.
            faults.Add(section?.Fault("ConnectionString", wrong.Message, wrong.Remedy) ?? new SettingsFault("Journal:ConnectionString", wrong.Message, wrong.Remedy));
            return null;
        }
        catch (ArgumentException)
        {
            const string Problem = "It is not a connection string.";
            const string Remedy = "Write \"Data Source=PATH\".";
            faults.Add(section?.Fault("ConnectionString", Problem, Remedy) ?? new SettingsFault("Journal:ConnectionString", Problem, Remedy));
            return null;
        }
    }

    /// <summary>.NET configuration folds case and joins keys with colons; only what vendors and Serilog read is read from it.</summary>
    private static IConfigurationRoot Configuration(SettingsDocument document)
    {
        var flat = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        Flatten(document);
        return new ConfigurationBuilder().AddInMemoryCollection(flat).Build();

        void Flatten(SettingsDocument value)
        {
            if (value.Kind is JsonValueKind.Object or JsonValueKind.Array)
            {
                foreach (var (_, child) in value.Sections())
                {
                    Flatten(child);
                }
            }
            else if (value.Kind is not JsonValueKind.Null)
            {
                flat[value.Path] = value.Text ?? value.Root!.ToString();
            }
        }
    }
}

/// <summary>What loading came to.</summary>
/// <param name="Document">What was written, all layers in one.</param>
/// <param name="Mappings">Each connection's fields and targets, merged onto the vendor's own.</param>
/// <param name="Faults">Everything wrong.</param>
/// <param name="Settings">Null when there is a fault.</param>
internal sealed record LoadedSettings(
    SettingsDocument Document,
    ImmutableArray<MappingDocuments> Mappings,
    IReadOnlyList<SettingsFault> Faults,
    WorkerSettings? Settings);

/// <summary>The documents of one connection as merged.</summary>
/// <param name="Fields">Null when the kind is unknown.</param>
/// <param name="WriteTo">Null when the kind is unknown.</param>
internal sealed record MappingDocuments(SettingsDocument? Fields, SettingsDocument? WriteTo);
