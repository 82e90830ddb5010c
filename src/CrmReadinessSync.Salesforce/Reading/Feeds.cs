using System.Collections.Immutable;
using System.Globalization;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce;

/// <summary>
/// Where the feeds stand. Each has read everything up to an instant of the org's clock; the next read begins a lag earlier, since a row
/// is stamped before it can be seen (a transaction commits later). That of mails is null where they have never been read.
/// </summary>
internal sealed record Feeds(DateTimeOffset Opportunities, DateTimeOffset ContactRoles, DateTimeOffset Events, DateTimeOffset Accounts, DateTimeOffset? Mails)
{
    private const string OpportunitiesKey = "opportunities";
    private const string ContactRolesKey = "contact_roles";
    private const string EventsKey = "events";
    private const string AccountsKey = "accounts";
    private const string MailsKey = "mails";

    /// <summary>The positions kept in the journal; null when there are none, or none of a shape known here: then all is read.</summary>
    public static Feeds? Parse(ImmutableSortedDictionary<string, string> positions)
    {
        return Read(OpportunitiesKey) is { } opportunities && Read(ContactRolesKey) is { } roles && Read(EventsKey) is { } events && Read(AccountsKey) is { } accounts
            ? new Feeds(opportunities, roles, events, accounts, Read(MailsKey))
            : null;

        DateTimeOffset? Read(string key) => positions.TryGetValue(key, out var text) && SalesforceMoment.TryParse(text, out var instant) ? instant : null;
    }

    /// <summary>All feeds at one instant, as positions; that of mails only where they are read.</summary>
    public static ImmutableSortedDictionary<string, string> At(DateTimeOffset instant, bool withMails)
    {
        var text = instant.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        string[] keys = withMails ? [OpportunitiesKey, ContactRolesKey, EventsKey, AccountsKey, MailsKey] : [OpportunitiesKey, ContactRolesKey, EventsKey, AccountsKey];
        return ImmutableSortedDictionary.CreateRange(
            StringComparer.Ordinal, keys.Select(key => KeyValuePair.Create(key, text)));
    }

    /// <summary>From where each is read again.</summary>
    public Feeds Minus(TimeSpan lag) => new(Opportunities - lag, ContactRoles - lag, Events - lag, Accounts - lag, Mails - lag);
}
