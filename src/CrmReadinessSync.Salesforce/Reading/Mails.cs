using System.Globalization;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce;

/// <summary>
/// When they last wrote: EmailMessage rows that came in and hang on an opportunity. A mail does not move the opportunity's own stamp, so they are
/// a feed of their own; and of a mail only its moment is told on, so no deal is read again for it.
/// </summary>
internal static class Mails
{
    public const string Object = "EmailMessage";

    /// <summary>The word they tell.</summary>
    public const string Word = "last_inbound";

    /// <summary>What the shipped mapping says; any other name is a field of the org's own on the opportunity.</summary>
    public const string Source = $"{Object}.{Sent}";

    private const string Sent = "MessageDate";
    private const string Deal = "RelatedToId";

    /// <summary>How far the first reading looks back. Of whoever has been silent for longer it is not known for how long, so nothing is said.</summary>
    public static readonly TimeSpan Back = TimeSpan.FromDays(180);

    /// <summary>An instant that no row bears: what is asked from then on is whether one may ask.</summary>
    private static readonly DateTimeOffset Never = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly SoqlNames Queried = new(Object, [Names.Id, Deal, "RelatedTo.Type", "Incoming", Sent, "CreatedDate", Names.Stamp]);

    /// <summary>Whether the connection wants to know it from mails, and a rule looks at it.</summary>
    public static bool AreAsked(CrmConnection connection) =>
        connection.Watches(Word) && connection.Fields.TryGetValue(Word, out var source) && IsSource(source);

    /// <summary>Whether a mapping names mails rather than a field.</summary>
    public static bool IsSource(FieldSource source) => string.Equals(source.From, Source, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Whether this user may ask for them. Not every org has the object, and not every user sees it; some have it and refuse the question all the
    /// same, so it is put once.
    /// </summary>
    public static async Task<bool> CanBeReadAsync(ISalesforceApi api, CancellationToken cancellationToken) =>
        await api.DescribeAsync(Object, cancellationToken) is not null
        && await api.MayQueryAsync(All().WhereFrom(Names.Stamp, Never), cancellationToken);

    /// <summary>Mails of theirs, of whatever opportunity.</summary>
    public static SoqlQuery All() => new SoqlQuery(Queried, [Names.Id, Deal, Sent, "CreatedDate", Names.Stamp]).Where("Incoming", true).Where("RelatedTo.Type", Names.Opportunity);

    /// <summary>Mails of theirs on some opportunities.</summary>
    public static SoqlQuery Of(IEnumerable<string> ids) => All().WhereIn(Deal, ids).OrderBy(Deal, Names.Id);

    /// <summary>
    /// The latest of each deal, as raw moments that sort as texts. The sender's clock says when a mail was sent; it was no later than it came in.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Latest(IEnumerable<SalesforceRow> rows)
    {
        var latest = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            var (sent, came) = (row.Moment(Sent), row.Moment("CreatedDate"));
            if (row.Text(Deal) is { } deal && (sent < came ? sent : came ?? sent) is { } at)
            {
                var text = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
                latest[deal] = Later(text, latest.GetValueOrDefault(deal))!;
            }
        }

        return latest;
    }

    /// <summary>The later of two raw moments.</summary>
    public static string? Later(string? one, string? other) => string.CompareOrdinal(one, other) < 0 ? other : one;
}
