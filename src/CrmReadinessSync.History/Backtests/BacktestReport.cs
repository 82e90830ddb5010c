using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.History;

/// <summary>What closed deals say of the rules. Every share has its interval, and what rests on too few deals says so and no more.</summary>
public sealed record BacktestReport
{
    /// <summary>Where the deals came from: a file's name or a connection's.</summary>
    public required string Source { get; init; }

    /// <summary>Whether values were taken from a dated history rather than from a file as it stands.</summary>
    public bool FromHistory { get; init; }

    /// <summary>The fingerprint of the rules that judged.</summary>
    public required string Rules { get; init; }

    /// <summary>Deals judged, once a meeting.</summary>
    public required long Deals { get; init; }

    /// <summary>Those that were won.</summary>
    public required long Won { get; init; }

    /// <summary>Those that were lost.</summary>
    public required long Lost { get; init; }

    /// <summary>Accounts, or distinct rows, that the intervals are drawn from.</summary>
    public required long Groups { get; init; }

    /// <summary>Accounts that count as one with another, since a row of theirs is equal to one of the other's.</summary>
    public long JoinedByEqualRows { get; init; }

    /// <summary>Whether rows of different accounts are equal so often that it says nothing, and joins none.</summary>
    public bool EqualByChance { get; init; }

    /// <summary>Rows or deals left out since they are not closed.</summary>
    public required long NotClosed { get; init; }

    /// <summary>Values that could not be dated and stayed unknown.</summary>
    public required long Undated { get; init; }

    /// <summary>The same by field, those with the most first: what a longer history, or a journal that was at work, would add.</summary>
    public IReadOnlyList<FieldCount> UndatedFields { get; init; } = [];

    /// <summary>Values set after the meeting, which did not count.</summary>
    public required long TooLate { get; init; }

    /// <summary>Values that the CRM could not date, taken from what the journal froze at the meeting.</summary>
    public long Noted { get; init; }

    /// <summary>Outcomes by flag, from the most to the least.</summary>
    public required IReadOnlyList<OutcomeRow> Flags { get; init; }

    /// <summary>Outcomes by phase.</summary>
    public required IReadOnlyList<OutcomeRow> Phases { get; init; }

    /// <summary>Outcomes by how far to talk.</summary>
    public required IReadOnlyList<OutcomeRow> Depths { get; init; }

    /// <summary>Lost deals that would have been paused.</summary>
    public required PausedDeals PausedLosses { get; init; }

    /// <summary>Won deals that would have been paused.</summary>
    public required PausedDeals PausedWins { get; init; }

    /// <summary>How well the score sorts.</summary>
    public required ScoreReport Score { get; init; }

    /// <summary>Premise by premise, in the order of the rules.</summary>
    public required IReadOnlyList<PremiseReport> Premises { get; init; }

    /// <summary>Sign by sign, in the order of the rules.</summary>
    public required IReadOnlyList<SignReport> Signs { get; init; }

    /// <summary>Deals told apart by segment, source, campaign; never by person.</summary>
    public required IReadOnlyList<SliceReport> Slices { get; init; }

    /// <summary>Quarter by quarter; null without dates.</summary>
    public required DriftReport? Drift { get; init; }

    /// <summary>Flags that reps set against the computed one.</summary>
    public required OverrideReport Overrides { get; init; }
}

/// <summary>Values of one field.</summary>
/// <param name="Field">By vocabulary name.</param>
/// <param name="Count">How many.</param>
public sealed record FieldCount(string Field, long Count);

/// <summary>How deals of one kind ended.</summary>
/// <param name="Key">The kind's name.</param>
/// <param name="Won">Won deals.</param>
/// <param name="Lost">Lost deals.</param>
/// <param name="WonShare">Null of no deals.</param>
/// <param name="Interval">Wilson's interval of the won share, 95%.</param>
/// <param name="TooFew">Whether there are too few to say anything.</param>
public sealed record OutcomeRow(string Key, long Won, long Lost, double? WonShare, Interval Interval, bool TooFew)
{
    internal static OutcomeRow Of(string key, double won, double lost)
    {
        var share = new Proportion((long)won, (long)(won + lost));
        return new OutcomeRow(key, (long)won, (long)lost, share.Share, share.Wilson(), !Enough.ForShare(share.Of));
    }
}

