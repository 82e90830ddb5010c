using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Worker;

/// <summary>Finds what a cycle would change, on a throw-away copy of the journal. Writes nothing to any CRM.</summary>
/// <param name="place">Where it works.</param>
/// <param name="time">The clock.</param>
/// <param name="most">How many deals are told one by one.</param>
internal sealed class Preview(Workplace place, TimeProvider time, int most)
{
    /// <summary>Old is what the CRM shows, new what the rules in force would write.</summary>
    public async Task<(CycleReport Report, CrmPreview Preview)> OfWritesAsync(CrmSettings crm, IProgress<CycleProgress>? progress, CancellationToken cancellationToken)
    {
        await using var copy = await place.Store.CopyAsync(cancellationToken);
        var journal = await copy.OpenAsync(crm.Connection.Name, cancellationToken);
        var before = await place.Store.OpenAsync(crm.Connection.Name, cancellationToken);
        var report = await place.Cycles.RunAsync(place.Settings, crm, journal, "preview", preview: true, progress, cancellationToken);
        var tally = new Tally(most);
        var targets = crm.Connection.WriteTo;
        await foreach (var batch in journal.ReadPlanAsync(report.Run, 500, cancellationToken))
        {
            foreach (var plan in batch)
            {
                var deal = await journal.FindDealAsync(plan.DealId, cancellationToken)
                    ?? throw new JournalException($"The plan names deal {plan.DealId}, and the journal does not know it.", "Run preview again.");
                var (flag, phase) = (Of(targets.Flag), Of(targets.Phase));
                if (!tally.Count(flag, phase))
                {
                    continue;
                }

                var old = (await before.FindDealAsync(plan.DealId, cancellationToken))?.Verdict;
                tally.Add(new DealPreview(
                    plan.DealId,
                    deal.Snapshot.Name,
                    OnTheirClock(plan.MeetingStart, crm),
                    flag,
                    phase,
                    Of(targets.TalkDepth),
                    targets.NextStep is { } property && plan.Changes.TryGetValue(property, out var text) ? text.New : null,
                    deal.Verdict is null ? [] : DealPreview.Moves(old, deal.Verdict)));

                Move Of(string? target) =>
                    target is null ? new Move(null, null)
                    : plan.Changes.TryGetValue(target, out var change) ? new Move(change.Old, change.New)
                    : deal.Snapshot.Shown.GetValueOrDefault(target) is var shown ? new Move(shown, shown)
                    : new Move(null, null);
            }
        }

        return (report, tally.Done(report.Counts.Judged, report.Counts.Requests));
    }

    /// <summary>Old is the verdict of the rules in force, new that of <paramref name="other"/>, on the deals as they are now.</summary>
    public async Task<(CycleReport Report, CrmPreview Preview)> OfRulesAsync(CrmSettings crm, ReadinessRules other, IProgress<CycleProgress>? progress, CancellationToken cancellationToken)
    {
        await using var copy = await place.Store.CopyAsync(cancellationToken);
        var journal = await copy.OpenAsync(crm.Connection.Name, cancellationToken);
        var report = await place.Cycles.RunAsync(place.Settings, crm, journal, "preview", preview: true, progress, cancellationToken);
        var mapping = DealMapping.Compile(crm.Connection);
        var clock = new JudgingClock(time.GetUtcNow(), crm.Connection.TimeZone);
        var moved = new List<(DealSnapshot Deal, DealFacts Facts, Verdict Old, Verdict New)>();
        var judged = 0L;
        await using var others = await CopyUnderAsync(copy, crm, other, cancellationToken);
        await foreach (var (deal, underOther) in BothAsync(journal, others?.Journal, cancellationToken))
        {
            if (mapping.IsOurs(deal.Snapshot))
            {
                var hand = deal.Standing?.HandSetOn(deal.Snapshot, crm.Connection.WriteTo.Flag);
                var facts = mapping.ToFacts(deal.Snapshot, clock.Now, hand, deal.Copies);
                var otherFacts = mapping.ToFacts(deal.Snapshot, clock.Now, hand, underOther);
                var (old, now) = (place.Settings.Rules.Judge(facts, clock), other.Judge(otherFacts, clock));
                judged++;
                if ((old.Flag, old.Phase, old.TalkDepth) != (now.Flag, now.Phase, now.TalkDepth))
                {
                    moved.Add((deal.Snapshot, otherFacts, old, now));
                }
            }
        }

        var tally = new Tally(most);
        foreach (var (deal, facts, old, now) in moved.OrderBy(one => one.New.MeetingStart ?? DateTimeOffset.MaxValue).ThenBy(one => one.Deal.Id, StringComparer.Ordinal))
        {
            var flag = new Move(old.Flag.ToString(), now.Flag.ToString());
            var phase = new Move(old.Phase.ToString(), now.Phase.ToString());
            if (tally.Count(flag, phase))
            {
                tally.Add(new DealPreview(
                    deal.Id,
                    deal.Name,
                    OnTheirClock(now.MeetingStart, crm),
                    flag,
                    phase,
                    new Move(old.TalkDepth.ToString(), now.TalkDepth.ToString()),
                    other.Write(now, facts, crm.Connection.Language, crm.Connection.TimeZone).NextStep,
                    DealPreview.Moves(old, now)));
            }
        }

        var preview = tally.Done(judged, report.Counts.Requests) with
        {
            NotYetRead = crm.Connection.Unwatched.Where(other.LookAt).ToList() is { Count: > 0 } unread ? unread : null,
        };
        var brake = place.Settings.Safety.Brake;
        var wins = report.Failure is null ? await place.Cycles.TryAsync(place.Settings, crm, journal, other, cancellationToken) : null;
        var tried = wins?.Share > brake.MaxPausedWins ? new TriedRules(mapping.JudgedUnder(other), clock.Now, wins) : null;
        HoldReason? reason = tried is not null ? HoldReason.PausedWins : brake.IsMassFlip(preview.Flips, judged) ? HoldReason.MassFlip : null;
        var held = reason is { } why ? new HeldPlan(report.Run, clock.Now, why, preview.Changes, preview.Flips, null) : null;
        return (report with { Held = held, Tried = tried }, preview);
    }

