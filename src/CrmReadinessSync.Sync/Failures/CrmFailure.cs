namespace CrmReadinessSync.Sync;

/// <summary>What a failure asks of the cycle (law 6): there is no fifth choice, and "ignore" is not one.</summary>
public enum FailureAction
{
    /// <summary>Transient: this deal or page again, later, with back-off.</summary>
    Retry,

    /// <summary>This deal cannot be read or written as it is; the others can.</summary>
    SkipDeal,

    /// <summary>Nothing more can be done with this CRM in this cycle (credentials, permission, missing field, wrong account).</summary>
    StopCrm,

    /// <summary>The quota or our share of it is spent: end politely and resume at <see cref="CrmFailure.ResumeAt"/>. Not an error.</summary>
    OutOfBudget,
}

/// <summary>One failure, told so that a person can act on it. Holds no secret and no deal text.</summary>
/// <param name="Action">What the cycle does about it.</param>
/// <param name="Code">The CRM's own code (<c>VALIDATION_ERROR</c>, <c>UNABLE_TO_LOCK_ROW</c>) or ours (<c>unreachable</c>, <c>field_missing</c>).</param>
/// <param name="Words">The CRM's own words, redacted and shortened to 500 characters.</param>
/// <param name="Remedy">What a person can do, one sentence; null when waiting is the remedy.</param>
/// <param name="ResumeAt">When trying again makes sense, when known.</param>
/// <param name="CorrelationId">The vendor's id of the request, for its support.</param>
public sealed record CrmFailure(
    FailureAction Action,
    string Code,
    string Words,
    string? Remedy = null,
    DateTimeOffset? ResumeAt = null,
    string? CorrelationId = null);

/// <summary>A request to a CRM failed as a whole. Vendor slices throw nothing else for remote trouble.</summary>
public sealed class CrmException(CrmFailure failure, Exception? inner = null)
    : Exception($"{failure.Code}: {failure.Words}", inner)
{
    /// <summary>What failed and what to do.</summary>
    public CrmFailure Failure { get; } = failure;

    /// <summary>True when the CRM could not be reached or refused the credentials or permissions: exit code 3.</summary>
    public bool IsEnvironment { get; init; }

    /// <summary>Whether it keeps nobody waiting whose deal is known: what could not be read for now is read later, and meetings do not wait.</summary>
    internal bool SparesTheKnown => this is { IsEnvironment: false, Failure.Action: FailureAction.Retry or FailureAction.SkipDeal or FailureAction.OutOfBudget };
}
