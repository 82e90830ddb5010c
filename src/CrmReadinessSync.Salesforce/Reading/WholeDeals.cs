using System.Runtime.CompilerServices;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce;

/// <summary>
/// Completes deals with their people, meetings and dates. One composite asks about as many deals as fill a page of its fullest query, told by
/// the composite before. Where that takes the org too long (<c>QUERY_TIMEOUT</c>), half as many are asked about from there on.
/// </summary>
internal sealed class WholeDeals(ISalesforceApi api, Pages pages, Func<ReadPlan> plan)
{
    /// <summary>The most rows of a page, and ids of a composite: 2,000 ids make some 42,000 of the 100,000 characters allowed.</summary>
    internal const int Most = 2000;

    /// <summary>Deals of the very first composite.</summary>
    private const int First = 1250;

    /// <summary>When so few take too long, fewer would not help.</summary>
    private const int Fewest = 50;

    /// <summary>How full a page is meant to be: deals differ, and a row too many costs a request.</summary>
    private const double Fill = 0.98;

    private double? _rowsOfDeal;
    private int _bound = Most;

    /// <summary>How many deals the next composite asks about.</summary>
    public int AtOnce => Math.Min(_bound, _rowsOfDeal is { } rows ? (int)Math.Clamp(Most * Fill / rows, Fewest, Most) : First);

    /// <summary>Begins anew: what took too long before may pass now.</summary>
    public void Reset() => _bound = Most;

    /// <summary>Reads deals by id with everything that hangs on them; more requests only for overlong pages.</summary>
    /// <param name="ids">The deals.</param>
    /// <param name="known">What the journal knows.</param>
    /// <param name="since">When the feed of deals had last been read, so that what changed since has a date; null when that is not known.</param>
    /// <param name="withMails">Whether to ask for the mails of deals of which none are known; whoever walks the feed of all mails need not.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async IAsyncEnumerable<DealPage> ReadAsync(
        IReadOnlyList<string> ids, IKnownDeals known, DateTimeOffset? since, bool withMails, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var at = 0; at < ids.Count;)
        {
            var chunk = ids.Skip(at).Take(AtOnce).ToList();
            DealPage page;
            try
            {
                page = await ReadChunkAsync(chunk, known, since, withMails, cancellationToken);
            }
            catch (CrmException slow) when (IsHalved(slow, chunk.Count))
            {
                continue;
            }

            at += chunk.Count;
            yield return page;
        }
    }

    /// <summary>Completes rows at hand.</summary>
    public async Task<IReadOnlyList<DealSnapshot>> CompleteAsync(
        IReadOnlyList<SalesforceRow> rows, IReadOnlyDictionary<string, KnownDeal> before, DateTimeOffset? since, bool withMails, CancellationToken cancellationToken)
    {
        var deals = new List<DealSnapshot>(rows.Count);
        while (deals.Count < rows.Count)
        {
            var chunk = rows.Skip(deals.Count).Take(AtOnce).ToList();
            try
            {
                var ids = chunk.ConvertAll(row => row.Text(Names.Id) ?? throw FailureTable.Unreadable("A row has no id."));
                var mailsOf = MailsOf(ids, before, withMails);
                var answers = await AskAsync(Children.Queries(plan(), ids, mailsOf, Children.QueriesOfComposite), ids.Count, cancellationToken);
                var children = await Children.ReadAsync(api, pages, plan(), answers, ids, mailsOf.Count > 0, cancellationToken);
                deals.AddRange(chunk.Select(row => children.Complete(row, Before(row, before), since)));
            }
            catch (CrmException slow) when (IsHalved(slow, chunk.Count))
            {
                // Again, with half of them.
            }
        }

        return deals;
    }

    private async Task<DealPage> ReadChunkAsync(List<string> chunk, IKnownDeals known, DateTimeOffset? since, bool withMails, CancellationToken cancellationToken)
    {
        var before = await known.FindAsync(chunk, cancellationToken);
        var own = new SoqlQuery(plan().OpportunityNames, plan().MainFields).WhereIn(Names.Id, chunk).OrderBy(Names.Id);
        var mailsOf = MailsOf(chunk, before, withMails);
        var answers = await AskAsync([(own, true), .. Children.Queries(plan(), chunk, mailsOf, Children.QueriesOfComposite - 1)], chunk.Count, cancellationToken);
        var rows = (await pages.RestAsync(answers[0], cancellationToken)).Where(row => !row.Flag("IsDeleted")).ToList();
        var children = await Children.ReadAsync(api, pages, plan(), [.. answers.Skip(1)], chunk, mailsOf.Count > 0, cancellationToken);
        var deals = rows.ConvertAll(row => children.Complete(row, Before(row, before), since));
        return new DealPage { Deals = deals, Gone = [.. chunk.Except(deals.Select(deal => deal.Id), StringComparer.Ordinal)] };
    }

    /// <summary>The feed of mails tells of known deals; of one met only now it told nobody.</summary>
    private List<string> MailsOf(IReadOnlyCollection<string> ids, IReadOnlyDictionary<string, KnownDeal> before, bool wanted) => wanted && plan().ReadsMails
        ? [.. ids.Where(id => before.GetValueOrDefault(id)?.Snapshot.Values.ContainsKey(Mails.Word) is not true)]
        : [];

    private async Task<IReadOnlyList<QueryResult>> AskAsync(IReadOnlyList<(SoqlQuery Query, bool All)> queries, int deals, CancellationToken cancellationToken)
    {
        var answers = await api.QueryTogetherAsync(queries, cancellationToken);
        // A handful of deals is no sample.
        if (deals >= Fewest)
        {
            _rowsOfDeal = answers.Max(answer => answer.TotalSize) / (double)deals;
        }

        return answers;
    }

    private bool IsHalved(CrmException failed, int asked)
    {
        if (!FailureTable.IsTooSlow(failed) || asked / 2 < Fewest)
        {
            return false;
        }

        _bound = asked / 2;
        return true;
    }

    private static DealSnapshot? Before(SalesforceRow row, IReadOnlyDictionary<string, KnownDeal> before) =>
        before.GetValueOrDefault(row.Text(Names.Id) ?? "")?.Snapshot;
}
