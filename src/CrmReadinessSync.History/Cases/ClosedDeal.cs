using System.Collections.Immutable;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.History;

/// <summary>A closed deal as it stood before one of its meetings, with how it ended. Only what was known then is among its facts.</summary>
public sealed record ClosedDeal
{
    /// <summary>The CRM's id, or the line of a file.</summary>
    public required string Id { get; init; }

    /// <summary>How it ended.</summary>
    public required bool Won { get; init; }

    /// <summary>What was known.</summary>
    public required DealFacts Facts { get; init; }

    /// <summary>A number that deals share whose facts, clock and override are equal, so that one is judged for all; null tells nothing.</summary>
    public int? Case { get; init; }

    /// <summary>The instant just before the meeting.</summary>
    public required JudgingClock Clock { get; init; }

    /// <summary>
    /// Whose deal it is: deals of one account are not independent, nor are rows without one that are equal in everything but their id. What is
    /// connected (<see cref="DealGroups"/>) is drawn together by the bootstrap and lies on one side of every split.
    /// </summary>
    public required ulong Group { get; init; }

    /// <summary>The row whoever's it is, for rows that are equal in everything but id and account; null where no two can be repeats of one.</summary>
    public ulong? Row { get; init; }

    /// <summary>The day of the meeting or, failing that, of the close; null without dates. For the drift over time only.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>The values by which the report tells deals apart, in the order of <see cref="HistoryTable.Dimensions"/>; null is blank.</summary>
    public ImmutableArray<string?> Slices { get; init; } = [];

    /// <summary>The fields whose value exists today and cannot be dated, hence was left unknown, by vocabulary name.</summary>
    public ImmutableArray<string> UndatedFields { get; init; } = [];

    /// <summary>How many those are.</summary>
    public int Undated => UndatedFields.Length;

    /// <summary>Values that the CRM cannot date and the journal can: it froze them as the meeting began.</summary>
    public int Noted { get; init; }

    /// <summary>The rep's flag in force, where the journal knows of one and the facts do not.</summary>
    public Flag? Override { get; init; }

    /// <summary>Fields that were set after the meeting too, which did not count.</summary>
    public int TooLate { get; init; }
}
