using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Journal.Tests;

/// <summary>Draws one operation after another, as a cycle could send them, and does it to journal and model alike.</summary>
internal sealed class JournalWalk(Random random, JournalModel model)
{
    private const int Ids = 12;
    private double _hours;

    public DateTimeOffset Now => Sample.Start.AddHours(_hours);

    public async Task<string> StepAsync(IJournal journal, CancellationToken token)
    {
        _hours += random.NextDouble();
        if (model.Run is null || random.Next(12) == 0)
        {
            var rules = random.Next(4) == 0 ? "r2" : "r1";
            model.BeginRun(await journal.BeginRunAsync(Sample.Run(rules, _hours), token), rules);
            return $"begin run under {rules}";
        }

        switch (random.Next(6))
        {
            case 0:
            case 1:
                var batch = Batch();
                model.Read(batch);
                await journal.SaveReadAsync(model.Run.Value, batch, token);
                return $"read {batch.Changed.Count} changed, {batch.Touched.Count} touched, {batch.Gone.Count} gone, {batch.Failed.Count} failed";
            case 2:
            case 3:
                return await JudgeAsync(journal, token);
            case 4:
                return await WriteAsync(journal, token);
            default:
                if (random.Next(4) > 0)
                {
                    return await WriteAsync(journal, token);
                }

                var since = Now.AddHours(-random.Next(1, 20));
                var lost = model.LoseUnseen(since);
                (await journal.MarkUnseenAsGoneAsync(model.Run.Value, since, token)).ShouldBe(lost);
                return $"lose {lost} unseen";
        }
    }

    private async Task<string> JudgeAsync(IJournal journal, CancellationToken token)
    {
        var size = random.Next(1, 6);
        var expected = model.Due(Now, model.RunRules);
        var met = new List<string>();
        await foreach (var page in journal.ReadDueAsync(new DueRequest(Now, model.RunRules, size), token))
        {
            met.AddRange(page.Select(deal => deal.Snapshot.Id));
            foreach (var deal in page)
            {
                deal.Attempts.ShouldBe(model.Retries.TryGetValue(deal.Snapshot.Id, out var retry) ? retry.Attempts : 0);
            }

            // Some of a page may be left unjudged; the stream goes on all the same.
            var judged = page.Where(_ => random.Next(5) > 0).Select(deal => Judged(deal.Snapshot.Id)).ToList();
            judged.ForEach(model.Judge);
            await journal.SaveJudgedAsync(model.Run!.Value, judged, token);
        }

        met.ShouldBe(expected);
        return $"judge {met.Count} in pages of {size}";
    }

    private async Task<string> WriteAsync(IJournal journal, CancellationToken token)
    {
        var batch = model.PlanInOrder().Where(id => !model.Deals[id].IsGone).Take(random.Next(1, 5)).ToList();
        batch.ForEach(model.Sent);
        await journal.MarkSentAsync(model.Run!.Value, batch, token);
        if (random.Next(5) == 0)
        {
            return $"send {batch.Count} and hear nothing";
        }

        var records = batch.ConvertAll(Outcome);
        records.ForEach(model.Write);
        await journal.SaveOutcomesAsync(model.Run.Value, records, token);
        return $"write {string.Join(", ", records.Select(record => $"{record.DealId} {record.Outcome}"))}";
    }

    private ReadBatch Batch()
    {
        var ids = Enumerable.Range(0, Ids).Select(i => $"{(i < 5 ? "" : "1")}{i}").OrderBy(_ => random.Next()).Take(random.Next(1, 7)).ToList();
        var (changed, touched, unchanged, gone, failed) =
            (new List<DealSnapshot>(), new List<DealSnapshot>(), new List<UnchangedDeal>(), new List<string>(), new List<RetryRecord>());
        foreach (var id in ids)
        {
            switch (random.Next(8))
            {
                case < 4:
                    changed.Add(Sample.Deal(id, need: $"v{random.Next(3)}", closed: random.Next(8) == 0) with { ModifiedAt = Now });
                    break;
                case 4 when model.Deals.TryGetValue(id, out var deal):
                    touched.Add(deal.Snapshot with { ModifiedAt = Now });
                    break;
                case 5:
                    unchanged.Add(new UnchangedDeal(id, Now));
                    break;
                case 6:
                    gone.Add(id);
                    break;
                case 7:
                    failed.Add(Retry(id));
                    break;
            }
        }

        return new ReadBatch(Now, changed, touched, unchanged, gone, failed);
    }

    private JudgedDeal Judged(string id) => random.Next(3) switch
    {
        0 => new JudgedDeal(id, null, DealOutcome.NotOurs, null),
        1 => Sample.Unchanged(id, Now.AddHours(random.Next(1, 10))),
        _ => Sample.Planned(id, $"f{random.Next(3)}", random.Next(2) == 0 ? null : Now.AddHours(random.Next(1, 4)), random.Next(2) == 0 ? null : $"g{random.Next(2)}"),
    };

    private WriteRecord Outcome(string id) => random.Next(6) switch
    {
        0 => new WriteRecord(id, DealOutcome.Queued, Now, Retry: Retry(id)),
        1 => new WriteRecord(id, DealOutcome.Gone, Now),
        _ => new WriteRecord(id, DealOutcome.Written, Now, random.Next(3) == 0 ? null : Now.AddSeconds(1)),
    };

    private RetryRecord Retry(string id) => new(id, random.Next(1, 5), Now.AddHours(random.Next(1, 6)), Sample.Locked, Now);
}
