using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Benchmarks;

/// <summary>A deal as the hand-written rules want it: one member a field, values already read and folded, as <see cref="DealFacts"/> has them.</summary>
internal sealed class HandDeal
{
    public const long NoTicks = long.MinValue;

    public required string? Need { get; init; }

    public required long NeedAt { get; init; }

    public required string? Timing { get; init; }

    public required long TimingAt { get; init; }

    public required string? Authority { get; init; }

    public required long AuthorityAt { get; init; }

    public required string? DecisionProcess { get; init; }

    public required long DecisionProcessAt { get; init; }

    public required string? Budget { get; init; }

    public required long BudgetAt { get; init; }

    public required string? Fit { get; init; }

    public required long FitAt { get; init; }

    public required string? Customer { get; init; }

    public required string[] Unease { get; init; }

    public required long UneaseAt { get; init; }

    /// <summary>Day number; the greatest integer when blank.</summary>
    public required int DecideBy { get; init; }

    /// <summary>Day number; the greatest integer when blank.</summary>
    public required int ConfirmedOn { get; init; }

    public static HandDeal Of(DealFacts facts)
    {
        var unease = facts[Vocabulary.Unease];
        return new HandDeal
        {
            Need = facts[Vocabulary.Need]?.Folded,
            NeedAt = At(facts, Vocabulary.Need),
            Timing = facts[Vocabulary.Timing]?.Folded,
            TimingAt = At(facts, Vocabulary.Timing),
            Authority = facts[Vocabulary.Authority]?.Folded,
            AuthorityAt = At(facts, Vocabulary.Authority),
            DecisionProcess = facts[Vocabulary.DecisionProcess]?.Folded,
            DecisionProcessAt = At(facts, Vocabulary.DecisionProcess),
            Budget = facts[Vocabulary.Budget]?.Folded,
            BudgetAt = At(facts, Vocabulary.Budget),
            Fit = facts[Vocabulary.Fit]?.Folded,
            FitAt = At(facts, Vocabulary.Fit),
            Customer = facts[Vocabulary.Customer]?.Folded,
            Unease = unease is { State: ValueState.Usable } ? unease.Parts : [],
            UneaseAt = unease?.SetAtTicks ?? NoTicks,
            DecideBy = Day(facts, Vocabulary.DecideBy),
            ConfirmedOn = Day(facts, Vocabulary.ConfirmedOn),
        };
    }

    private static long At(DealFacts facts, Field field) => facts[field]?.SetAtTicks ?? NoTicks;

    private static int Day(DealFacts facts, Field field) => facts[field] is { State: ValueState.Usable } value ? value.Day : int.MaxValue;
}
