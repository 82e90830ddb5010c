namespace CrmReadinessSync.Readiness;

/// <summary>The moment at which one deal is judged.</summary>
internal readonly ref struct Instant
{
    public Instant(long now, JudgingDay day, DealFacts facts)
    {
        Now = now;
        Day = day;
        ConfirmedAt = FieldValue.NoTicks;
        if (facts.At(Vocabulary.ConfirmedOn.Slot) is { State: ValueState.Usable } confirmed && confirmed.Day <= day.Today)
        {
            ConfirmedAt = day.StartOf(confirmed.Day);
        }
    }

    /// <summary>UTC ticks.</summary>
    public long Now { get; }

    public JudgingDay Day { get; }

    /// <summary>UTC ticks of the day on which every answer was still true; none when blank, or ahead of us.</summary>
    public long ConfirmedAt { get; }
}
