using System.Collections.Immutable;
using CrmReadinessSync.Sandbox;
using CrmReadinessSync.Sync;
using ReadinessFields = CrmReadinessSync.Sandbox.ReadinessFields;

namespace CrmReadinessSync.Simulation;

/// <summary>
/// What was undone, and what must therefore be so: where the CRM still showed all that a run wrote, it shows the old values; and nothing is written to such
/// a deal until its facts or the rules change (law 14).
/// </summary>
internal sealed class Undos(World world)
{
    private readonly Dictionary<RecordKey, Undone> _undone = [];
    private readonly List<UndoneDeal> _told = [];
    private ImmutableArray<(RecordKey Deal, WriteLogEntry Write)> _due = [];
    private bool _isRedo;
    private DateTimeOffset _began;
    private readonly Dictionary<RecordKey, (string Links, DateTimeOffset ChangedAt)> _links = [];
    private DateTimeOffset _readAt;
    private DateTimeOffset _unreadSince;
    private DateTimeOffset _unlinkedSince;

    /// <summary>A cycle or an undo is about to begin: no link says when it was made.</summary>
    public void MeetLinks()
    {
        foreach (var deal in world.Side.Truth.OpenDeals)
        {
            var links = LinksOf(deal.Key);
            if (!_links.TryGetValue(deal.Key, out var known) || known.Links != links)
            {
                _links[deal.Key] = (links, known.Links is null ? deal.CreatedAt : world.Time.Now);
            }
        }
    }

    /// <summary>A cycle has ended: one that went well has read what had changed until it began, as far as the index tells.</summary>
    public void MeetCycle(CycleReport? report, DateTimeOffset began)
    {
        if (report is { State: RunState.Completed, Counts.Failed: 0 })
        {
            _readAt = began;
        }
    }

    /// <summary>An undo begins: what it must put back is what still stands in the CRM as the run wrote it.</summary>
    public async Task BeginAsync(IJournal journal, RunRecord run)
    {
        _told.Clear();
        _began = world.Time.Now;
        _isRedo = run.Start.Trigger == "undo";
        var compared = world.History.Reconciles ? await ComparedAtAsync(journal) : _readAt;
        _unlinkedSince = Before(compared);
        _unreadSince = Before(world.History.IndexLag >= world.History.IndexDelay ? _readAt : compared);
        var writes = await journal.ReadWritesAsync(run.Id, dealId: null, 1000, CancellationToken.None);
        _due = [.. writes.Where(write => write.Outcome is DealOutcome.Written).Select(write => (Deal: world.Side.DealOf(write.DealId), Write: write)).Where(pair => pair.Deal is { } key && Stands(key, pair.Write))
            .Select(pair => (pair.Deal!.Value, pair.Write))];
    }

    /// <summary>The undo tells what becomes of a deal.</summary>
    public void Meet(UndoneDeal deal) => _told.Add(deal);

    /// <summary>An undo has ended.</summary>
    public void End(CycleReport? report, string rules)
    {
        var isWhole = report is { State: RunState.Completed, Counts.Failed: 0 } && !world.Laws.IsDisturbed && !world.WasTouchedSince(_began);
        if (isWhole)
        {
            Check();
        }

        foreach (var told in _told.Where(deal => deal.Reason is null))
        {
            if (world.Side.DealOf(told.DealId) is not { } key)
            {
                continue;
            }

            if (_isRedo && isWhole)
            {
                _undone.Remove(key);
            }
            else
            {
                // What changed before and was first read by the undo brings the verdict back; what the cycles knew does not.
                _undone[key] = new Undone(rules, _began, world.Time.Now, LinksOf(key), IsCertain: isWhole && !_isRedo && !IsNews(world.Side.Store.Find(key)!));
            }
        }
    }

    /// <summary>A cycle was judged under these rules: what was undone under others is undone no more.</summary>
    public void MeetRules(string rules)
    {
        foreach (var (key, undone) in _undone.Where(pair => pair.Value.Rules != rules).ToList())
        {
            _undone[key] = undone with { IsCertain = false };
        }
    }

