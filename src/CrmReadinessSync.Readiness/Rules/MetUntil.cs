namespace CrmReadinessSync.Readiness;

/// <summary>A date after which what speaks for a premise is stale: a deadline that has passed decides nothing any more.</summary>
/// <param name="Field">The date's field; null for none.</param>
internal readonly record struct MetUntil(Field? Field)
{
    /// <summary>Whether the day has passed. The day itself still counts; blank or unreadable never passes.</summary>
    public bool HasPassed(DealFacts facts, in Instant at, Trace? trace)
    {
        if (Field is null || facts.At(Field.Slot) is not { State: ValueState.Usable } value)
        {
            return false;
        }

        if (value.Day < at.Day.Today)
        {
            return true;
        }

        trace?.NoteChange(at.Day.StartOf(value.Day + 1), at.Now);
        return false;
    }
}
