namespace CrmReadinessSync.Sync;

/// <summary>
/// What is read on a day on which nothing may be listed any more: the deals whose time has come and that the cycle has not met yet, by name and the nearest meeting
/// first, as far as the share goes that is kept for it. So what is written before a meeting rests on the deal as it is now.
/// </summary>
internal sealed class NearestMeetings(CycleRun run, ReadStroke reading)
{
    /// <summary>More meetings than these are not met within the part of a day that is left for them.</summary>
    private const int Most = 1000;

    private const int AtOnce = 100;

    /// <summary>Reads. Deals that cannot be read any more are judged as they were last known.</summary>
    /// <exception cref="CrmException">The CRM cannot be used at all.</exception>
    public async Task RereadAsync(CancellationToken cancellationToken)
    {
        run.Crm.Usage.Urgency = Urgency.Due;
        try
        {
            foreach (var ids in (await FindAsync(cancellationToken)).Chunk(AtOnce))
            {
                await reading.RereadAsync(ids, cancellationToken);
            }
        }
        catch (CrmException failed) when (failed.SparesTheKnown)
        {
            // The cycle ends as out of budget in any case, and says so.
            CycleLog.NearestUnread(run.Log, failed.Failure.Code);
        }
    }

    private async Task<IReadOnlyList<string>> FindAsync(CancellationToken cancellationToken)
    {
        // The farthest in front, so that it is the one to give way.
        var nearest = new PriorityQueue<string, long>();
        await foreach (var page in run.Journal.ReadDueAsync(new DueRequest(run.Now, run.JudgedUnder), cancellationToken))
        {
            foreach (var due in page.Where(due => due.SeenAt < run.Now && run.Mapping.IsOurs(due.Snapshot)))
            {
                if (run.Mapping.NextMeeting(due.Snapshot, run.Now) is { } meeting)
                {
                    nearest.Enqueue(due.Snapshot.Id, -meeting.Start.UtcTicks);
                    if (nearest.Count > Most)
                    {
                        nearest.Dequeue();
                    }
                }
            }
        }

        var ids = new List<string>(nearest.Count);
        while (nearest.TryDequeue(out var id, out _))
        {
            ids.Add(id);
        }

        ids.Reverse();
        return ids;
    }
}
