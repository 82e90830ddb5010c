using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace CrmReadinessSync.Sync;

/// <summary>
/// What people did to our fields on one deal, and what follows (law 14): kept beside snapshot and verdict, for the few deals on which somebody
/// did anything.
/// </summary>
public sealed record DealStanding
{
    /// <summary>The flag somebody set by hand and when; it wins while an override lasts, for as long as the CRM shows it.</summary>
    public HandSetFlag? HandSet { get; init; }

    /// <summary>The verdict a person undid; nothing is written until facts or rules are others.</summary>
    public UndoneVerdict? Undone { get; init; }

    /// <summary>How often somebody else overwrote a target, by CRM property.</summary>
    public ImmutableSortedDictionary<string, Overwriting> Overwritten { get; init; } = ImmutableSortedDictionary<string, Overwriting>.Empty;

    /// <summary>Whether there is nothing to keep.</summary>
    [JsonIgnore]
    public bool IsEmpty => HandSet is null && Undone is null && Overwritten.IsEmpty;

    /// <summary>Until when at least one field is left alone; null when none is, whatever the time.</summary>
    [JsonIgnore]
    public DateTimeOffset? LeftAloneUntil => Overwritten.Values.Select(one => one.LeftAloneUntil).Max();

    /// <summary>The hand-set flag, if it is what the CRM shows in <paramref name="target"/>.</summary>
    public HandSetFlag? HandSetOn(DealSnapshot deal, string? target) =>
        HandSet is { } hand && target is not null && ShownValues.Normalize(deal.Shown.GetValueOrDefault(target)) == hand.Flag ? hand : null;
}

/// <summary>A flag set by hand.</summary>
/// <param name="Flag">Its word.</param>
/// <param name="SetAt">The deal's change stamp when it was first seen: at that time or a little before.</param>
public sealed record HandSetFlag(string Flag, DateTimeOffset SetAt);

/// <summary>A verdict that a person undid.</summary>
/// <param name="Run">The run that wrote it.</param>
/// <param name="Rules">What it was judged under.</param>
/// <param name="Facts">The fingerprint of the deal's facts; see <see cref="FactsFingerprint"/>.</param>
public sealed record UndoneVerdict(long Run, string Rules, string Facts);

/// <summary>How often somebody else overwrote what we had written to one field of one deal.</summary>
/// <param name="Times">How often within <see cref="Memory"/>.</param>
/// <param name="Last">When last.</param>
public sealed record Overwriting(int Times, DateTimeOffset Last)
{
    /// <summary>So often, and it is no accident: the field is left alone.</summary>
    public const int Enough = 3;

    /// <summary>Overwritings further apart have nothing to do with one another.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromDays(60);

    /// <summary>How long a field is left alone after the last one, before it is tried once more.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromDays(7);

    /// <summary>Until when the field is left alone; null when it is not.</summary>
    [JsonIgnore]
    public DateTimeOffset? LeftAloneUntil => Times >= Enough ? Last + Rest : null;

    /// <summary>Once more.</summary>
    public static Overwriting After(Overwriting? before, DateTimeOffset now) =>
        before is { } known && now - known.Last <= Memory ? new Overwriting(known.Times + 1, now) : new Overwriting(1, now);
}
