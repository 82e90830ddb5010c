using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Sync.Tests;

/// <summary>
/// What <see cref="IJournal"/> promises, in memory and in as few words as possible: the model that real stores are held against.
/// </summary>
internal sealed partial class MemoryJournal : IJournal
{
    private readonly SortedDictionary<string, Entry> _deals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RetryRecord> _retries = new(StringComparer.Ordinal);
    private readonly Dictionary<long, SortedDictionary<string, Planned>> _plans = [];
    private readonly List<RunRecord> _runs = [];
    private readonly List<WriteLogEntry> _writes = [];
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private JournalHead _head = new(null, ImmutableSortedDictionary<string, string>.Empty, null, null);

    public string Crm => "practice";

    /// <summary>The largest number of deals handed over at once.</summary>
    public int LargestPage { get; private set; }

    public ImmutableSortedDictionary<string, string> Positions => _head.Positions;

    public IReadOnlyDictionary<string, RetryRecord> Retries => _retries;

    /// <summary>Deals of a run with neither outcome nor place in the queue.</summary>
    public IEnumerable<string> WithoutOutcome => _deals.Values.Where(deal => deal is { Gone: false, Dirty: true } && !_retries.ContainsKey(deal.Id)).Select(deal => deal.Id);

    public DealOutcome? OutcomeOf(string id) => _deals.GetValueOrDefault(id)?.Outcome;

    public Task<JournalHead> ReadHeadAsync(CancellationToken cancellationToken) => Do(() => _head);

    public Task<long> CountOpenAsync(CancellationToken cancellationToken) => Do(() => (long)_deals.Count);

    public Task BindAccountAsync(string accountId, CancellationToken cancellationToken) => Do(() => _head = _head with { AccountId = accountId });

    public Task<bool> AdoptMappingAsync(long run, string mappingFingerprint, CancellationToken cancellationToken) => Do(() =>
    {
        Demand(run);
        var differs = _head.MappingFingerprint != mappingFingerprint;
        if (differs)
        {
            _head = _head with { MappingFingerprint = mappingFingerprint, Positions = ImmutableSortedDictionary<string, string>.Empty };
        }

        return differs;
    });

    public Task<long> BeginRunAsync(RunStart start, CancellationToken cancellationToken) => Do(() =>
    {
        TakeLease(_runs.Count + 1);
        foreach (var (id, planned) in _plans.Values.SelectMany(plan => plan).Where(pair => !pair.Value.Done))
        {
            _deals[id].Dirty = !_deals[id].Snapshot!.IsClosed;
            _deals[id].Unsettled |= planned.Sent;
            if (planned.Sent)
            {
                _writes.Add(new WriteLogEntry(_runs.Count, id, planned.Write.Changes, DealOutcome.Abandoned, start.StartedAt, null));
            }
        }

        _plans.Clear();
        if (_runs.Count > 0 && _runs[^1].Start.StartedAt > start.StartedAt)
        {
            foreach (var deal in _deals.Values.Where(deal => deal is { Gone: false, Snapshot.IsClosed: false }))
            {
                deal.Dirty = true;
            }

            foreach (var retry in _retries.Values.Where(retry => retry.NextAt > start.StartedAt).ToList())
            {
                _retries[retry.DealId] = retry with { NextAt = start.StartedAt };
            }
        }

        _runs.Add(new RunRecord(_runs.Count + 1, start, null));
        return (long)_runs.Count;
    });

    public Task<bool> EndRunAsync(long run, RunEnd end, CancellationToken cancellationToken) => Do(() =>
    {
        var holds = Holds(run);
        end = holds ? end : end with { State = RunState.Displaced, Positions = null, Reconciled = false };
        _runs[(int)run - 1] = _runs[(int)run - 1] with { End = end };
        LetGo(run);
        _head = _head with { Positions = end.Positions ?? _head.Positions, ReconciledAt = end.Reconciled ? end.EndedAt : _head.ReconciledAt };
        return holds;
    });

    public IAsyncEnumerable<string> ListUnsettledAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        StreamAsync(
            after => _deals.Values.Where(deal => deal.Unsettled).Select(deal => deal.Id)
                .Union(_retries.Values.Where(retry => retry.NextAt <= now).Select(retry => retry.DealId), StringComparer.Ordinal)
                .Where(id => string.CompareOrdinal(id, after) > 0).Min(StringComparer.Ordinal),
            cancellationToken);

