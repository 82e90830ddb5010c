using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce;

/// <summary>An event as a meeting.</summary>
internal static class EventRow
{
    /// <summary>Reads a row; null for a row without a start.</summary>
    public static DealMeeting? Read(SalesforceRow row, ReadPlan plan)
    {
        if (row.Text(Names.Id) is not { } id)
        {
            return null;
        }

        var title = row.Text("Subject");
        var type = plan.MeetingType is { } field ? row.Text(field) : null;
        var state = row.Flag("IsDeleted") ? MeetingState.Cancelled : MeetingState.Booked;
        var byThem = plan.MovedBy is { } mover && Movers.AreThey(plan.Connection, row.Text(mover));
        if (row.Flag("IsAllDayEvent"))
        {
            // A floating day, always at 00:00 UTC on the wire: never shifted by a zone, it begins where the reader is.
            return row.Day("ActivityDate") is { } day
                ? new DealMeeting(id, Midnight(day, plan), Midnight((EndDay(row, plan) ?? day).AddDays(1), plan), title, type, state, AllDay: true, MovedByThem: byThem)
                : null;
        }

        return row.Moment("StartDateTime") is { } start
            ? new DealMeeting(id, start, row.Moment("EndDateTime"), title, type, state, MovedByThem: byThem)
            : null;
    }

    private static DateOnly? EndDay(SalesforceRow row, ReadPlan plan) => plan.EndDate is { } field ? row.Day(field) : null;

    private static DateTimeOffset Midnight(DateOnly day, ReadPlan plan)
    {
        var zone = plan.Connection.TimeZone;
        var local = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(15);
        }

        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }
}
