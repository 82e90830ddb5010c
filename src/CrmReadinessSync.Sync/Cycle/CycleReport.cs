using System.Collections.Immutable;

namespace CrmReadinessSync.Sync;

/// <summary>What became of one cycle. A cycle that ends early says why here; it does not throw.</summary>
/// <param name="Run">Its id in the journal; 0 when it yielded.</param>
/// <param name="State">How it ended.</param>
/// <param name="Counts">The totals.</param>
/// <param name="Elapsed">How long it took by the clock given.</param>
/// <param name="Failure">Why it ended early; null when it did not.</param>
/// <param name="Failures">What deals failed with, most frequent first, at most twenty kinds.</param>
/// <param name="ResumeAt">When going on makes sense, when known.</param>
/// <param name="IsEnvironment">Whether the CRM could not be reached or refused credentials or permissions: exit code 3.</param>
/// <param name="Held">The plan that waits for a release; null when none does. For a preview, the plan that would wait.</param>
/// <param name="Worker">Who is at work instead, when the cycle yielded or was displaced and somebody still is.</param>
/// <param name="LeftAlone">Fields that somebody else keeps overwriting, so that they are left alone (law 14).</param>
/// <param name="Tried">What the rules would have done to past wins, when that is why the plan waits.</param>
public sealed record CycleReport(
    long Run,
    RunState State,
    RunCounts Counts,
    TimeSpan Elapsed,
    CrmFailure? Failure,
    ImmutableArray<FailureTally> Failures,
    DateTimeOffset? ResumeAt,
    bool IsEnvironment,
    HeldPlan? Held = null,
    LeaseHolder? Worker = null,
    ImmutableArray<LeftAloneField> LeftAlone = default,
    TriedRules? Tried = null);

/// <summary>A field that somebody else keeps overwriting: a second installation with a journal of its own, a workflow, another integration.</summary>
/// <param name="Property">The CRM property.</param>
/// <param name="Deals">On how many deals, of those looked at.</param>
/// <param name="Example">One of them.</param>
/// <param name="Last">When it was last overwritten.</param>
public sealed record LeftAloneField(string Property, int Deals, string Example, DateTimeOffset Last)
{
    internal static ImmutableArray<LeftAloneField> Of(LeftAlone found, DateTimeOffset now) =>
    [
        .. from deal in found.Deals
           from field in deal.Value.Overwritten
           where field.Value.LeftAloneUntil > now
           group (deal.Key, field.Value.Last) by field.Key into one
           orderby one.Key
           select new LeftAloneField(one.Key, one.Count(), one.First().Key, one.Max(overwritten => overwritten.Last)),
    ];
}

/// <summary>How many deals of a cycle failed in one way.</summary>
/// <param name="Code">The failure's code.</param>
/// <param name="Action">What the cycle does about it; <see cref="FailureAction.SkipDeal"/> waits for a person.</param>
/// <param name="Count">How many.</param>
/// <param name="Words">The CRM's own words for the first of them. They may quote a deal, so they are for screens and never for a log.</param>
/// <param name="Remedy">What a person can do, when there is something.</param>
public sealed record FailureTally(string Code, FailureAction Action, long Count, string Words, string? Remedy);
