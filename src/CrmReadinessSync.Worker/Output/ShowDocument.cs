using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Worker;

/// <summary>What <c>settings show</c> prints: every value in force and where it came from.</summary>
internal sealed record ShowDocument(IReadOnlyList<ShownSetting> Settings)
{
    private const string Masked = "********";

    public static ShowDocument Of(LoadedSettings loaded, SettingsCatalogue catalogue)
    {
        var shown = new List<ShownSetting>();
        var mappings = loaded.Mappings
            .SelectMany(one => new[] { one.Fields, one.WriteTo })
            .OfType<SettingsDocument>()
            .ToDictionary(document => document.Path, StringComparer.Ordinal);
        Add(loaded.Document, catalogue.Root, secret: false);
        return new ShowDocument(shown);

        void Add(SettingsDocument value, Shape? shape, bool secret)
        {
            secret |= shape?.IsSecret ?? false;
            if (value.Kind is JsonValueKind.Object && value.Sections().Any())
            {
                AddMembers(value, shape, secret);
            }
            else
            {
                var text = value.Root is null ? null : secret && Shape.Shown(value).Length > 0 ? JsonValue.Create(Masked) : value.Root.DeepClone();
                shown.Add(new ShownSetting(value.Path, text, value.Place.File, value.Place.Line));
            }
        }

        void AddMembers(SettingsDocument value, Shape? shape, bool secret)
        {
            foreach (var (key, child) in value.Sections().Where(one => one.Key != "$schema"))
            {
                Add(Merged(child), shape?.Member(key), secret);
            }

            foreach (var (key, absent) in shape is ObjectShape known ? known.Members.Where(member => value.Section(member.Key) is null) : [])
            {
                AddDefault(key.Length == 0 ? value.Path : value.Path.Length == 0 ? key : $"{value.Path}:{key}", absent);
            }
        }

        // Rules, fields and targets are in force as merged onto the shipped ones.
        SettingsDocument Merged(SettingsDocument value) =>
            value.Path == "Readiness" ? RulesDocument.Merge(value, []) ?? value
            : mappings.GetValueOrDefault(value.Path, value);

        void AddDefault(string path, Shape absent)
        {
            if (path == "Readiness" && RulesDocument.Merge(null, []) is { } rules)
            {
                Add(rules, absent, secret: false);
            }
            else if (mappings.TryGetValue(path, out var mapping))
            {
                Add(mapping, absent, secret: false);
            }
            else if (absent is ObjectShape nested)
            {
                foreach (var (key, member) in nested.Members)
                {
                    AddDefault($"{path}:{key}", member);
                }
            }
            else if (absent.Default is { } standard)
            {
                shown.Add(new ShownSetting(path, standard.DeepClone(), "default", null));
            }
        }
    }

    public void Print(TextWriter output)
    {
        foreach (var setting in Settings)
        {
            var place = setting.Line is { } line ? string.Create(CultureInfo.InvariantCulture, $"{setting.Source}:{line}") : setting.Source;
            output.WriteLine($"{setting.Key} = {setting.Value?.ToJsonString(WorkerJson.OneLine.Options) ?? "null"}    ({place})");
        }
    }
}

/// <summary>One value in force.</summary>
internal sealed record ShownSetting(string Key, JsonNode? Value, string Source, int? Line);
