using System.Collections.Immutable;

namespace CrmReadinessSync.Sync;

/// <summary>Writes planned values back to deals, in batches the vendor likes.</summary>
public interface IVerdictWriter
{
    /// <summary>How many deals one request takes: HubSpot 100, Salesforce 200.</summary>
    int BatchSize { get; }

    /// <summary>How many deals one batch takes in a cycle that plans this many writes: more than <see cref="BatchSize"/> where the vendor has a way for many.</summary>
    int BatchSizeFor(long planned) => BatchSize;

    /// <summary>
    /// Writes one batch and tells the outcome of every deal in it, each exactly once, in any order. Partial failure is an outcome,
    /// not an exception.
    /// </summary>
    /// <exception cref="CrmException">The request failed as a whole; whether it was applied is unknown for transient failures.</exception>
    Task<IReadOnlyList<WriteOutcome>> WriteAsync(IReadOnlyList<DealWrite> batch, CancellationToken cancellationToken);
}

/// <summary>The values to set on one deal: only those that differ from what the CRM shows.</summary>
/// <param name="DealId">The deal.</param>
/// <param name="Changes">CRM property → new value; null clears it.</param>
/// <param name="GroupKey">See <see cref="DealSnapshot.GroupKey"/>.</param>
public sealed record DealWrite(string DealId, ImmutableSortedDictionary<string, string?> Changes, string? GroupKey = null);

/// <summary>What became of one deal's write.</summary>
/// <param name="DealId">The deal.</param>
/// <param name="Failure">Null when written.</param>
/// <param name="StampAfter">The change stamp the CRM gave to our write, when it told; lets the next cycle know the echo.</param>
/// <param name="IsGone">The CRM no longer has the deal.</param>
public sealed record WriteOutcome(string DealId, CrmFailure? Failure = null, DateTimeOffset? StampAfter = null, bool IsGone = false);
