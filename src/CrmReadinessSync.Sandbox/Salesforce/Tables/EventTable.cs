namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>
/// Event: a row for each meeting, and what surrounds meetings in a real org: an invitee's copy of some (IsChild), the pattern
/// row of a series for others (IsRecurrence). A meeting that was called off is a deleted event.
/// </summary>
internal sealed class EventTable(Org org) : ITable
{
    // A meeting's number leaves room for its copies.
    private const int Room = 4;
    private readonly StoreWalk _walk = new(org.Store, RecordKind.Meeting);

    private enum Copy
    {
        Meeting,
        Invitee,
        Pattern,
    }

    /// <summary>Whether a colleague was invited, who has a copy of the event.</summary>
    public static bool HasInvitee(long meeting) => meeting % 5 == 2;

    /// <summary>The id of a meeting's own event.</summary>
    public static string IdOf(long meeting) => RecordId.Of(KeyPrefix.Event, meeting * Room);

    /// <summary>The meeting of an event's id, whichever copy it names; null when it is no event of this org.</summary>
    public static long? Meeting(string id) => RecordId.Number(id) / Room;

    public IRow? Find(string id)
    {
        if (RecordId.Number(id) is not { } number || org.Store.Find(new RecordKey(RecordKind.Meeting, number / Room)) is not { } record)
            return null;
        var copy = (Copy)(number % Room);
        return Copies(record.Key.Number).Contains(copy) ? new Row(org, record, copy) : null;
    }

    public IEnumerable<IRow> Scan(ScanHint hint)
    {
        if (hint.Ids is { } ids)
            return Gathered.OfIds(this, ids, hint);
        RecordKind? below = hint.ParentField switch { "WhatId" => RecordKind.Deal, "WhoId" => RecordKind.Contact, _ => null };
        if (below is { } kind && hint.Parents is { } parents && !parents.Any(static id => id.StartsWith(KeyPrefix.Account, StringComparison.Ordinal)))
        {
            var meetings = parents.Select(id => org.KeyOf(kind, id)).OfType<RecordKey>()
                .SelectMany(key => org.Store.LinksWithBinned(key, RecordKind.Meeting)).Select(static link => link.To).Distinct();
            return Gathered.In(meetings.SelectMany(key => Rows(org.Store.Find(key)!)), hint);
        }

        var first = hint.IdAfter is { } after && RecordId.Number(after) is { } last ? last / Room : 0;
        var rows = _walk.Walk(hint, first).SelectMany(Rows);
        return hint.IncludeDeleted ? rows : rows.Where(static row => row["IsDeleted"] is false);
    }

    private IEnumerable<IRow> Rows(CrmRecord record) => Copies(record.Key.Number).Select(copy => new Row(org, record, copy));

    private static IEnumerable<Copy> Copies(long meeting)
    {
        yield return Copy.Meeting;
        if (HasInvitee(meeting))
            yield return Copy.Invitee;
        if (meeting % 11 == 4)
            yield return Copy.Pattern;
    }

    private sealed class Row(Org org, CrmRecord record, Copy copy) : IRow
    {
        private readonly RecordRow _row = new(org, "Event", RecordId.Of(KeyPrefix.Event, (record.Key.Number * Room) + (int)copy), record);

        public string TypeName => "Event";

        public string Id => _row.Id;

        public object? this[string field] => field switch
        {
            "IsDeleted" => record.ArchivedAt is not null || record[Known.Outcome] == MeetingOutcome.Canceled,
            "IsChild" => copy == Copy.Invitee,
            "IsRecurrence" => copy == Copy.Pattern,
            "IsArchived" => false,
            "RecurrenceActivityId" => copy == Copy.Pattern ? Id : null,
            // The copy is in the colleague's calendar.
            "OwnerId" when copy == Copy.Invitee => Org.UserId(((record.Key.Number + 1) % Owner.Team.Count).ToString(System.Globalization.CultureInfo.InvariantCulture)),
            _ => _row[field],
        };
    }
}