    /// <summary>Where the other rules count across deals differently: a second copy, counted their way. Null where they do not.</summary>
    private async Task<CountedCopy?> CopyUnderAsync(IJournalStore copy, CrmSettings crm, ReadinessRules other, CancellationToken cancellationToken)
    {
        if (other.CopyLimits == place.Settings.Rules.CopyLimits)
        {
            return null;
        }

        var second = await copy.CopyAsync(cancellationToken);
        var journal = await second.OpenAsync(crm.Connection.Name, cancellationToken);
        await journal.RecountAsync(other.CopyLimits, cancellationToken);
        return new CountedCopy(second, journal);
    }

    /// <summary>Every open deal with the counts of both journals; they hold the same deals.</summary>
    private static async IAsyncEnumerable<(DealRecord Deal, ImmutableSortedDictionary<string, int>? Other)> BothAsync(
        IJournal journal, IJournal? other, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var others = (other ?? journal).ReadOpenDealsAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        await foreach (var page in journal.ReadOpenDealsAsync(cancellationToken))
        {
            if (other is not null && !await others.MoveNextAsync())
            {
                yield break;
            }

            for (var i = 0; i < page.Count; i++)
            {
                yield return (page[i], other is null ? page[i].Copies : others.Current[i].Copies);
            }
        }
    }

    private sealed record CountedCopy(IJournalStore Store, IJournal Journal) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Store.DisposeAsync();
    }

    /// <summary>Records in the service's own journal that these rules were seen.</summary>
    public async Task AcceptAsync(CrmSettings crm, ReadinessRules rules, CancellationToken cancellationToken)
    {
        var journal = await place.Store.OpenAsync(crm.Connection.Name, cancellationToken);
        await journal.AcceptRulesAsync(DealMapping.Compile(crm.Connection).JudgedUnder(rules), cancellationToken);
    }

    /// <summary>The instant as a clock in the CRM's zone shows it.</summary>
    private static DateTimeOffset? OnTheirClock(DateTimeOffset? instant, CrmSettings crm) =>
        instant is { } at ? TimeZoneInfo.ConvertTime(at, crm.Connection.TimeZone) : null;

    private sealed class Tally(int most)
    {
        private readonly SortedDictionary<string, long> _flags = new(StringComparer.Ordinal);
        private readonly SortedDictionary<string, long> _phases = new(StringComparer.Ordinal);
        private readonly List<DealPreview> _deals = [];
        private long _changes;
        private long _flips;

        /// <summary>Whether the deal is to be told by itself too.</summary>
        public bool Count(Move flag, Move phase)
        {
            _changes++;
            _flips += flag.Old is not null && flag.Old != flag.New ? 1 : 0;
            var move = flag.Old == flag.New ? $"{flag} (other fields)" : flag.ToString();
            _flags[move] = _flags.GetValueOrDefault(move) + 1;
            _phases[phase.ToString()] = _phases.GetValueOrDefault(phase.ToString()) + 1;
            return _deals.Count < most;
        }

        public void Add(DealPreview deal) => _deals.Add(deal);

        public CrmPreview Done(long judged, long requests) => new(judged, _changes, _flips, _flags, _phases, requests, _deals);
    }
}
