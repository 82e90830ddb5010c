namespace CrmReadinessSync.Sandbox;

/// <summary>What is planted: how often an answer stands before the first meeting in deals that were won, and in deals that were lost.</summary>
/// <param name="Field">The property that holds the answer.</param>
/// <param name="For">The answer that speaks for the deal.</param>
/// <param name="Against">What stands there otherwise.</param>
/// <param name="WhenWon">The chance of <paramref name="For"/> in a deal that was won, 0 to 1.</param>
/// <param name="WhenLost">The same in a deal that was lost.</param>
internal sealed record Effect(string Field, string For, string Against, double WhenWon, double WhenLost)
{
    /// <summary>Nearly decides.</summary>
    public static readonly Effect Need = new(ReadinessFields.Need, "decided", "no_plan", 0.85, 0.30);

    /// <summary>Matters less.</summary>
    public static readonly Effect Timing = new(ReadinessFields.Timing, "dated", "open", 0.60, 0.40);

    /// <summary>Says nothing.</summary>
    public static readonly Effect Budget = new(ReadinessFields.Budget, "allocated", "no_budget", 0.50, 0.50);

    /// <summary>All that is drawn before the first meeting, the most decisive first; what the list leaves out has no effect.</summary>
    public static IReadOnlyList<Effect> BeforeMeeting { get; } = [Need, Timing, Budget];

    /// <summary>The answer of one deal.</summary>
    public string Draw(Dice dice, bool won) => dice.Share(Field) < (won ? WhenWon : WhenLost) ? For : Against;
}
