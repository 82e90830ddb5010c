namespace CrmReadinessSync.Readiness;

/// <summary>The instant of judgement and the zone in which the CRM's people read a calendar.</summary>
/// <param name="Now">The instant; its own offset does not matter.</param>
/// <param name="Zone">Decides which day it is, daylight saving included.</param>
public readonly record struct JudgingClock(DateTimeOffset Now, TimeZoneInfo Zone);
