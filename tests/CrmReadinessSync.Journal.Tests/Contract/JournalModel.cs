using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Journal.Tests;

/// <summary>What a journal is, said as simply as can be: dictionaries, and the sentences of the port's comments.</summary>
internal sealed class JournalModel
{
    public SortedDictionary<string, ModelDeal> Deals { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, RetryRecord> Retries { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, (PlannedWrite Write, bool Sent)> Plan { get; } = new(StringComparer.Ordinal);

    public long? Run { get; set; }

    public string RunRules { get; set; } = "";

    public IEnumerable<string> Known() => Deals.Where(deal => !deal.Value.IsGone).Select(deal => deal.Key);

    public IEnumerable<string> Open() => Deals.Where(deal => deal.Value.IsOpen).Select(deal => deal.Key);

    public IEnumerable<string> Unsettled(DateTimeOffset now) => Deals.Where(deal => deal.Value.IsUnsettled).Select(deal => deal.Key)
        .Union(Retries.Values.Where(retry => retry.NextAt <= now).Select(retry => retry.DealId), StringComparer.Ordinal)
        .Order(StringComparer.Ordinal);

    public IEnumerable<RetryRecord> RetriesInOrder() => Retries.Values.OrderBy(retry => retry.NextAt).ThenBy(retry => retry.DealId, StringComparer.Ordinal);

    public IEnumerable<string> PlanInOrder() => Plan.Values
        .OrderBy(plan => plan.Write.MeetingStart ?? DateTimeOffset.MaxValue)
        .ThenBy(plan => plan.Write.GroupKey ?? "", StringComparer.Ordinal)
        .ThenBy(plan => plan.Write.DealId, StringComparer.Ordinal)
        .Select(plan => plan.Write.DealId);

    /// <summary>What is due; asking makes it so, until the deal is judged.</summary>
    public List<string> Due(DateTimeOffset now, string rules)
    {
        foreach (var (id, deal) in Deals.Where(deal => deal.Value.IsOpen))
        {
            deal.IsDue |= deal.DueAt <= now || deal.Rules != rules || (Retries.TryGetValue(id, out var retry) && retry.NextAt <= now);
        }

        return [.. Deals.Where(deal => deal.Value is { IsDue: true, IsOpen: true } && !(Retries.TryGetValue(deal.Key, out var retry) && retry.NextAt > now)).Select(deal => deal.Key)];
    }

    public void BeginRun(long run, string rules)
    {
        foreach (var (id, (_, sent)) in Plan)
        {
            var deal = Deals[id];
            deal.IsDue = deal.IsOpen;
            deal.IsUnsettled |= sent;
            deal.Outcome = null;
            deal.Writes += sent ? 1 : 0;
        }

        Plan.Clear();
        (Run, RunRules) = (run, rules);
    }

    public void Read(ReadBatch batch)
    {
        foreach (var snapshot in batch.Changed)
        {
            Save(snapshot, batch.SeenAt).IsDue = !snapshot.IsClosed;
            if (Retries.TryGetValue(snapshot.Id, out var retry) && retry.NextAt > batch.SeenAt)
            {
                Retries[snapshot.Id] = retry with { NextAt = batch.SeenAt };
            }
        }

        foreach (var snapshot in batch.Touched)
        {
            var deal = Save(snapshot, batch.SeenAt);
            deal.IsDue &= !snapshot.IsClosed;
        }

        foreach (var closed in batch.Changed.Concat(batch.Touched).Where(deal => deal.IsClosed))
        {
            Retries.Remove(closed.Id);
            Deals[closed.Id].DueAt = null;
        }

        foreach (var (id, modifiedAt) in batch.Unchanged)
        {
            if (Deals.TryGetValue(id, out var deal))
            {
                deal.Return();
                deal.Snapshot = deal.Snapshot with { ModifiedAt = modifiedAt };
                deal.SeenAt = batch.SeenAt;
            }
        }

        foreach (var id in batch.Gone)
        {
            Lose(id);
        }

        foreach (var retry in batch.Failed)
        {
            Retries[retry.DealId] = retry;
            if (Deals.TryGetValue(retry.DealId, out var deal))
            {
                deal.SeenAt = batch.SeenAt;
                deal.IsUnsettled = false;
            }
        }
    }

    public int LoseUnseen(DateTimeOffset since)
    {
        var unseen = Deals.Where(deal => deal.Value is { IsGone: false, Snapshot.IsClosed: false } && deal.Value.SeenAt < since).Select(deal => deal.Key).ToList();
        unseen.ForEach(Lose);
        return unseen.Count;
    }

    public void Judge(JudgedDeal judged)
    {
        var deal = Deals[judged.DealId];
        (deal.IsDue, deal.DueAt, deal.Rules, deal.Outcome) = (false, judged.DueAt, RunRules, judged.Outcome);
        if (judged.Plan is { } plan)
        {
            // What was sent once may have arrived, whatever is planned instead.
            Plan[judged.DealId] = (plan, Plan.TryGetValue(judged.DealId, out var before) && before.Sent);
        }
        else
        {
            Plan.Remove(judged.DealId);
            Retries.Remove(judged.DealId);
        }
    }

    public void Sent(string id) => Plan[id] = Plan[id] with { Sent = true };

    public void Write(WriteRecord record)
    {
        var deal = Deals[record.DealId];
        var (plan, _) = Plan[record.DealId];
        Plan.Remove(record.DealId);
        deal.Writes++;
        deal.Outcome = record.Outcome;
        switch (record.Outcome)
        {
            case DealOutcome.Written:
                deal.Snapshot = deal.Snapshot with { Shown = deal.Snapshot.Shown.SetItems(plan.Changes.Select(change => KeyValuePair.Create(change.Key, change.Value.New))) };
                deal.Echo = record.StampAfter;
                Retries.Remove(record.DealId);
                break;
            case DealOutcome.Gone:
                Lose(record.DealId);
                break;
            case DealOutcome.Queued:
                Retries[record.DealId] = record.Retry!;
                break;
        }
    }

    private ModelDeal Save(DealSnapshot snapshot, DateTimeOffset seenAt)
    {
        if (!Deals.TryGetValue(snapshot.Id, out var deal))
        {
            Deals[snapshot.Id] = deal = new ModelDeal { Snapshot = snapshot, IsDue = !snapshot.IsClosed };
        }

        deal.Snapshot = snapshot;
        deal.Return();
        (deal.SeenAt, deal.IsUnsettled) = (seenAt, false);
        return deal;
    }

    private void Lose(string id)
    {
        Retries.Remove(id);
        if (Deals.TryGetValue(id, out var deal))
        {
            (deal.IsGone, deal.IsDue, deal.DueAt, deal.IsUnsettled, deal.Outcome) = (true, false, null, false, DealOutcome.Gone);
        }
    }
}

/// <summary>One deal of the model.</summary>
internal sealed class ModelDeal
{
    public required DealSnapshot Snapshot { get; set; }

    public DateTimeOffset SeenAt { get; set; }

    public bool IsDue { get; set; }

    public DateTimeOffset? DueAt { get; set; }

    public bool IsUnsettled { get; set; }

    public bool IsGone { get; set; }

    public string? Rules { get; set; }

    public DealOutcome? Outcome { get; set; }

    public DateTimeOffset? Echo { get; set; }

    public int Writes { get; set; }

    public bool IsOpen => !IsGone && !Snapshot.IsClosed;

    /// <summary>A deal that comes back is judged again.</summary>
    public void Return()
    {
        if (IsGone)
        {
            (IsGone, Outcome, IsDue) = (false, null, !Snapshot.IsClosed);
        }
    }
}