    /// <summary>Whether nothing may be written to a deal since it was undone; null when it may or may not; false when it was not undone.</summary>
    public bool? IsSuppressed(CrmRecord deal) => !_undone.TryGetValue(deal.Key, out var undone) ? false
        : undone.IsCertain && LinksOf(deal.Key) == undone.Links && !Touched(deal, undone.Began) ? true
        : null;

    /// <summary>Whether anything of ours was written since the deal was undone.</summary>
    public bool WasWrittenSince(CrmRecord deal) => _undone.TryGetValue(deal.Key, out var undone)
        && ReadinessFields.Targets.Any(target => deal.History(target).Any(change => change.Source.Kind is SourceKind.Api && change.At > undone.Ended));

    /// <summary>When everything was compared last; never, where a clock that jumped makes that uncertain.</summary>
    private async Task<DateTimeOffset> ComparedAtAsync(IJournal journal) =>
        world.History.Happenings.Any(happening => happening.What is What.ClockJump) ? default : (await journal.ReadHeadAsync(CancellationToken.None)).ReconciledAt ?? default;

    private DateTimeOffset Before(DateTimeOffset read) => read == default ? DateTimeOffset.MinValue : read - world.History.IndexDelay - TimeSpan.FromMinutes(2);

    /// <summary>
    /// Whether an undo may be the first to read what changed on a deal: since the last cycle that went well, as far as the index tells, and of links, of which
    /// HubSpot's feeds do not tell, since the last daily comparison.
    /// </summary>
    private bool IsNews(CrmRecord deal) => Touched(deal, _unreadSince) || !_links.TryGetValue(deal.Key, out var known) || known.ChangedAt >= _unlinkedSince;

    private void Check()
    {
        foreach (var (key, write) in _due)
        {
            var told = _told.Find(deal => deal.DealId == write.DealId);
            if (told is not { Reason: null })
            {
                world.Laws.Break($"An undo puts back what still stands: deal {write.DealId} is left as it is ({told?.Reason.ToString() ?? "not told"}).");
            }
        }

        foreach (var deal in _told.Where(deal => deal.Reason is null))
        {
            var record = world.Side.Store.Find(world.Side.DealOf(deal.DealId)!.Value)!;
            if (!record.IsLive)
            {
                // It left as it was about to be written.
                continue;
            }

            foreach (var (target, change) in deal.Changes)
            {
                if (Plain(record[world.Side.StoreName(target)]) != Plain(change.Old))
                {
                    world.Laws.Break($"What is undone shows what it showed before: {target} of {deal.DealId} shows '{record[world.Side.StoreName(target)]}' and not '{change.Old}'.");
                }
            }
        }
    }

    /// <summary>Whether an open deal shows everything that was written to it, by our hand, and something else than before.</summary>
    private bool Stands(RecordKey key, WriteLogEntry write)
    {
        var deal = world.Side.Store.Find(key);
        return deal is { IsLive: true } && !Stage.IsClosed(deal[Known.Stage])
            && write.Changes.All(change => deal.History(world.Side.StoreName(change.Key)) is [.., { Source.Kind: SourceKind.Api } last] && Plain(last.Value) == Plain(change.Value.New))
            && write.Changes.Any(change => Plain(change.Value.New) != Plain(change.Value.Old));
    }

    /// <summary>Whether anybody changed the deal, or anything that hangs on it.</summary>
    private bool Touched(CrmRecord deal, DateTimeOffset since) => All(deal.Key).Any(record => record.ArchivedAt >= since || record.CreatedAt >= since
        || record.Properties.Any(property => !ReadinessFields.Targets.Contains(property) && record.History(property).Any(change => change.At >= since)));

    private IEnumerable<CrmRecord> All(RecordKey deal) =>
        Kinds.SelectMany(kind => world.Side.Store.LinksWithBinned(deal, kind)).Select(link => link.To).Prepend(deal).Select(key => world.Side.Store.Find(key)!);

    private string LinksOf(RecordKey deal) => string.Join(';', Kinds.SelectMany(kind => world.Side.Store.LinksWithBinned(deal, kind)).Select(link => $"{link.To}{link.Label}"));

    private static RecordKind[] Kinds { get; } = [RecordKind.Company, RecordKind.Contact, RecordKind.Meeting];

    private static string? Plain(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private sealed record Undone(string Rules, DateTimeOffset Began, DateTimeOffset Ended, string Links, bool IsCertain);
}
