using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CrmReadinessSync.Readiness;

/// <summary>
/// The words of one language that reps read, from <c>Texts/&lt;language&gt;.json</c>. Another language is another file of the same keys, here or in
/// the folder <c>Languages</c> beside the executable.
/// </summary>
public sealed class RepLanguage
{
    private static readonly LanguageFiles Files = LanguageFiles.Read(Path.Combine(AppContext.BaseDirectory, LanguageFiles.Folder));

    private readonly FrozenDictionary<string, string> _texts;

    internal RepLanguage(string name, IReadOnlyDictionary<string, string> texts)
    {
        Name = name;
        _texts = texts.ToFrozenDictionary(StringComparer.Ordinal);
        Fingerprint = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', _texts.Where(text => !text.Key.StartsWith("form.", StringComparison.Ordinal)).Select(text => $"{text.Key.Length} {text.Value.Length} {text.Key} {text.Value}").Order(StringComparer.Ordinal))));
    }

    /// <summary>The languages there are, such as <c>en</c> and <c>ja</c>.</summary>
    public static ImmutableArray<string> All { get; } = [.. Files.Languages.Keys];

    /// <summary>What is wrong with files in the folder beside the executable; their languages are not there.</summary>
    public static ImmutableArray<SettingsFault> Faults => Files.Faults;

    /// <summary>The language's name in settings.</summary>
    public string Name { get; }

    /// <summary>What its speakers call it.</summary>
    public string OwnName => this["language.name"];

    /// <summary>The group of the readiness fields on a deal.</summary>
    public string FormGroup => this["form.group"];

    /// <summary>The language by name.</summary>
    /// <exception cref="ArgumentException">There is no such language; <see cref="All"/> names those there are.</exception>
    public static RepLanguage Of(string name) =>
        Files.Languages.GetValueOrDefault(name) ?? throw new ArgumentException($"There are no texts for the language \"{name}\".", nameof(name));

    /// <summary>What reps call a flag.</summary>
    public string LabelOf(Flag flag) => this[$"flag.{flag}"];

    /// <summary>What reps call a phase.</summary>
    public string LabelOf(Phase phase) => this[$"phase.{phase}"];

    /// <summary>What reps call a depth.</summary>
    public string LabelOf(TalkDepth depth) => this[$"depth.{depth}"];

    /// <summary>The subject of a task that asks an owner to look at a deal before its meeting.</summary>
    public string TaskSubject(Flag flag, DateTimeOffset meeting, TimeZoneInfo zone) => Say("task.subject", ("moment", Moment(meeting, zone)), ("flag", LabelOf(flag)));

    /// <summary>What reps call a value of a shipped choice field; null when the field or value is not a shipped one.</summary>
    public string? LabelOfChoice(string field, string value) =>
        Find($"choice.{field}.{value}") ?? Find($"choice.{field}.{value.ToLowerInvariant().Replace(' ', '_')}");

    /// <summary>What reps call a field of the vocabulary; null when the vocabulary has no such word.</summary>
    public string? LabelOfField(string field) => Find($"field.{field}");

    /// <summary>What reps read beside a readiness field: a word of the vocabulary, or a target's key in the settings.</summary>
    public string FormLabel(string field) => this[$"form.{field}.label"];

    /// <summary>What the field is for.</summary>
    public string FormHelp(string field) => this[$"form.{field}.help"];

    /// <summary>What reps read for one of its choices.</summary>
    public string FormChoice(string field, string value) => this[$"form.{field}.choice.{value}"];

    internal IEnumerable<KeyValuePair<string, string>> Texts => _texts;

    /// <summary>A hash over all texts but those of forms, which are no part of a verdict.</summary>
    internal byte[] Fingerprint { get; }

    internal string this[string key] => _texts[key];

    internal string? Find(string key) => _texts.GetValueOrDefault(key);

    /// <summary>A text with its <c>{names}</c> filled in.</summary>
    internal string Say(string key, params ReadOnlySpan<(string Name, string Text)> arguments)
    {
        var text = this[key];
        foreach (var (name, value) in arguments)
        {
            text = text.Replace($"{{{name}}}", value, StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>A moment with weekday and time, as a clock in the zone shows it.</summary>
    public string Moment(DateTimeOffset moment, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(moment, zone);
        return Say("format.moment", [.. DayParts(DateOnly.FromDateTime(local.DateTime)), ("time", local.ToString("HH:mm", CultureInfo.InvariantCulture))]);
    }

    /// <summary>A day with its weekday.</summary>
    public string Day(DateOnly day) => Say("format.day", DayParts(day));

    /// <summary>A day without weekday, for evidence.</summary>
    public string Date(DateTimeOffset moment, TimeZoneInfo zone) => Date(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, zone).DateTime));

    /// <summary>A day without weekday, for evidence.</summary>
    public string Date(DateOnly day) => Say("format.date", DayParts(day));

    internal string List(IEnumerable<string> items) => string.Join(this["format.comma"], items);

    private (string, string)[] DayParts(DateOnly day) =>
    [
        ("year", day.Year.ToString(CultureInfo.InvariantCulture)),
        ("month", day.Month.ToString(CultureInfo.InvariantCulture)),
        ("day", day.Day.ToString(CultureInfo.InvariantCulture)),
        ("monthName", this[string.Create(CultureInfo.InvariantCulture, $"month.{day.Month}")]),
        ("weekday", this[$"weekday.{day.DayOfWeek}"]),
    ];
}
