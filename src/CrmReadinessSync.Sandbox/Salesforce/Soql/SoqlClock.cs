namespace CrmReadinessSync.Sandbox.Salesforce;

/// <summary>The instant a query runs at, and the zone in which its user's days begin.</summary>
internal readonly record struct SoqlClock(DateTimeOffset Now, TimeZoneInfo Zone)
{
    /// <summary>The user's today.</summary>
    public DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Now, Zone).DateTime);

    /// <summary>The first instant of a day for the user.</summary>
    public DateTimeOffset StartOf(DateOnly day)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);

        // A day may begin after midnight where clocks go forward at midnight.
        while (Zone.IsInvalidTime(local))
            local = local.AddMinutes(15);
        return new DateTimeOffset(local, Zone.GetUtcOffset(local)).ToUniversalTime();
    }
}
