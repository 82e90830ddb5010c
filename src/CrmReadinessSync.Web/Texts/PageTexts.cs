using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Web;

/// <summary>The words of the pages in one language, from <c>Texts/&lt;language&gt;.json</c>; what reps call things comes from <see cref="RepLanguage"/>.</summary>
public sealed class PageTexts
{
    private readonly FrozenDictionary<string, string> _texts;

    private PageTexts(string language)
    {
        Language = language;
        Rep = RepLanguage.Of(language);
        using var stream = Shipped(language) ?? Shipped("en")!;
        _texts = JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The languages of the pages: those of reps. A page's own words are English where it has none in that language.</summary>
    public static IReadOnlyList<string> Languages => RepLanguage.All;

    private static FrozenDictionary<string, PageTexts> ByName { get; } = Languages.ToFrozenDictionary(name => name, name => new PageTexts(name), StringComparer.Ordinal);

    public string Language { get; }

    public RepLanguage Rep { get; }

    public IEnumerable<string> Keys => _texts.Keys;

    /// <summary>The text of a key.</summary>
    /// <exception cref="KeyNotFoundException">There is no such text.</exception>
    public string this[string key] => _texts[key];

    public static PageTexts Of(string language) => ByName[language];

    private static Stream? Shipped(string language) => typeof(PageTexts).Assembly.GetManifestResourceStream($"Texts.{language}.json");

    public string? Find(string key) => _texts.GetValueOrDefault(key);

    /// <summary>A text with <c>{0}</c>, <c>{1}</c>, … filled in.</summary>
    public string Say(string key, params ReadOnlySpan<object?> values) => string.Format(CultureInfo.InvariantCulture, this[key], values);

    /// <summary>How long ago.</summary>
    public string Ago(DateTimeOffset at, DateTimeOffset now) => (now - at) switch
    {
        { TotalMinutes: < 1 } => this["ago.now"],
        { TotalHours: < 1 } span => Say("ago.minutes", (int)span.TotalMinutes),
        { TotalDays: < 1 } span => Say("ago.hours", (int)span.TotalHours),
        var span => Say("ago.days", (int)span.TotalDays),
    };

    public static string Percent(double part, double whole) => whole <= 0 ? "–" : string.Create(CultureInfo.InvariantCulture, $"{100 * part / whole:0}%");
}
