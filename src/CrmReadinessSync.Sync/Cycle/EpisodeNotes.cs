using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Sync;

/// <summary>Notes what verdicts led to. Pure but for the journal: the same deals and verdicts always give the same episodes.</summary>
internal sealed class EpisodeNotes(CycleRun run)
{
    /// <summary>
    /// Before anything is read: a meeting that has started since the last cycle is kept with the verdict and the snapshot as they stood,
    /// whatever the counterpart's side has changed in the CRM by now.
    /// </summary>
    public async Task KeepStartedMeetingsAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset? readBy = null;
        await foreach (var page in run.Journal.ReadTimedAsync(run.Now, cancellationToken))
        {
            var started = page.Where(deal => deal.Verdict?.MeetingStart <= run.Now).ToList();
            if (started.Count == 0)
            {
                continue;
            }

            var earlier = (await run.Journal.FindEpisodesAsync([.. started.Select(deal => deal.Snapshot.Id)], onlyOpen: true, cancellationToken))
                .Where(episode => episode.Kind is EpisodeKind.Meeting).ToLookup(episode => episode.DealId, StringComparer.Ordinal);
            readBy ??= (await run.Journal.ReadRunsAsync(2, cancellationToken)).FirstOrDefault(earlier => earlier.Id != run.Id)?.End?.EndedAt;
            var episodes = new List<Episode>();
            var remembered = new List<DealSnapshot>();
            foreach (var deal in started)
            {
                var verdict = deal.Verdict!;
                var start = verdict.MeetingStart!.Value;
                episodes.AddRange(earlier[deal.Snapshot.Id].Where(episode => episode.BeganAt < start).Select(episode => Settled(episode, verdict)));
                if (earlier[deal.Snapshot.Id].Any(episode => episode.BeganAt == start))
                {
                    continue;
                }

                var meeting = deal.Snapshot.Meetings.FirstOrDefault(one => one.Start == start && one.State is MeetingState.Booked)?.Id;
                episodes.Add(new Episode(EpisodeKind.Meeting, deal.Snapshot.Id, start) { Meeting = new MeetingNote(meeting, verdict, deal.Snapshot) { ReadBy = readBy } });
                if (meeting is not null && verdict.Findings.Any(finding => finding.Finding is not Finding.Met))
                {
                    remembered.Add(deal.Snapshot with { Memory = deal.Snapshot.Memory.WithMeeting(meeting, start) });
                }
            }

            await run.Journal.SaveEpisodesAsync(run.Id, episodes, remembered, cancellationToken);
        }
    }

    /// <summary>What the verdicts of a page begin and end. To be kept before the verdicts: noted twice is noted once, and never is not.</summary>
    public async Task KeepAsync(IReadOnlyList<(DueDeal Due, Verdict Verdict, DealFacts Facts)> judged, CancellationToken cancellationToken)
    {
        if (judged.Count == 0)
        {
            return;
        }

        var open = (await run.Journal.FindEpisodesAsync([.. judged.Select(one => one.Due.Snapshot.Id)], onlyOpen: true, cancellationToken))
            .ToLookup(episode => episode.DealId, StringComparer.Ordinal);
        var changed = new List<Episode>();
        foreach (var (due, verdict, facts) in judged)
        {
            var mine = open[due.Snapshot.Id].ToList();
            changed.AddRange(mine
                .Where(episode => episode.Kind is EpisodeKind.Meeting && episode.BeganAt + DealMapping.MeetingSettlesAfter <= run.Now)
                .Select(episode => Settled(episode, due.Previous ?? verdict)));
            changed.AddRange(GoodStops.Of(due.Snapshot, verdict, facts, mine.Find(episode => episode.Kind is EpisodeKind.Stop), run.Mapping.NextMeeting(due.Snapshot, run.Now), run.Now));
            changed.AddRange(TaskStroke.Wanted(run, due.Snapshot, verdict, mine) is { } task ? [task] : []);
            changed.AddRange(Overrides(due.Snapshot.Id, verdict, mine.Find(episode => episode.Kind is EpisodeKind.Override)));
        }

        if (changed.Count > 0)
        {
            await run.Journal.SaveEpisodesAsync(run.Id, changed, [], cancellationToken);
        }
    }

    private Episode Settled(Episode meeting, Verdict after) => meeting with { EndedAt = run.Now, Meeting = meeting.Meeting! with { After = after } };

    private IEnumerable<Episode> Overrides(string deal, Verdict verdict, Episode? open)
    {
        var word = verdict.Override;
        var began = word?.SetAt ?? open?.BeganAt ?? run.Now;
        if (open is not null && (word is null || open.Override!.Flag != word.Flag || open.BeganAt != began))
        {
            yield return open with { EndedAt = run.Now };
        }

        if (word is not null && (open is null || open.Override!.Flag != word.Flag || open.BeganAt != began))
        {
            yield return new Episode(EpisodeKind.Override, deal, began)
            {
                Override = new OverrideNote(word.Flag, word.Computed, verdict.Phase, verdict.Score, word.Reason, verdict.Rules),
            };
        }
    }
}
