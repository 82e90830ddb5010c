using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Benchmarks;

/// <summary>HubSpot's least.</summary>
/// <param name="AllDeals">Deals of the account, closed ones included: the list endpoint knows no filter.</param>
/// <param name="OpenDeals">Deals that are ours.</param>
/// <param name="Contacts">Distinct contacts of those.</param>
/// <param name="Companies">Distinct primary companies.</param>
/// <param name="Meetings">Distinct meetings.</param>
/// <param name="Dated">Deals with an answer whose date matters, or a close date that may have been pushed.</param>
/// <param name="PutOff">Meetings of which HubSpot says that the counterpart moved them.</param>
/// <param name="Changed">Deals whose CRM showed something else.</param>
internal sealed record HubSpotLeast(long AllDeals, long OpenDeals, long Contacts, long Companies, long Meetings, long Dated, long PutOff, long Changed) : ILeastPossible
{
    private const long SearchesPerSecond = 5;
    private const long BurstPerWindow = 190;
    private const double BurstWindow = 10;

    public IReadOnlyDictionary<string, long> CountedFrom => new Dictionary<string, long>(StringComparer.Ordinal)
    {
        ["allDeals"] = AllDeals, ["openDeals"] = OpenDeals, ["contacts"] = Contacts, ["companies"] = Companies, ["meetings"] = Meetings, ["dated"] = Dated, ["putOff"] = PutOff, ["changed"] = Changed,
    };

    public IReadOnlyDictionary<string, long> Requests
    {
        get
        {
            var (list, search, associations) = Listing;
            return new Dictionary<string, long>(StringComparer.Ordinal)
            {
                ["list"] = list,
                ["search"] = search,
                ["associations"] = associations,
                ["batch_read"] = Pages(Contacts, 100) + Pages(Companies, 100) + Pages(Meetings, 100),
                ["history"] = Pages(Dated, 50) + Pages(PutOff, 50),
                ["batch_update"] = Pages(Changed, 100),
            };
        }
    }

    /// <summary>
    /// The cheaper of list pages with associations inline, and search pages with one association batch a thousand deals for each of the
    /// three kinds of record.
    /// </summary>
    private (long List, long Search, long Associations) Listing
    {
        get
        {
            var list = Pages(AllDeals, 100);
            var search = Pages(OpenDeals, 200);
            var associations = 3 * Pages(OpenDeals, 1000);
            return list <= search + associations ? (list, 0, 0) : (0, search, associations);
        }
    }

    /// <summary>
    /// Seconds: listing is a chain, since each page names the next, and what hangs on the last page is asked when it came; so is writing, since
    /// only one write may be in doubt; writing begins when all is read, for the nearest meeting comes first. No window of a limit, which
    /// slides, holds more than permitted. Without limits only the chains count.
    /// </summary>
    public double Seconds(TimeSpan latency, bool limited)
    {
        var requests = Requests;
        var way = latency.TotalSeconds;
        var (search, writes) = (requests["search"], requests["batch_update"]);
        var hanging = (search > 0 ? 2 : 1) * way;
        var listing = ((requests["list"] + search) * way) + hanging;
        if (!limited)
        {
            return listing + (writes * way);
        }

        var burst = requests.Values.Sum() - search - requests["associations"];
        var searching = Windows(search, SearchesPerSecond) + (LastWindow(search, SearchesPerSecond) * way) + hanging;
        var reading = Math.Max(Math.Max(listing, search > 0 ? searching : 0), Windows(burst - writes, BurstPerWindow) * BurstWindow);
        var lastWrites = Math.Min(LastWindow(burst, BurstPerWindow), writes) * way;
        return Math.Max(reading + (writes * way), (Windows(burst, BurstPerWindow) * BurstWindow) + lastWrites);
    }

    /// <summary>Windows that pass whole before the last of so many requests may go.</summary>
    private static long Windows(long requests, long permits) => Math.Max(0, Pages(requests, permits) - 1);

    /// <summary>Requests that cannot go before the last window.</summary>
    private static long LastWindow(long requests, long permits) => requests - (permits * Windows(requests, permits));

    /// <summary>Counts what hangs on the deals that the journal holds after the first run.</summary>
    public static async Task<ILeastPossible> CountAsync(IJournal journal, long allDeals, long changed, CancellationToken cancellationToken)
    {
        var (open, dated) = (0L, 0L);
        HashSet<string> contacts = [], companies = [], meetings = [], putOff = [];
        await foreach (var page in journal.ReadOpenDealsAsync(cancellationToken))
        {
            foreach (var deal in page.Select(record => record.Snapshot))
            {
                open++;
                dated += deal.Values.Any(value => value.Value.Value is not null && (value.Key is "close_date" || IsDated(value.Key))) ? 1 : 0;
                contacts.UnionWith(deal.Contacts.Select(contact => contact.Id));
                companies.UnionWith(deal.CompanyIds.Take(1));
                meetings.UnionWith(deal.Meetings.Select(meeting => meeting.Id));
                putOff.UnionWith(deal.Meetings.Where(meeting => meeting.MovedByThem).Select(meeting => meeting.Id));
            }
        }

        return new HubSpotLeast(allDeals, open, contacts.Count, companies.Count, meetings.Count, dated, putOff.Count, changed);
    }

    /// <summary>Whether the date of a word's value matters.</summary>
    internal static bool IsDated(string field) =>
        Readiness.Vocabulary.TryFind(field, out var known) && known is { Kind: Readiness.FieldKind.Answer, Type: not Readiness.FieldType.Date };

    private static long Pages(long count, long size) => (count + size - 1) / size;
}
