using System.Collections.Immutable;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Sync;

/// <summary>Where everything stands for one CRM.</summary>
/// <param name="AccountId">The account bound on first use; null before.</param>
/// <param name="Positions">Where each feed stands.</param>
/// <param name="MappingFingerprint">The mapping under which the snapshots were read.</param>
/// <param name="ReconciledAt">When the last full comparison completed.</param>
/// <param name="IsOpened">Whether a person has released the first writes to the account.</param>
/// <param name="AcceptedRules">The rules last seen in a preview and accepted; null when none were.</param>
public sealed record JournalHead(
    string? AccountId,
    ImmutableSortedDictionary<string, string> Positions,
    string? MappingFingerprint,
    DateTimeOffset? ReconciledAt,
    bool IsOpened = false,
    string? AcceptedRules = null);

/// <summary>What a run begins with.</summary>
/// <param name="StartedAt">When.</param>
/// <param name="Rules">The fingerprint of all that judges: the rules, and the connection's translations and filters.</param>
/// <param name="Trigger"><c>schedule</c>, <c>once</c>, <c>preview</c>, <c>demo</c>.</param>
public sealed record RunStart(DateTimeOffset StartedAt, string Rules, string Trigger);

/// <summary>How a run ended.</summary>
public enum RunState
{
    /// <summary>Under way, or killed.</summary>
    Running,

    /// <summary>Every deal has its outcome.</summary>
    Completed,

    /// <summary>A requested stop; what was left comes next time.</summary>
    Stopped,

    /// <summary>The API share is spent; resumes by itself.</summary>
    OutOfBudget,

    /// <summary>Failed; the failure says why.</summary>
    Failed,

    /// <summary>The brake holds writes until a person releases them; every other deal has its outcome.</summary>
    Held,

    /// <summary>Another worker holds the lease; nothing was done, and the journal has no such run.</summary>
    Yielded,

    /// <summary>It went silent and another worker took over, which goes on with what was left.</summary>
    Displaced,
}

/// <summary>What a run ends with.</summary>
/// <param name="EndedAt">When.</param>
/// <param name="State">How.</param>
/// <param name="Counts">The totals.</param>
/// <param name="Failure">Why it failed or stopped early.</param>
/// <param name="Positions">Where each feed stands now; null leaves them.</param>
/// <param name="Reconciled">Whether a full comparison completed.</param>
public sealed record RunEnd(
    DateTimeOffset EndedAt,
    RunState State,
    RunCounts Counts,
    CrmFailure? Failure = null,
    ImmutableSortedDictionary<string, string>? Positions = null,
    bool Reconciled = false);

/// <summary>The totals of a run, as <c>once --json</c> prints them.</summary>
public sealed record RunCounts
{
    /// <summary>Deals listed or fetched.</summary>
    public long Read { get; init; }

    /// <summary>Deals judged.</summary>
    public long Judged { get; init; }

    /// <summary>Deals written.</summary>
    public long Written { get; init; }

    /// <summary>Deals judged whose CRM already shows the verdict.</summary>
    public long Unchanged { get; init; }

    /// <summary>Deals that are not ours to judge (closed, filtered out, gone).</summary>
    public long Skipped { get; init; }

    /// <summary>Deals whose write the brake holds.</summary>
    public long Held { get; init; }

    /// <summary>Deals that could not be read or written and wait in the retry queue.</summary>
    public long Failed { get; init; }

    /// <summary>Open deals on which a field is left alone, because somebody else keeps overwriting it.</summary>
    public long LeftAlone { get; init; }

    /// <summary>Requests sent.</summary>
    public long Requests { get; init; }

    /// <summary>How many requests a day are ours; null when the account did not tell.</summary>
    public long? Allowance { get; init; }

    /// <summary>Verdicts of this run by flag.</summary>
    public ImmutableSortedDictionary<Flag, long> Flags { get; init; } = ImmutableSortedDictionary<Flag, long>.Empty;
}

/// <summary>A page of the read stroke.</summary>
/// <param name="SeenAt">When.</param>
/// <param name="Changed">Snapshots that differ from what the journal held; they become due.</param>
/// <param name="Touched">Snapshots equal to what the journal held but for the change stamp; not due.</param>
/// <param name="Unchanged">Deals listed only.</param>
/// <param name="Gone">Deals the CRM no longer has.</param>
/// <param name="Failed">Deals that could not be read, with when to try again.</param>
/// <param name="Standings">What is now to be kept of what people did to changed deals; an empty one forgets what was. Others keep theirs.</param>
public sealed record ReadBatch(
    DateTimeOffset SeenAt,
    IReadOnlyList<DealSnapshot> Changed,
    IReadOnlyList<DealSnapshot> Touched,
    IReadOnlyList<UnchangedDeal> Unchanged,
    IReadOnlyList<string> Gone,
    IReadOnlyList<RetryRecord> Failed,
    IReadOnlyDictionary<string, DealStanding>? Standings = null);

/// <summary>Which deals to judge.</summary>
/// <param name="Now">Deals due by then.</param>
/// <param name="Rules">Deals judged under another <see cref="RunStart.Rules"/> than this are due, those found not to be ours included.</param>
/// <param name="PageSize">Deals a page.</param>
public sealed record DueRequest(DateTimeOffset Now, string Rules, int PageSize = 500);

