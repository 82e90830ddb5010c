using System.Text.Json.Serialization;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Journal;

/// <summary>The part of an episode that is kept as one body; deal, kind, beginning and end have columns of their own.</summary>
internal sealed record StoredEpisode(
    [property: JsonPropertyName("m")] StoredPreparation? Meeting,
    [property: JsonPropertyName("s")] StopNote? Stop,
    [property: JsonPropertyName("o")] OverrideNote? Override,
    [property: JsonPropertyName("t")] TaskNote? Task = null,
    [property: JsonPropertyName("c")] OutcomeNote? Outcome = null)
{
    public static byte[] Write(Episode episode) =>
        JournalJson.Write(new StoredEpisode(StoredPreparation.Of(episode.Meeting), episode.Stop, episode.Override, episode.Task, episode.Outcome), JournalJson.Compact.StoredEpisode);

    public static Episode Read(EpisodeRow row)
    {
        var body = JournalJson.Read(row.Body, JournalJson.Compact.StoredEpisode);
        return new Episode(
            (EpisodeKind)row.Kind,
            row.Deal,
            new DateTimeOffset(row.BeganAt, TimeSpan.Zero),
            row.EndedAt is { } ended ? new DateTimeOffset(ended, TimeSpan.Zero) : null)
        {
            Meeting = body.Meeting?.ToNote(row.Deal),
            Stop = body.Stop,
            Override = body.Override,
            Task = body.Task,
            Outcome = body.Outcome,
        };
    }
}

/// <summary>A meeting as it was prepared.</summary>
internal sealed record StoredPreparation(
    [property: JsonPropertyName("i")] string? Meeting,
    [property: JsonPropertyName("b")] Verdict Before,
    [property: JsonPropertyName("s")] StoredSnapshot Snapshot,
    [property: JsonPropertyName("t")] DateTimeOffset ModifiedAt,
    [property: JsonPropertyName("a")] Verdict? After,
    [property: JsonPropertyName("r")] DateTimeOffset? ReadBy = null)
{
    public static StoredPreparation? Of(MeetingNote? note) =>
        note is null ? null : new StoredPreparation(note.Meeting, note.Before, StoredSnapshot.Of(note.Snapshot), note.Snapshot.ModifiedAt, note.After, note.ReadBy);

    public MeetingNote ToNote(string deal) =>
        new(Meeting, Before, Snapshot.ToSnapshot(deal, ModifiedAt, isClosed: false, DealSnapshot.NothingShown), After) { ReadBy = ReadBy };
}

/// <summary>An episode as the queries bring it.</summary>
internal sealed class EpisodeRow
{
    public string Deal { get; set; } = "";

    public long Key { get; set; }

    public long Kind { get; set; }

    public long BeganAt { get; set; }

    public long? EndedAt { get; set; }

    public byte[] Body { get; set; } = [];
}
