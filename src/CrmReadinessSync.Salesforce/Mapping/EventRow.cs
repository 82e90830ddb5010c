using System.Text.Json;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce;

/// <summary>An event as a meeting.</summary>
internal static class EventRow
{
    /// <summary>Reads a row; null for a row without a start.</summary>
    public static DealMeeting? Read(JsonElement row, ReadPlan plan)
    {
        if (Row.Text(row, Names.Id) is not { } id)
        {
            return null;
        }

        var title = Row.Text(row, "Subject");
        var type = plan.MeetingType is { } field ? Row.Text(row, field) : null;
        var state = Row.Flag(row, "IsDeleted") ? MeetingState.Cancelled : MeetingState.Booked;
        var byThem = plan.MovedBy is { } mover && Movers.AreThey(plan.Connection, Row.Text(row, mover));
        if (Row.Flag(row, "IsAllDayEvent"))
        {
            // A floating day, always at 00:00 UTC on the wire: never shifted by a zone, it begins where the reader is.
            return Row.Day(row, "ActivityDate") is { } day
                ? new DealMeeting(id, Midnight(day, plan), Midnight((EndDay(row, plan) ?? day).AddDays(1), plan), title, type, state, AllDay: true, MovedByThem: byThem)
                : null;
        }

        return Row.Moment(row, "StartDateTime") is { } start
            ? new DealMeeting(id, start, Row.Moment(row, "EndDateTime"), title, type, state, MovedByThem: byThem)
            : null;
    }

    private static DateOnly? EndDay(JsonElement row, ReadPlan plan) => plan.EndDate is { } field ? Row.Day(row, field) : null;

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
