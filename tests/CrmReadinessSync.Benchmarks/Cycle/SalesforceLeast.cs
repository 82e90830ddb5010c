using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Benchmarks;

/// <summary>Salesforce's least.</summary>
/// <param name="OpenDeals">Deals that are ours.</param>
/// <param name="ContactRoles">Rows that tie people to them.</param>
/// <param name="Meetings">Their events.</param>
/// <param name="DatedAnswers">Answers whose date the field history told: a row of it each, at least.</param>
/// <param name="Mails">Deals that a mail of theirs dates: a row of it each, at least. Null where mails are not read.</param>
/// <param name="Changed">Deals whose CRM showed something else.</param>
internal sealed record SalesforceLeast(long OpenDeals, long ContactRoles, long Meetings, long DatedAnswers, long? Mails, long Changed) : ILeastPossible
{
    private const long Page = 2000;
    private const long QueriesOfComposite = 5;
    private const long Collection = 200;
    private const long BulkAbove = 2000;
    private const long Job = 10_000;

    private const long Opening = 4;

    /// <summary>Made, uploaded, closed, looked at once, and its three lists of rows fetched.</summary>
    private const long RequestsOfJob = 7;

    public IReadOnlyDictionary<string, long> CountedFrom => new Dictionary<string, long>(StringComparer.Ordinal)
    {
        ["openDeals"] = OpenDeals, ["contactRoles"] = ContactRoles, ["meetings"] = Meetings, ["datedAnswers"] = DatedAnswers, ["mails"] = Mails ?? 0, ["changed"] = Changed,
    };

    public IReadOnlyDictionary<string, long> Requests
    {
        get
        {
            return new Dictionary<string, long>(StringComparer.Ordinal)
            {
                ["query"] = Mails is null ? 1 : 2,
                ["query_more"] = Math.Max(1, Pages(OpenDeals, Page)) - 1 + Math.Max(1, Pages(Mails ?? 0, Page)) - 1,
                ["composite"] = Pages(Pages(ContactRoles, Page) + Pages(Meetings, Page) + Pages(DatedAnswers, Page), QueriesOfComposite),
                ["update"] = Changed <= BulkAbove ? Pages(Changed, Collection) : 0,
                ["bulk"] = Changed <= BulkAbove ? 0 : RequestsOfJob * Pages(Changed, Job),
            };
        }
    }

    /// <summary>
    /// All is one chain: a page names the next, what hangs on a page is asked when it came, one write is in doubt at a time. Under its limits the practice org works on a
    /// job for five seconds and one for each 2,000 rows; without, at once. Before all that come session, versions, and two rounds of descriptions.
    /// </summary>
    public double Seconds(TimeSpan latency, bool limited) =>
        ((Opening + Requests.Values.Sum()) * latency.TotalSeconds) + (limited && Changed > BulkAbove ? (5 * Pages(Changed, Job)) + (Changed / 2000.0) : 0);

    /// <summary>Counts what hangs on the deals that the journal holds after the first run.</summary>
    public static async Task<ILeastPossible> CountAsync(IJournal journal, long allDeals, long changed, CancellationToken cancellationToken)
    {
        var (open, roles, meetings, answers) = (0L, 0L, 0L, 0L);
        long? mails = null;
        await foreach (var page in journal.ReadOpenDealsAsync(cancellationToken))
        {
            foreach (var deal in page.Select(record => record.Snapshot))
            {
                open++;
                roles += deal.Contacts.Sum(contact => Math.Max(1, contact.Roles.Length));
                meetings += deal.Meetings.Length;
                mails = deal.Values.TryGetValue("last_inbound", out var last) ? (mails ?? 0) + (last.Value is null ? 0 : 1) : mails;
                answers += deal.Values.Count(value => value.Value is { Value: not null, SetAt: not null } && HubSpotLeast.IsDated(value.Key));
            }
        }

        return new SalesforceLeast(open, roles, meetings, answers, mails, changed);
    }

    private static long Pages(long count, long size) => (count + size - 1) / size;
}
