using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.History;

/// <summary>The words of one language for reports, from <c>Texts/&lt;language&gt;.json</c>, English where there is none, with those of the rules.</summary>
internal sealed class ReportWords
{
    private readonly FrozenDictionary<string, string> _texts;
    private readonly ReadinessRules _rules;

    public ReportWords(string language, ReadinessRules rules)
    {
        Language = language;
        Rep = RepLanguage.Of(language);
        _rules = rules;
        using var stream = Shipped(language) ?? Shipped("en")!;
        _texts = JsonSerializer.Deserialize(stream, WordsJson.Default.DictionaryStringString)!.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static Stream? Shipped(string language) => typeof(ReportWords).Assembly.GetManifestResourceStream($"History.{language}.json");

    public string Language { get; }

    public RepLanguage Rep { get; }

    public string this[string key] => _texts[key];

    public string? Find(string key) => _texts.GetValueOrDefault(key);

    public IEnumerable<string> Keys => _texts.Keys;

    public string Say(string key, params ReadOnlySpan<(string Name, string Text)> arguments)
    {
        var text = _texts[key];
        foreach (var (name, value) in arguments)
        {
            text = text.Replace($"{{{name}}}", value, StringComparison.Ordinal);
        }

        return text;
    }

    public string Premise(string name) => _rules.LabelOfPremise(name, Language);

    public string Sign(string name) => _rules.LabelOfSign(name, Language);

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    public static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    public static string Signed(double value) => value.ToString("+0.000;−0.000;0.000", CultureInfo.InvariantCulture);

    public static string Percent(double value) => value.ToString("0.0%", CultureInfo.InvariantCulture);

    public static string Percent(double? value) => value is { } known ? Percent(known) : "–";

    public string Between(Estimate? estimate, Func<double, string> format) => estimate is { } known
        ? Say(known.Interval.Low < 0 ? "interval.signed" : "interval", ("value", format(known.Value)), ("low", format(known.Interval.Low)), ("high", format(known.Interval.High)))
        : this["tooFew"];
}

[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class WordsJson : JsonSerializerContext;