/// <summary>A deal to judge.</summary>
/// <param name="Snapshot">As last seen.</param>
/// <param name="Previous">The last verdict, if any.</param>
/// <param name="Attempts">Failed attempts so far; 0 when it is not a retry.</param>
/// <param name="Standing">What people did to our fields, if anybody did anything.</param>
/// <param name="Copies">On how many open deals its values stand alike, as last counted (<see cref="ICopies"/>); null when none stands on too many.</param>
/// <param name="SeenAt">When it was last read or listed.</param>
public sealed record DueDeal(
    DealSnapshot Snapshot, Verdict? Previous, int Attempts = 0, DealStanding? Standing = null, ImmutableSortedDictionary<string, int>? Copies = null, DateTimeOffset SeenAt = default);

/// <summary>What became of a deal in a run (law 3).</summary>
public enum DealOutcome
{
    /// <summary>Planned; not yet an outcome.</summary>
    Planned,

    /// <summary>The CRM took our values.</summary>
    Written,

    /// <summary>The CRM already shows the verdict.</summary>
    Unchanged,

    /// <summary>Not ours to judge.</summary>
    NotOurs,

    /// <summary>The brake holds the plan.</summary>
    Held,

    /// <summary>In the retry queue.</summary>
    Queued,

    /// <summary>The CRM no longer has it.</summary>
    Gone,

    /// <summary>It was about to be sent when its run was cut off; whether it arrived is known once the deal has been read again.</summary>
    Abandoned,

    /// <summary>It was sent by a run that had lost its lease; the deal is read again and corrected.</summary>
    Stale,
}

/// <summary>A judged deal with its plan, if there is anything to write.</summary>
/// <param name="DealId">The deal.</param>
/// <param name="Verdict">Null when the deal is not ours to judge, or an undo plans; the last one is kept then.</param>
/// <param name="Outcome"><see cref="DealOutcome.Planned"/> with a <paramref name="Plan"/>, else the outcome itself.</param>
/// <param name="DueAt">When time alone may change the verdict; null for never.</param>
/// <param name="Plan">What to write.</param>
/// <param name="Standing">What is now to be kept of what people did; an empty one forgets it, null leaves it as it is.</param>
public sealed record JudgedDeal(string DealId, Verdict? Verdict, DealOutcome Outcome, DateTimeOffset? DueAt, PlannedWrite? Plan = null, DealStanding? Standing = null);

/// <summary>A write that is planned: CRM property → old and new value.</summary>
/// <param name="DealId">The deal.</param>
/// <param name="Changes">Only the properties that differ from what the CRM shows.</param>
/// <param name="MeetingStart">The meeting that makes it urgent.</param>
/// <param name="GroupKey">See <see cref="DealSnapshot.GroupKey"/>.</param>
/// <param name="Attempts">Failed attempts so far.</param>
/// <param name="FlipTo">The new flag's word when it replaces another of our flags; null when it does not.</param>
public sealed record PlannedWrite(
    string DealId,
    ImmutableSortedDictionary<string, ValueChange> Changes,
    DateTimeOffset? MeetingStart,
    string? GroupKey,
    int Attempts = 0,
    string? FlipTo = null);

/// <summary>Old and new value of one property.</summary>
public readonly record struct ValueChange(string? Old, string? New);

/// <summary>The outcome of one planned write.</summary>
/// <param name="DealId">The deal.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="At">When.</param>
/// <param name="StampAfter">The change stamp of our write.</param>
/// <param name="Retry">Set when <paramref name="Outcome"/> is <see cref="DealOutcome.Queued"/>.</param>
public sealed record WriteRecord(string DealId, DealOutcome Outcome, DateTimeOffset At, DateTimeOffset? StampAfter = null, RetryRecord? Retry = null);

/// <summary>A deal in the retry queue.</summary>
/// <param name="DealId">The deal.</param>
/// <param name="Attempts">Attempts so far.</param>
/// <param name="NextAt">When it is tried again.</param>
/// <param name="Failure">The last failure, in the CRM's own words.</param>
/// <param name="FirstAt">When it first failed.</param>
public sealed record RetryRecord(string DealId, int Attempts, DateTimeOffset NextAt, CrmFailure Failure, DateTimeOffset FirstAt);

/// <summary>Everything kept of one deal; <c>Copies</c> as in <see cref="DueDeal"/>.</summary>
public sealed record DealRecord(
    DealSnapshot Snapshot,
    Verdict? Verdict,
    DealOutcome? Outcome,
    DateTimeOffset? DueAt,
    DateTimeOffset SeenAt,
    RetryRecord? Retry,
    DealStanding? Standing = null,
    ImmutableSortedDictionary<string, int>? Copies = null);

/// <summary>One run as kept.</summary>
public sealed record RunRecord(long Id, RunStart Start, RunEnd? End);

/// <summary>One write as kept.</summary>
public sealed record WriteLogEntry(
    long Run,
    string DealId,
    ImmutableSortedDictionary<string, ValueChange> Changes,
    DealOutcome Outcome,
    DateTimeOffset At,
    CrmFailure? Failure);