/// <summary>Deals of one outcome that would have been paused: their flag is Hold.</summary>
/// <param name="Count">How many.</param>
/// <param name="Of">Of how many of that outcome.</param>
/// <param name="Share">Null of none.</param>
/// <param name="Interval">Wilson's, 95%.</param>
/// <param name="TooFew">Whether there are too few of that outcome to say.</param>
/// <param name="Deals">Each of them, as many as were asked for, in the order read.</param>
public sealed record PausedDeals(long Count, long Of, double? Share, Interval Interval, bool TooFew, IReadOnlyList<PausedDeal> Deals);

/// <summary>A deal that would have been paused.</summary>
/// <param name="Deal">Its id, or its line in the file.</param>
/// <param name="Phase">The phase that paused it.</param>
/// <param name="TalkDepth">How far one would have talked.</param>
/// <param name="Because">The premises that were explicitly not there.</param>
public sealed record PausedDeal(string Deal, Phase Phase, TalkDepth TalkDepth, IReadOnlyList<string> Because);

/// <summary>How well the score sorts. It moves no flag.</summary>
/// <param name="Auc">The chance that a won deal scores above a lost one, with its bootstrap interval; null with too few.</param>
/// <param name="Accuracy">How often a cut on the score, chosen on other deals, tells won from lost; null with too few.</param>
/// <param name="Guess">How often always guessing the commoner outcome would be right.</param>
/// <param name="Calibration">Won shares by score, from low to high.</param>
public sealed record ScoreReport(Estimate? Auc, Estimate? Accuracy, double? Guess, IReadOnlyList<CalibrationBin> Calibration);

/// <summary>Deals of neighbouring scores.</summary>
/// <param name="From">The lowest score.</param>
/// <param name="To">The highest score.</param>
/// <param name="MeanScore">The mean score.</param>
/// <param name="Won">Won deals.</param>
/// <param name="Lost">Lost deals.</param>
/// <param name="WonShare">With its bootstrap interval.</param>
/// <param name="TooFew">Whether there are too few to say.</param>
public sealed record CalibrationBin(double From, double To, double MeanScore, long Won, long Lost, Estimate WonShare, bool TooFew);

/// <summary>What the deals say of a premise.</summary>
/// <param name="Premise">Its name.</param>
/// <param name="Findings">Outcomes by finding: met, unknown, unmet.</param>
/// <param name="Coverage">The share of deals where it is known.</param>
/// <param name="HollowRate">Of the deals where something stands, the share where it says nothing; null where nothing stands.</param>
/// <param name="SameForAll">The share of the commonest finding among the known ones; near 1 it cannot tell deals apart.</param>
/// <param name="Lift">Won share when met over that of all deals; null with too few.</param>
/// <param name="Difference">Won share when met minus otherwise, with its bootstrap interval; null with too few.</param>
/// <param name="P">The chance of such a difference by chance alone, corrected for all looks; null with too few.</param>
/// <param name="Says">What follows.</param>
/// <param name="Removing">What removing it from the rules would do.</param>
/// <param name="Routes">Route by route.</param>
public sealed record PremiseReport(
    string Premise,
    IReadOnlyList<OutcomeRow> Findings,
    double Coverage,
    double? HollowRate,
    double? SameForAll,
    double? Lift,
    Estimate? Difference,
    double? P,
    Says Says,
    Removal Removing,
    IReadOnlyList<RouteReport> Routes);