    public Task<IReadOnlyDictionary<string, RetryRecord>> FindRetriesAsync(IReadOnlyCollection<string> dealIds, CancellationToken cancellationToken) =>
        Do<IReadOnlyDictionary<string, RetryRecord>>(() => _retries.Where(retry => dealIds.Contains(retry.Key)).ToDictionary(StringComparer.Ordinal));

    public Task SaveReadAsync(long run, ReadBatch batch, CancellationToken cancellationToken) => Do(() =>
    {
        Demand(run);
        LargestPage = Math.Max(LargestPage, batch.Changed.Count + batch.Touched.Count);
        foreach (var snapshot in batch.Changed)
        {
            var deal = Meet(snapshot.Id, batch.SeenAt);
            (deal.Snapshot, deal.Dirty, deal.Unsettled, deal.Gone, deal.EchoStamp) = (snapshot, !snapshot.IsClosed, false, false, null);
            if (_retries.TryGetValue(snapshot.Id, out var retry))
            {
                _retries[snapshot.Id] = retry with { NextAt = batch.SeenAt };
            }
        }

        foreach (var snapshot in batch.Touched)
        {
            Meet(snapshot.Id, batch.SeenAt).Snapshot = snapshot;
        }

        foreach (var snapshot in batch.Changed.Concat(batch.Touched).Where(deal => deal.IsClosed))
        {
            _retries.Remove(snapshot.Id);
        }

        foreach (var (id, standing) in batch.Standings ?? ImmutableDictionary<string, DealStanding>.Empty)
        {
            _deals[id].Standing = standing.IsEmpty ? null : standing;
        }

        foreach (var unchanged in batch.Unchanged)
        {
            Meet(unchanged.Id, batch.SeenAt);
        }

        foreach (var id in batch.Gone)
        {
            Leave(id);
        }

        foreach (var failed in batch.Failed)
        {
            _retries[failed.DealId] = failed;
            if (_deals.TryGetValue(failed.DealId, out var deal))
            {
                (deal.SeenAt, deal.Unsettled) = (batch.SeenAt, false);
            }
        }
    });

    public Task<int> MarkUnseenAsGoneAsync(long run, DateTimeOffset since, CancellationToken cancellationToken) => Do(() =>
    {
        Demand(run);
        var unseen = _deals.Values.Where(deal => deal is { Gone: false, Snapshot.IsClosed: false } && deal.SeenAt < since).ToList();
        unseen.ForEach(deal => Leave(deal.Id));
        return unseen.Count;
    });

    public IAsyncEnumerable<IReadOnlyList<DueDeal>> ReadDueAsync(DueRequest request, CancellationToken cancellationToken) => PagesAsync<DueDeal>(
        after => [.. _deals.Values.Where(deal => string.CompareOrdinal(deal.Id, after) > 0 && IsDue(deal, request)).Take(request.PageSize)
            .Select(deal => new DueDeal(deal.Snapshot!, deal.Verdict, _retries.GetValueOrDefault(deal.Id)?.Attempts ?? 0, deal.Standing, _copies.GetValueOrDefault(deal.Id), deal.SeenAt))],
        due => due.Snapshot.Id,
        cancellationToken);

    public Task SaveJudgedAsync(long run, IReadOnlyList<JudgedDeal> deals, CancellationToken cancellationToken) => Do(() =>
    {
        Demand(run);
        foreach (var judged in deals)
        {
            var deal = _deals[judged.DealId];
            deal.Standing = judged.Standing is { } standing ? standing.IsEmpty ? null : standing : deal.Standing;
            (deal.Verdict, deal.Outcome, deal.DueAt, deal.Dirty, deal.JudgedUnder) = (judged.Verdict ?? deal.Verdict, judged.Outcome, judged.DueAt, false, _runs[(int)run - 1].Start.Rules);
            if (judged.Plan is { } plan)
            {
                judged.Outcome.ShouldBe(DealOutcome.Planned);
                Plan(run)[judged.DealId] = new Planned(plan);
            }
            else
            {
                _retries.Remove(judged.DealId);
                _held.Remove(judged.DealId);
                Plan(run).Remove(judged.DealId);
            }
        }
    });

