using System.Runtime.CompilerServices;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.History;

/// <summary>Closed deals of an account, each as before its meetings, by the CRM's history and what the journal froze.</summary>
/// <param name="history">The CRM's history.</param>
/// <param name="journal">The journal of the connection.</param>
/// <param name="replay">How a deal is rebuilt.</param>
public sealed class AccountDeals(IDealHistory history, IJournal journal, DealReplay replay)
{
    /// <summary>Closed deals read so far.</summary>
    public long Read { get; private set; }

    /// <summary>Of these, deals that never had a sales meeting and so were not rebuilt.</summary>
    public long WithoutMeeting { get; private set; }

    /// <summary>Rebuilds the deals that are asked for, the latest closed first.</summary>
    /// <exception cref="CrmException">They cannot be read.</exception>
    public async IAsyncEnumerable<ClosedDeal> ReadAsync(HistoryRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in history.ReadClosedAsync(request, cancellationToken))
        {
            var noted = (await journal.FindEpisodesAsync([.. page.Select(deal => deal.Id)], onlyOpen: false, cancellationToken)).ToLookup(episode => episode.DealId, StringComparer.Ordinal);
            foreach (var deal in page)
            {
                Read++;
                var meetings = 0;
                foreach (var before in replay.Of(deal, [.. noted[deal.Id]]))
                {
                    meetings++;
                    yield return before;
                }

                WithoutMeeting += meetings == 0 ? 1 : 0;
            }
        }
    }

    /// <summary>The history of an account.</summary>
    /// <exception cref="CrmException">The vendor keeps none.</exception>
    public static IDealHistory HistoryOf(ICrm crm, CrmConnection connection) => crm.History
        ?? throw new CrmException(new CrmFailure(FailureAction.StopCrm, "no_history", $"{connection.Kind} keeps no history of values.", "Export closed deals and use backtest --csv."));
}
