using System.Collections.Immutable;

namespace CrmReadinessSync.Sync;

/// <summary>
/// Notes how deals ended that had a meeting while the service was at work, beside the verdicts that stood at those meetings. To be kept
/// before the deals are: noted twice is noted once, and a kill in between loses nothing.
/// </summary>
internal sealed class OutcomeNotes(CycleRun run)
{
    /// <summary>Of a page as it was read: what closed, and what was taken up again.</summary>
    public async Task KeepAsync(IReadOnlyList<DealSnapshot> page, IReadOnlyDictionary<string, KnownDeal> known, CancellationToken cancellationToken)
    {
        var turned = page
            .Where(deal => known.TryGetValue(deal.Id, out var before) && (deal.IsClosed, deal.IsWon) != (before.Snapshot.IsClosed, before.Snapshot.IsWon))
            .ToDictionary(deal => deal.Id, StringComparer.Ordinal);
        if (turned.Count == 0)
        {
            return;
        }

        var episodes = (await run.Journal.FindEpisodesAsync(turned.Keys, onlyOpen: false, cancellationToken)).ToLookup(episode => episode.DealId, StringComparer.Ordinal);
        var changed = turned.Values.SelectMany(deal => Of(deal, known[deal.Id].Snapshot, [.. episodes[deal.Id]])).ToList();
        if (changed.Count > 0)
        {
            await run.Journal.SaveEpisodesAsync(run.Id, changed, [], cancellationToken);
        }
    }

    private IEnumerable<Episode> Of(DealSnapshot deal, DealSnapshot before, IReadOnlyList<Episode> episodes)
    {
        var open = episodes.FirstOrDefault(episode => episode is { Kind: EpisodeKind.Outcome, EndedAt: null });
        if (open is not null && !(deal.IsClosed && open.Outcome!.Won == deal.IsWon))
        {
            yield return open with { EndedAt = run.Now };
            open = null;
        }

        ImmutableArray<FrozenVerdict> verdicts =
        [
            .. episodes.Where(episode => episode.Kind is EpisodeKind.Meeting)
                .Select(episode => (episode.BeganAt, Verdict: episode.Meeting!.Before))
                .Select(one => new FrozenVerdict(one.BeganAt, one.Verdict.Flag, one.Verdict.ComputedFlag, one.Verdict.Score, one.Verdict.Rules)),
        ];
        if (deal is { IsClosed: true, IsWon: { } won } && open is null && !verdicts.IsEmpty)
        {
            var company = deal.CompanyIds.IsEmpty ? before.CompanyIds : deal.CompanyIds;
            yield return new Episode(EpisodeKind.Outcome, deal.Id, run.Now) { Outcome = new OutcomeNote(won, company.IsEmpty ? null : company[0], verdicts) };
        }
    }
}
