using Microsoft.Extensions.Logging;

namespace CrmReadinessSync.Sync;

/// <summary>
/// What a cycle logs: its totals, and deals by id at debug level. Codes and remedies are ours or the vendor's; the CRM's own words can quote
/// a deal and stay in the journal (law 12).
/// </summary>
internal static partial class CycleLog
{
    [LoggerMessage(2001, LogLevel.Information, "Cycle {State}: read {Read}, judged {Judged}, written {Written}, unchanged {Unchanged}, skipped {Skipped}, held {Held}, failed {Failed}, requests {Requests}, {Seconds:0.0} s")]
    public static partial void Ended(ILogger log, RunState state, long read, long judged, long written, long unchanged, long skipped, long held, long failed, long requests, double seconds);

    [LoggerMessage(2002, LogLevel.Error, "The cycle ended early with {Code}. {Remedy}")]
    public static partial void EndedEarly(ILogger log, string code, string? remedy);

    [LoggerMessage(2003, LogLevel.Information, "The API share is spent ({Code}); going on {ResumeAt:u}")]
    public static partial void OutOfBudget(ILogger log, string code, DateTimeOffset? resumeAt);

    [LoggerMessage(2004, LogLevel.Information, "{Because}: every deal is read")]
    public static partial void ReadsEverything(ILogger log, string because);

    [LoggerMessage(2005, LogLevel.Warning, "{Count} deals failed with {Code} ({Action}). {Remedy}")]
    public static partial void DealsFailed(ILogger log, long count, string code, FailureAction action, string? remedy);

    [LoggerMessage(2006, LogLevel.Warning, "{Count} deals were not met by a full read and are marked as gone")]
    public static partial void Unseen(ILogger log, int count);

    [LoggerMessage(2007, LogLevel.Error, "Judging deal {Deal} failed with {Kind}; it is queued and not judged")]
    public static partial void JudgingFailed(ILogger log, string deal, string kind);

    [LoggerMessage(2008, LogLevel.Warning, "The brake holds plan {Plan}: {Deals} deals, {Flips} of them flips ({Reason}). Look at it with preview, then let it go with once --release {Plan}")]
    public static partial void Held(ILogger log, long plan, long deals, long flips, HoldReason reason);

    [LoggerMessage(2017, LogLevel.Warning, "{Trial} Safety:MaxPausedWins allows fewer. Let the plan go, accept the rules with preview --accept, or put them back")]
    public static partial void PausesWins(ILogger log, string trial);

    [LoggerMessage(2009, LogLevel.Information, "A release is in force: {Deals} deals of the held plan are read and judged again")]
    public static partial void Released(ILogger log, long deals);

    [LoggerMessage(2010, LogLevel.Debug, "Deal {Deal} failed with {Code}: {Action}")]
    public static partial void DealFailed(ILogger log, string deal, string code, FailureAction action);

    [LoggerMessage(2011, LogLevel.Debug, "Deal {Deal} judged {Flag}, {Changes} properties differ")]
    public static partial void DealJudged(ILogger log, string deal, Readiness.Flag flag, int changes);

    [LoggerMessage(2013, LogLevel.Information, "{Worker} has been at work on this CRM since {Since:u} (run {Run}); nothing is done here")]
    public static partial void Yielded(ILogger log, string worker, DateTimeOffset since, long run);

    [LoggerMessage(2014, LogLevel.Warning, "This worker went silent for so long that another one took over; what it sent last is read again and corrected")]
    public static partial void Displaced(ILogger log);

    [LoggerMessage(2015, LogLevel.Debug, "Somebody changed {Count} of our fields on deal {Deal}")]
    public static partial void Overwritten(ILogger log, string deal, int count);

    [LoggerMessage(2016, LogLevel.Information, "{Count} deals have a field that somebody else keeps overwriting; it is left alone for some days")]
    public static partial void LeftAlone(ILogger log, long count);

    [LoggerMessage(2019, LogLevel.Information, "{Count} tasks made for owners of deals whose meeting is near and not ready")]
    public static partial void TasksMade(ILogger log, int count);

    [LoggerMessage(2018, LogLevel.Information, "{Count} tasks closed: ready by now, or the meeting has passed")]
    public static partial void TasksClosed(ILogger log, int count);

    [LoggerMessage(2020, LogLevel.Debug, "Deals of the nearest meetings could not be read by name any more ({Code}); they are judged as last known")]
    public static partial void NearestUnread(ILogger log, string code);

    [LoggerMessage(2012, LogLevel.Debug, "Deal {Deal} written")]
    public static partial void DealWritten(ILogger log, string deal);
}
