using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Worker;

/// <summary>A meeting as it was prepared, and what it moved.</summary>
/// <param name="Start">Its start.</param>
/// <param name="Flag">The flag the rep went in with.</param>
/// <param name="TalkDepth">How far to talk, then.</param>
/// <param name="Moved">Premises that moved by its settlement, or until now.</param>
/// <param name="IsSettled">Whether its days are over.</param>
/// <param name="Rules">The fingerprint of what judged.</param>
internal sealed record MeetingDocument(DateTimeOffset Start, string Flag, string TalkDepth, IReadOnlyList<string> Moved, bool IsSettled, string Rules)
{
    /// <summary>Of a deal's episodes, oldest first; null when there are none.</summary>
    public static IReadOnlyList<MeetingDocument>? Of(IReadOnlyList<Episode> episodes, Verdict now)
    {
        var meetings = episodes.Where(episode => episode.Meeting is not null).Select(episode => new MeetingDocument(
            episode.BeganAt,
            episode.Meeting!.Before.Flag.ToString(),
            episode.Meeting.Before.TalkDepth.ToString(),
            episode.Meeting.Moved(episode.Meeting.After ?? now),
            episode.Meeting.After is not null,
            episode.Meeting.Before.Rules)).ToList();
        return meetings.Count == 0 ? null : meetings;
    }
}
