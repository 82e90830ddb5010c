using CrmReadinessSync.Sync;

namespace CrmReadinessSync.HubSpot;

/// <summary>
/// How often they put meetings off before anybody watched: the history of a start tells it. Asked only of meetings of which HubSpot says that
/// they were moved by the counterpart, which are few.
/// </summary>
internal static class MovedMeetings
{
    /// <summary>Reads the histories of at most <see cref="DetailReader.HistoryBatchSize"/> meetings.</summary>
    public static async Task<IEnumerable<KeyValuePair<string, PutOffs>>> ReadAsync(IHubSpotApi api, IReadOnlyCollection<string> meetings, CancellationToken cancellationToken)
    {
        var request = new BatchReadRequest([], [PropertyPlan.MeetingStart], [.. meetings.Select(id => new RecordRef(id))]);
        var answer = await api.ReadBatchAsync(ObjectTypes.Meetings, request, cancellationToken);
        return answer.Results.Select(record => KeyValuePair.Create(record.Id, Of(record.PropertiesWithHistory?.GetValueOrDefault(PropertyPlan.MeetingStart) ?? [])));
    }

    /// <summary>
    /// Later by a day or more, and not by hand of one of ours: whoever drags a meeting in HubSpot is a user of it.
    /// </summary>
    public static PutOffs Of(IEnumerable<HistoryEntry> history)
    {
        var told = history.Select(entry => (Start: RawValues.ReadMoment(entry.Value), At: RawValues.ReadMoment(entry.Timestamp), IsOurs: entry.SourceId?.StartsWith("userId:", StringComparison.Ordinal) is true))
            .Where(entry => entry is { Start: not null, At: not null })
            .OrderBy(entry => entry.At);
        var putOffs = PutOffs.None;
        DateTimeOffset? before = null;
        foreach (var (start, at, isOurs) in told)
        {
            if (!isOurs && start - before >= TimeSpan.FromDays(1))
            {
                putOffs = new PutOffs(putOffs.Count + 1, at);
            }

            before = start;
        }

        return putOffs;
    }
}

/// <summary>How often something was put off.</summary>
/// <param name="Count">How often.</param>
/// <param name="LastAt">When last; null for never.</param>
internal readonly record struct PutOffs(int Count, DateTimeOffset? LastAt)
{
    public static PutOffs None => default;

    public static PutOffs operator +(PutOffs one, PutOffs other) => new(one.Count + other.Count, one.LastAt > other.LastAt || other.LastAt is null ? one.LastAt : other.LastAt);
}
