using System.Collections.Immutable;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Web;

/// <summary>Everything that happened to a deal, newest first: verdicts as the CRM showed them, superseded ones included, meetings, stops and last words.</summary>
internal static class DealTimeline
{
    public static ImmutableArray<TimelineEntry> Of(CrmConnection crm, DealRecord record, IReadOnlyList<WriteLogEntry> writes, IReadOnlyList<Episode> episodes)
    {
        var entries = new List<TimelineEntry>();
        if (record.Verdict is { } verdict)
        {
            entries.Add(new TimelineEntry(verdict.JudgedAt) { Verdict = verdict });
        }

        entries.AddRange(Writes(crm.WriteTo, record.Snapshot.Shown, writes));
        entries.AddRange(episodes.Select(episode => new TimelineEntry(episode.BeganAt) { Episode = episode }));
        return [.. entries.OrderByDescending(entry => entry.At)];
    }

    /// <summary>
    /// Walks back from what the CRM shows now: a write that did not touch the phase left the phase of the write before. Only what arrived counts.
    /// </summary>
    private static IEnumerable<TimelineEntry> Writes(WriteTargets targets, ImmutableSortedDictionary<string, string?> shown, IReadOnlyList<WriteLogEntry> newestFirst)
    {
        var state = new Dictionary<string, string?>(shown, StringComparer.Ordinal);
        DateTimeOffset? superseded = null;
        foreach (var write in newestFirst)
        {
            var arrived = write.Outcome is DealOutcome.Written;
            var changes = arrived ? write.Changes : ImmutableSortedDictionary<string, ValueChange>.Empty;
            foreach (var (property, change) in changes)
            {
                state[property] = change.New;
            }

            yield return new TimelineEntry(write.At)
            {
                Write = write,
                Shown = arrived ? new ShownVerdict(Word(targets.Flag), Word(targets.Phase), Word(targets.TalkDepth), superseded) : null,
            };
            foreach (var (property, change) in changes)
            {
                state[property] = change.Old;
            }

            superseded = arrived ? write.At : superseded;
        }

        string? Word(string? target) => target is null ? null : state.GetValueOrDefault(target);
    }
}

/// <summary>One thing that happened; exactly one of its parts is set.</summary>
/// <param name="At">When.</param>
public sealed record TimelineEntry(DateTimeOffset At)
{
    /// <summary>The verdict in force.</summary>
    public Readiness.Verdict? Verdict { get; init; }

    /// <summary>Something the service wrote, or tried to.</summary>
    public WriteLogEntry? Write { get; init; }

    /// <summary>What the CRM showed from then on; null unless it was written.</summary>
    public ShownVerdict? Shown { get; init; }

    /// <summary>A meeting, a good stop or the rep's last word.</summary>
    public Episode? Episode { get; init; }
}

/// <summary>A verdict in the words that the CRM stores.</summary>
/// <param name="Flag">The flag's word.</param>
/// <param name="Phase">The phase's word.</param>
/// <param name="TalkDepth">The depth's word.</param>
/// <param name="SupersededAt">When another one took its place; null while it stands.</param>
public sealed record ShownVerdict(string? Flag, string? Phase, string? TalkDepth, DateTimeOffset? SupersededAt);
