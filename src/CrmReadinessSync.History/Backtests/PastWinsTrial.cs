using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.History;

/// <summary>Tries rules on the latest wins of an account: a back-test of the one question that the gate asks.</summary>
public sealed class PastWinsTrial : IRulesTrial
{
    /// <summary>So many closed deals are looked at: some forty requests, once for each change of rules.</summary>
    public const int MostDeals = 1000;

    /// <inheritdoc/>
    public async Task<PastWins> TryAsync(CycleRequest request, CrmAccount account, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var deals = new AccountDeals(AccountDeals.HistoryOf(request.Crm, request.Connection), request.Journal, new DealReplay(request.Connection, [], everyMeeting: false));
        var wins = 0L;
        var paused = new List<PausedWin>();
        await foreach (var deal in deals.ReadAsync(new HistoryRequest(account, Most: MostDeals), cancellationToken))
        {
            if (!deal.Won)
            {
                continue;
            }

            wins++;
            var verdict = request.Rules.Judge(deal.Facts, deal.Clock);
            if (verdict.ComputedFlag is Flag.Hold)
            {
                paused.Add(new PausedWin(deal.Id, deal.Day!.Value, verdict.Phase, [.. verdict.Findings.Where(finding => finding.Finding is Finding.Unmet).Select(finding => finding.Premise)]));
            }
        }

        return new PastWins(wins, paused.Count, [.. paused.OrderByDescending(win => win.MeetingOn).ThenBy(win => win.Deal, StringComparer.Ordinal).Take(PastWins.MostListed)]);
    }
}
