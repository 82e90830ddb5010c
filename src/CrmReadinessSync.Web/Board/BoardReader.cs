using System.Collections.Immutable;
using CrmReadinessSync.History;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Web;

/// <summary>Makes a board of one CRM's journal. It streams: beside the board it holds a page of deals.</summary>
internal sealed class BoardReader(IJournalStore store, TimeProvider time)
{
    /// <summary>For so many deals other rules can be tried in the browser; a fact sheet takes about a kilobyte.</summary>
    internal const int MostFacts = 30_000;

    private const int RunsLooked = 600;
    private const int MovesOfARun = 1000;
    private static readonly TimeSpan MovesKept = TimeSpan.FromHours(48);

    /// <summary>Reads the journal of a connection.</summary>
    /// <param name="crm">The connection.</param>
    /// <param name="rules">The rules in force.</param>
    /// <param name="before">The board so far; its moves are not read again.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<CrmBoard> ReadAsync(CrmConnection crm, ReadinessRules rules, CrmBoard before, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var journal = await store.OpenAsync(crm.Name, cancellationToken);
        var report = new FieldReportBuilder(rules, crm);
        var deals = await DealsAsync(crm, journal, rules, report, now, cancellationToken);
        var runs = await journal.ReadRunsAsync(RunsLooked, cancellationToken);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, crm.TimeZone).DateTime);
        var tally = new DayTally(
            today,
            Enum.GetValues<Phase>().ToImmutableSortedDictionary(phase => phase, phase => deals.Count(deal => deal.Phase == phase)),
            runs.Where(run => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(run.Start.StartedAt, crm.TimeZone).DateTime) == today).Sum(run => run.End?.Counts.Requests ?? 0),
            runs.Select(run => run.End?.Counts.Allowance).FirstOrDefault(allowance => allowance is not null));
        var days = before.IsRead ? before.Days : await DayBook.ReadAsync(journal, cancellationToken);
        return new CrmBoard
        {
            AsOf = now,
            Rules = rules,
            Deals = deals,
            Premises = [.. rules.Premises.Select(premise => premise.Name)],
            Fields = report.Build().Fields,
            Moves = await MovesAsync(crm, journal, runs, deals, before, now, cancellationToken),
            MovesAreCut = runs.Any(run => run.End is { } end && end.EndedAt > now.AddDays(-1) && end.Counts.Written > MovesOfARun),
            Outcomes = await FlagOutcomes.ReadAsync(journal, now, FlagOutcomes.Quarter, cancellationToken),
            Days = await DayBook.KeepAsync(journal, days, tally, cancellationToken),
        };
    }

    private static async Task<ImmutableArray<DealCard>> DealsAsync(
        CrmConnection crm, IJournal journal, ReadinessRules rules, FieldReportBuilder report, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var mapping = DealMapping.Compile(crm);
        var clock = new JudgingClock(now, crm.TimeZone);
        var sources = new HashSet<string>(StringComparer.Ordinal);
        var deals = new List<DealCard>();
        await foreach (var page in journal.ReadOpenDealsAsync(cancellationToken))
        {
            foreach (var record in page)
            {
                if (record.Verdict is not { } verdict || !mapping.IsOurs(record.Snapshot))
                {
                    continue;
                }

                var source = record.Snapshot.Values.TryGetValue("source", out var observed) && !string.IsNullOrWhiteSpace(observed.Value) ? observed.Value : null;
                if (source is not null && !sources.Add(source))
                {
                    sources.TryGetValue(source, out source);
                }

                var facts = mapping.ToFacts(record.Snapshot, now, record.Standing?.HandSetOn(record.Snapshot, crm.WriteTo.Flag), record.Copies);
                report.Add(facts, verdict);
                var kept = deals.Count < MostFacts ? rules.SetAside(facts) : null;
                deals.Add(new DealCard
                {
                    Crm = crm.Name,
                    Id = record.Snapshot.Id,
                    Name = record.Snapshot.Name ?? record.Snapshot.Id,
                    Flag = verdict.Flag,
                    Phase = verdict.Phase,
                    TalkDepth = verdict.TalkDepth,
                    Confirmed = verdict.Confirmed,
                    Findings = [.. verdict.Findings.Select(finding => (finding.Finding, finding.Kind))],
                    Meeting = verdict.MeetingStart,
                    Source = source,
                    HasSigns = !verdict.WarningSigns.IsEmpty,
                    HasGap = verdict.Gap is not null,
                    RevisitOn = verdict.RevisitOn,
                    IsOverridden = verdict.Override is not null,
                    Outcome = record.Outcome,
                    Facts = kept,
                    Judged = kept is null ? null : rules.Decide(kept, clock),
                });
            }
        }

        return [.. deals.OrderBy(deal => deal.Meeting ?? DateTimeOffset.MaxValue).ThenBy(deal => deal.Name, StringComparer.Ordinal).ThenBy(deal => deal.Id, StringComparer.Ordinal)];
    }

    private static async Task<ImmutableArray<FlagMove>> MovesAsync(
        CrmConnection crm, IJournal journal, IReadOnlyList<RunRecord> runs, ImmutableArray<DealCard> deals, CrmBoard before, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (crm.WriteTo.Flag is not { } target)
        {
            return [];
        }

        var since = before.Moves.IsEmpty ? now - MovesKept : before.Moves[0].At;
        var names = new Lazy<Dictionary<string, string>>(() => deals.ToDictionary(deal => deal.Id, deal => deal.Name, StringComparer.Ordinal));
        var fresh = new List<FlagMove>();
        foreach (var run in runs.Where(run => run.End is { Counts.Written: > 0 } end && end.EndedAt > since))
        {
            foreach (var write in await journal.ReadWritesAsync(run.Id, null, MovesOfARun, cancellationToken))
            {
                if (write.Outcome is DealOutcome.Written && write.At > since && write.Changes.TryGetValue(target, out var change))
                {
                    fresh.Add(new FlagMove(crm.Name, write.DealId, names.Value.GetValueOrDefault(write.DealId), change.Old, change.New, write.At));
                }
            }
        }

        return [.. fresh.Concat(before.Moves).Where(move => move.At > now - MovesKept).OrderByDescending(move => move.At).Take(5 * MovesOfARun)];
    }
}
