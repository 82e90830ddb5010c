using System.Collections.Immutable;

namespace CrmReadinessSync.Sync;

/// <summary>
/// Finds what people did to our fields (law 14): a target shows something else than the journal knows, by a change that is younger than ours and
/// that none of our writes in doubt explains. An echo shows what is known; a lost answer, a cut-off batch or a late request shows what was sent.
/// </summary>
internal sealed class Overwrites(CycleRun run)
{
    /// <summary>How many of a deal's newest writes are looked at.</summary>
    private const int WritesLookedAt = 20;

    /// <summary>A write whose fate nobody knows explains what is found for so long.</summary>
    private static readonly TimeSpan DoubtLasts = TimeSpan.FromDays(1);

    /// <summary>What is to be kept of each deal on which something was done. An empty one forgets what was kept.</summary>
    public async Task<IReadOnlyDictionary<string, DealStanding>> FindAsync(
        IEnumerable<DealSnapshot> deals, IReadOnlyDictionary<string, KnownDeal> known, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, DealStanding>(StringComparer.Ordinal);
        foreach (var deal in deals)
        {
            if (known.GetValueOrDefault(deal.Id) is { } before && await AfterAsync(before, deal, cancellationToken) is { } standing)
            {
                found[deal.Id] = standing;
            }
        }

        return found;
    }

    /// <summary>Null when nothing was done.</summary>
    private async Task<DealStanding?> AfterAsync(KnownDeal before, DealSnapshot deal, CancellationToken cancellationToken)
    {
        var changed = Changed(before, deal, run.Request.Connection.WriteTo);
        var standing = before.Standing ?? new DealStanding();
        var flag = run.Request.Connection.WriteTo.Flag;
        var isStale = standing.HandSet is not null && standing.HandSetOn(deal, flag) is null;
        if (changed.Count > 0)
        {
            var doubtful = await DoubtfulAsync(deal.Id, cancellationToken);
            changed.RemoveAll(property => doubtful.Contains((property, ShownValues.Normalize(deal.Shown.GetValueOrDefault(property)))));
        }

        if (changed.Count == 0)
        {
            return isStale ? standing with { HandSet = null } : null;
        }

        var overwritten = standing.Overwritten.ToBuilder();
        foreach (var property in changed)
        {
            overwritten[property] = Overwriting.After(overwritten.GetValueOrDefault(property), run.Now);
        }

        var hand = isStale ? null : standing.HandSet;
        if (flag is not null && changed.Contains(flag))
        {
            // A blank or a foreign word is no flag of ours: it is filled again.
            var word = ShownValues.Normalize(deal.Shown.GetValueOrDefault(flag));
            // Not the run's one instant: in a long run, or one that stood still, people go on.
            var now = run.Time.GetUtcNow();
            hand = ShownValues.IsFlag(word) ? new HandSetFlag(word!, deal.ModifiedAt < now ? deal.ModifiedAt : now) : null;
        }

        CycleLog.Overwritten(run.Log, deal.Id, changed.Count);
        return standing with { HandSet = hand, Overwritten = overwritten.ToImmutable() };
    }

    /// <summary>
    /// Targets that show something else than is known. A row that is older than our own write comes from an index that lags; under the very stamp of our write lies what
    /// somebody set between our read and it.
    /// </summary>
    private static List<string> Changed(KnownDeal before, DealSnapshot deal, WriteTargets targets) =>
        (before.EchoStamp is { } echo ? deal.ModifiedAt < echo : deal.ModifiedAt <= before.Snapshot.ModifiedAt)
            ? []
            : [.. targets.Properties.Where(property =>
                before.Snapshot.Shown.TryGetValue(property, out var known)
                && ShownValues.Normalize(known) != ShownValues.Normalize(deal.Shown.GetValueOrDefault(property)))];

    /// <summary>What we may have written without knowing: since the last write that the CRM confirmed, or cut off or late whenever that was.</summary>
    private async Task<HashSet<(string Property, string? Value)>> DoubtfulAsync(string deal, CancellationToken cancellationToken)
    {
        var doubtful = new HashSet<(string, string?)>();
        var isConfirmed = false;
        foreach (var write in await run.Journal.ReadWritesAsync(null, deal, WritesLookedAt, cancellationToken))
        {
            var isDoubtful = write.Outcome switch
            {
                DealOutcome.Queued => !isConfirmed,
                DealOutcome.Abandoned or DealOutcome.Stale => !isConfirmed || run.Now - write.At < DoubtLasts,
                _ => false,
            };
            isConfirmed |= write.Outcome is DealOutcome.Written;
            if (isDoubtful)
            {
                doubtful.UnionWith(write.Changes.Select(change => (change.Key, ShownValues.Normalize(change.Value.New))));
            }
        }

        return doubtful;
    }
}
