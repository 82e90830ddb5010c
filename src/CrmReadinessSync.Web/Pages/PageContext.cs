using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Web;

/// <summary>What every page knows.</summary>
/// <param name="Texts">The visitor's language.</param>
/// <param name="Service">The service as it is now.</param>
/// <param name="Condition">How well it is.</param>
/// <param name="Now">The present.</param>
/// <param name="Path">The page's path with its query, for links back to it.</param>
/// <param name="FormToken">Proves that a form was on this site.</param>
public sealed record PageContext(PageTexts Texts, ServiceView Service, Condition Condition, DateTimeOffset Now, string Path, string FormToken)
{
    public string this[string key] => Texts[key];

    public string Language => Texts.Language;

    public RepLanguage Rep => Texts.Rep;

    /// <summary>The zone of a connection; of the first one for what belongs to none.</summary>
    public TimeZoneInfo ZoneOf(string? crm) => (Service.Find(crm) ?? Service.Enabled.FirstOrDefault())?.Connection.TimeZone ?? TimeZoneInfo.Utc;

    /// <summary>What a field is called; its word where no text says otherwise.</summary>
    public string LabelOfField(string word) => Rep.LabelOfField(word) ?? word;

    public string Moment(DateTimeOffset at, string? crm) => Rep.Moment(at, ZoneOf(crm));

    public string Time(DateTimeOffset at, string? crm) => TimeZoneInfo.ConvertTime(at, ZoneOf(crm)).ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture);

    public DateOnly DayOf(DateTimeOffset at, string? crm) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, ZoneOf(crm)).DateTime);

    /// <summary>The same page in another language.</summary>
    public string In(string language)
    {
        var parts = Path.Split('?', 2);
        var kept = parts.Length == 1 ? [] : parts[1].Split('&').Where(one => one.Length > 0 && !one.StartsWith("lang=", StringComparison.Ordinal));
        return $"{parts[0]}?{string.Join('&', kept.Append($"lang={language}"))}";
    }

    public static string LinkTo(string crm, string deal) => $"/deals/{Uri.EscapeDataString(crm)}/{Uri.EscapeDataString(deal)}";
}