    public IAsyncEnumerable<IReadOnlyList<PlannedWrite>> ReadPlanAsync(long run, int batchSize, CancellationToken cancellationToken)
    {
        var read = 0;
        var order = Plan(run).Values.Where(planned => !planned.Done).Select(planned => planned.Write)
            .OrderBy(write => write.MeetingStart ?? DateTimeOffset.MaxValue).ThenBy(write => write.GroupKey, StringComparer.Ordinal).ThenBy(write => write.DealId, StringComparer.Ordinal).ToList();
        return PagesAsync<PlannedWrite>(
            _ =>
            {
                var page = order.Skip(read).Take(batchSize).ToList();
                read += page.Count;
                return page;
            },
            write => write.DealId,
            cancellationToken);
    }

    public Task MarkSentAsync(long run, IReadOnlyList<string> dealIds, CancellationToken cancellationToken) => Do(() =>
    {
        Demand(run);
        foreach (var id in dealIds)
        {
            Plan(run)[id].Sent = true;
        }
    });

    public Task<bool> SaveOutcomesAsync(long run, IReadOnlyList<WriteRecord> records, CancellationToken cancellationToken) => Do(() =>
    {
        if (!Holds(run))
        {
            SaveStale(run, records);
            return false;
        }

        foreach (var record in records)
        {
            var planned = Plan(run)[record.DealId];
            planned.Sent.ShouldBeTrue("nothing may be sent unmarked");
            planned.Done = true;
            var deal = _deals[record.DealId];
            deal.Outcome = record.Outcome;
            _writes.Add(new WriteLogEntry(run, record.DealId, planned.Write.Changes, record.Outcome, record.At, record.Retry?.Failure));
            switch (record.Outcome)
            {
                case DealOutcome.Written:
                    deal.Snapshot = deal.Snapshot! with { Shown = deal.Snapshot.Shown.SetItems(planned.Write.Changes.Select(change => KeyValuePair.Create(change.Key, change.Value.New))) };
                    deal.EchoStamp = record.StampAfter;
                    _retries.Remove(record.DealId);
                    _held.Remove(record.DealId);
                    break;
                case DealOutcome.Gone:
                    Leave(record.DealId);
                    break;
                default:
                    _retries[record.DealId] = record.Retry.ShouldNotBeNull();
                    deal.Dirty = true;
                    break;
            }
        }

        return true;
    });

    public Task<int> PruneAsync(DateTimeOffset before, DateTimeOffset goneBefore, CancellationToken cancellationToken) => Do(() => 0);

    public Task<DealRecord?> FindDealAsync(string dealId, CancellationToken cancellationToken) => Do(() => _deals.TryGetValue(dealId, out var deal) ? Record(deal) : null);

    public IAsyncEnumerable<IReadOnlyList<DealRecord>> ReadOpenDealsAsync(CancellationToken cancellationToken) => PagesAsync<DealRecord>(
        after => [.. _deals.Values.Where(deal => string.CompareOrdinal(deal.Id, after) > 0 && deal is { Gone: false, Snapshot.IsClosed: false }).Take(10).Select(Record)],
        record => record.Snapshot.Id,
        cancellationToken);

    public Task<IReadOnlyList<RunRecord>> ReadRunsAsync(int count, CancellationToken cancellationToken) =>
        Do<IReadOnlyList<RunRecord>>(() => [.. Enumerable.Reverse(_runs).Take(count)]);

    public Task<IReadOnlyList<RetryRecord>> ReadRetriesAsync(int count, CancellationToken cancellationToken) =>
        Do<IReadOnlyList<RetryRecord>>(() => [.. _retries.Values.OrderBy(retry => retry.NextAt).Take(count)]);

    public Task<IReadOnlyList<WriteLogEntry>> ReadWritesAsync(long? run, string? dealId, int count, CancellationToken cancellationToken) =>
        Do<IReadOnlyList<WriteLogEntry>>(() => [.. Enumerable.Reverse(_writes).Where(write => (run ?? write.Run) == write.Run && (dealId ?? write.DealId) == write.DealId).Take(count)]);

    public Task<IReadOnlyDictionary<string, KnownDeal>> FindAsync(IReadOnlyCollection<string> dealIds, CancellationToken cancellationToken) =>
        Do<IReadOnlyDictionary<string, KnownDeal>>(() => dealIds.Where(id => _deals.TryGetValue(id, out var deal) && deal is { Gone: false, Snapshot: not null })
            .ToDictionary(id => id, id => new KnownDeal(_deals[id].Snapshot!, _deals[id].EchoStamp, _deals[id].Standing), StringComparer.Ordinal));

