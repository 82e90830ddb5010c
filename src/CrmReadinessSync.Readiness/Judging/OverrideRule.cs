namespace CrmReadinessSync.Readiness;

/// <summary>
/// The rep's last word (law 9): a flag set by hand wins while it lasts. It lasts through <c>override.until</c>; else until the first meeting
/// after it was set; else a settable time. Of unknown age and with nothing to end it, it lasts until it is cleared.
/// </summary>
/// <param name="LastsFor">Ticks after it was set, where neither a day nor a meeting ends it.</param>
internal sealed record OverrideRule(long LastsFor)
{
    public const long Endless = long.MaxValue;

    public static OverrideRule Of(SettingsReader root)
    {
        var reader = root.Object("Override")?.OnlyKeys("LastsFor");
        return new OverrideRule((reader?.Duration("LastsFor") ?? TimeSpan.FromDays(14)).Ticks);
    }

    /// <summary>The rep's flag and the tick at which it lapses; null when there is none in force.</summary>
    public (Flag Flag, long Until)? Find(DealFacts facts, in Instant at)
    {
        if (facts.At(Vocabulary.Override.Slot) is not { State: ValueState.Usable } value || FlagOf(value.Folded) is not { } flag)
        {
            return null;
        }

        var until = UntilOf(facts, value.SetAtTicks, at);
        return until > at.Now ? (flag, until) : null;
    }

    /// <summary>For the verdict: what the rep said, and what the premises say.</summary>
    public static RepOverride Describe((Flag Flag, long Until) found, Flag computed, DealFacts facts) => new(
        found.Flag,
        computed,
        facts[Vocabulary.OverrideReason] is { State: ValueState.Usable } reason ? reason.Raw : null,
        facts[Vocabulary.Override]!.SetAt,
        found.Until == Endless ? null : new DateTimeOffset(found.Until, TimeSpan.Zero));

    private long UntilOf(DealFacts facts, long setAt, in Instant at)
    {
        if (facts.At(Vocabulary.OverrideUntil.Slot) is { State: ValueState.Usable } day)
        {
            return at.Day.StartOf(day.Day + 1);
        }

        // The mapping knows all meetings; where it says nothing, the next one is what there is.
        var meeting = facts.At(Vocabulary.OverrideMeeting.Slot) ?? facts.At(Vocabulary.MeetingStart.Slot);
        return meeting is { State: ValueState.Usable } && meeting.Ticks > setAt ? meeting.Ticks
            : setAt != FieldValue.NoTicks ? setAt + LastsFor
            : Endless;
    }

    private static Flag? FlagOf(string folded) => folded switch
    {
        "ready" => Flag.Ready,
        "confirm" => Flag.Confirm,
        "hold" => Flag.Hold,
        _ => null,
    };
}
