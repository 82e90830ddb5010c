using System.Collections.Immutable;

namespace CrmReadinessSync.Sync;

/// <summary>Reads closed deals with the past of their values, so that they can be judged as they stood before a meeting.</summary>
public interface IDealHistory
{
    /// <summary>Yields closed deals, won and lost, as a bounded stream; with <see cref="HistoryRequest.Most"/> the latest closed first.</summary>
    /// <exception cref="CrmException">They cannot be read; nothing was skipped silently.</exception>
    IAsyncEnumerable<IReadOnlyList<PastDeal>> ReadClosedAsync(HistoryRequest request, CancellationToken cancellationToken);
}

/// <summary>Which closed deals are wanted.</summary>
/// <param name="Account">The account as it answered.</param>
/// <param name="ClosedSince">Only deals closed on that day or later; null for all.</param>
/// <param name="Most">So many at most, those that closed last; null for all.</param>
public sealed record HistoryRequest(CrmAccount Account, DateOnly? ClosedSince = null, int? Most = null);

/// <summary>A closed deal and its past.</summary>
public sealed record PastDeal
{
    /// <summary>The CRM's id.</summary>
    public required string Id { get; init; }

    /// <summary>Whether it was won.</summary>
    public required bool IsWon { get; init; }

    /// <summary>The company it belongs to; null when none is known. Deals of one company are not independent of each other.</summary>
    public string? CompanyId { get; init; }

    /// <summary>Whether anybody is on it today. Who was on it on a day before no CRM tells.</summary>
    public bool HasContacts { get; init; }

    /// <summary>Its meetings, as the CRM has them today.</summary>
    public ImmutableArray<DealMeeting> Meetings { get; init; } = [];

    /// <summary>What stands in the fields today, by vocabulary name: for telling deals apart in reports, never for a verdict.</summary>
    public ImmutableSortedDictionary<string, string?> Today { get; init; } = ImmutableSortedDictionary<string, string?>.Empty;

    /// <summary>The past of each mapped field, by vocabulary name.</summary>
    public ImmutableSortedDictionary<string, PastField> Fields { get; init; } = ImmutableSortedDictionary<string, PastField>.Empty;
}

/// <summary>The past of one field.</summary>
/// <param name="Changes">When it took which value, oldest first, in the CRM's raw text as a snapshot holds it.</param>
/// <param name="IsComplete">Whether the field was blank before the first change; otherwise nobody knows what it was.</param>
/// <param name="HasUndated">Whether it has, or had, a value that no change dates.</param>
public sealed record PastField(ImmutableArray<PastValue> Changes, bool IsComplete, bool HasUndated)
{
    /// <summary>A field of which the CRM keeps no past: what stands there today says nothing of any day before.</summary>
    public static PastField Untracked(string? today) => new([], IsComplete: false, HasUndated: today is not null);

    /// <summary>What stood there just before an instant.</summary>
    /// <returns>Null when nobody can tell; else the value, null for blank, and since when.</returns>
    public ObservedValue? Before(DateTimeOffset instant)
    {
        PastValue? last = null;
        foreach (var change in Changes)
        {
            if (change.At < instant && (last is not { } before || change.At >= before.At))
            {
                last = change;
            }
        }

        return last is { } known ? new ObservedValue(known.Value, known.At)
            : IsComplete ? new ObservedValue(null)
            : null;
    }
}

/// <summary>A value and since when it stood.</summary>
/// <param name="At">When it was set.</param>
/// <param name="Value">Null for cleared.</param>
public readonly record struct PastValue(DateTimeOffset At, string? Value);