    public Task<IReadOnlyList<string>> FindLinkedAsync(LinkKind kind, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        Do<IReadOnlyList<string>>(() => [.. _deals.Values.Where(deal => deal.Snapshot!.Contacts.Any(contact => ids.Contains(contact.Id))).Select(deal => deal.Id)]);

    public IAsyncEnumerable<string> ListIdsAsync(CancellationToken cancellationToken) =>
        StreamAsync(after => _deals.Keys.FirstOrDefault(id => string.CompareOrdinal(id, after) > 0), cancellationToken);

    public Task<string?> ReadAsync(string key, TimeSpan maxAge, CancellationToken cancellationToken) => Do(() => _texts.GetValueOrDefault(key));

    public Task<long> AddAsync(string key, string period, long count, CancellationToken cancellationToken) => Do(() =>
    {
        var sum = count + long.Parse(_texts.GetValueOrDefault($"{key} {period}", "0"), CultureInfo.InvariantCulture);
        _texts[$"{key} {period}"] = sum.ToString(CultureInfo.InvariantCulture);
        return sum;
    });

    public Task WriteAsync(string key, string? text, CancellationToken cancellationToken) => Do(() => _texts[key] = text ?? "");

    private DealRecord Record(Entry deal) => new(deal.Snapshot!, deal.Verdict, deal.Outcome, deal.DueAt, deal.SeenAt, _retries.GetValueOrDefault(deal.Id), deal.Standing, _copies.GetValueOrDefault(deal.Id));

    private bool IsDue(Entry deal, DueRequest request)
    {
        var retry = _retries.GetValueOrDefault(deal.Id);
        return deal is { Gone: false, Snapshot.IsClosed: false }
            && (retry is null || retry.NextAt <= request.Now)
            && (deal.Dirty || retry is not null || deal.DueAt <= request.Now || deal.JudgedUnder != request.Rules);
    }

    private Entry Meet(string id, DateTimeOffset seenAt)
    {
        if (!_deals.TryGetValue(id, out var deal))
        {
            _deals[id] = deal = new Entry { Id = id };
        }

        deal.SeenAt = seenAt;
        return deal;
    }

    private void Leave(string id)
    {
        _retries.Remove(id);
        if (_deals.TryGetValue(id, out var deal))
        {
            (deal.Gone, deal.Unsettled, deal.Outcome) = (true, false, DealOutcome.Gone);
        }
    }

    private SortedDictionary<string, Planned> Plan(long run)
    {
        if (!_plans.TryGetValue(run, out var plan))
        {
            _plans[run] = plan = new SortedDictionary<string, Planned>(StringComparer.Ordinal);
        }

        return plan;
    }

    private static Task<bool> Do(Action action) => Do(() =>
    {
        action();
        return true;
    });

    private static async Task<T> Do<T>(Func<T> action)
    {
        await Task.Yield();
        return action();
    }

    private static async IAsyncEnumerable<string> StreamAsync(Func<string, string?> next, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var id = await Do(() => next("")); id is not null; id = await Do(() => next(id)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return id;
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<T>> PagesAsync<T>(Func<string, IReadOnlyList<T>> next, Func<T, string> key, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var page = await Do(() => next("")); page.Count > 0; page = await Do(() => next(key(page[^1]))))
        {
            cancellationToken.ThrowIfCancellationRequested();
            LargestPage = Math.Max(LargestPage, page.Count);
            yield return page;
        }
    }

    private sealed class Entry
    {
        public required string Id { get; init; }

        public DealSnapshot? Snapshot { get; set; }

        public Verdict? Verdict { get; set; }

        public DealOutcome? Outcome { get; set; }

        public DateTimeOffset? DueAt { get; set; }

        public DateTimeOffset SeenAt { get; set; }

        public DateTimeOffset? EchoStamp { get; set; }

        public DealStanding? Standing { get; set; }

        public string? JudgedUnder { get; set; }

        public bool Dirty { get; set; }

        public bool Unsettled { get; set; }

        public bool Gone { get; set; }
    }

    private sealed class Planned(PlannedWrite write)
    {
        public PlannedWrite Write { get; } = write;

        public bool Sent { get; set; }

        public bool Done { get; set; }
    }
}