/// <summary>What the deals say of a route to a finding.</summary>
/// <param name="Route">Its name; for answers the field's.</param>
/// <param name="IsAnswer">Whether it is a field's answer.</param>
/// <param name="Says">What it came to.</param>
/// <param name="Won">Won deals that it decided.</param>
/// <param name="Lost">Lost ones.</param>
/// <param name="Coverage">The share of deals that it decided.</param>
/// <param name="Lift">Won share over that of all deals; null with too few.</param>
public sealed record RouteReport(string Route, bool IsAnswer, Finding Says, long Won, long Lost, double Coverage, double? Lift);

/// <summary>What the deals say of a warning sign.</summary>
/// <param name="Sign">Its name.</param>
/// <param name="Shown">Outcomes where it showed.</param>
/// <param name="Coverage">The share of deals where it showed.</param>
/// <param name="Lift">Won share over that of all deals; null with too few.</param>
/// <param name="Difference">Won share where it showed minus elsewhere; null with too few.</param>
/// <param name="P">Corrected for all looks; null with too few.</param>
/// <param name="Says">What follows.</param>
/// <param name="Removing">What removing it from the rules would do.</param>
public sealed record SignReport(string Sign, OutcomeRow Shown, double Coverage, double? Lift, Estimate? Difference, double? P, Says Says, Removal Removing);

/// <summary>What removing something from the rules would do to the deals at hand.</summary>
/// <param name="AucChange">The score's AUC without it minus with it, with its bootstrap interval; null with too few, and for signs, which do not count in the score.</param>
/// <param name="Flips">Deals whose flag would differ.</param>
/// <param name="PausedLosses">Lost deals paused only because of it.</param>
/// <param name="PausedWins">Won deals paused only because of it.</param>
public sealed record Removal(Estimate? AucChange, long Flips, long PausedLosses, long PausedWins);

/// <summary>What a comparison comes to.</summary>
public enum Says
{
    /// <summary>Too few deals to say.</summary>
    TooFew,

    /// <summary>Most of what stands there says nothing.</summary>
    Hollow,

    /// <summary>Nearly the same for all deals, so that it tells none apart.</summary>
    SameForAll,

    /// <summary>No difference beyond chance.</summary>
    NoDifference,

    /// <summary>Met goes with winning (a sign: with losing) beyond chance.</summary>
    Speaks,

    /// <summary>Met goes with losing (a sign: with winning) beyond chance: look at it.</summary>
    Contradicts,
}

/// <summary>Deals told apart by one column.</summary>
/// <param name="By">The column, or <see cref="OfRules"/>.</param>
/// <param name="Values">The values with the most deals.</param>
/// <param name="More">How many further values there are.</param>
public sealed record SliceReport(string By, IReadOnlyList<SliceRow> Values, int More)
{
    /// <summary>In place of a column: the segments of the rules.</summary>
    public const string OfRules = "Readiness:Segments";
}

/// <summary>Deals of one value.</summary>
/// <param name="Outcomes">How they ended; the key is the value, null for blank.</param>
/// <param name="Flags">How many were Ready, Confirm, Hold.</param>
/// <param name="Auc">How well the score sorts them; null with too few.</param>
/// <param name="PausedWins">Won deals that would have been paused.</param>
/// <param name="PausedLosses">Lost deals that would have been paused.</param>
public sealed record SliceRow(OutcomeRow Outcomes, IReadOnlyDictionary<string, long> Flags, double? Auc, long PausedWins, long PausedLosses);

/// <summary>How the figures moved over time.</summary>
/// <param name="Quarters">Quarter by quarter, oldest first; those without a deal are left out.</param>
/// <param name="AucChange">AUC of the later half minus that of the earlier half, with its bootstrap interval; null with too few.</param>
/// <param name="Undated">Deals without a day.</param>
public sealed record DriftReport(IReadOnlyList<SliceRow> Quarters, Estimate? AucChange, long Undated);

/// <summary>Flags set by reps against the computed one.</summary>
/// <param name="Raised">Deals the rep set to go further than computed: outcomes.</param>
/// <param name="Lowered">Deals the rep held back further than computed: outcomes.</param>
public sealed record OverrideReport(OutcomeRow Raised, OutcomeRow Lowered);
