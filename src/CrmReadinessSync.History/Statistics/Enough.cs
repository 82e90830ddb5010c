namespace CrmReadinessSync.History;

/// <summary>Below these numbers a figure says more about chance than about the rules: the report says "too few to say" in its place.</summary>
public static class Enough
{
    /// <summary>Deals behind a won share.</summary>
    public const int Deals = 20;

    /// <summary>Won, and lost, deals behind an order of scores.</summary>
    public const int EachOutcome = 10;

    /// <summary>Accounts (or distinct rows) behind a bootstrap; fewer and its intervals are too narrow.</summary>
    public const int Groups = 20;

    /// <summary>Whether a won share of so many deals may be told.</summary>
    public static bool ForShare(long deals) => deals >= Deals;

    /// <summary>Whether an order of scores may be told.</summary>
    public static bool ForOrder(long won, long lost) => won >= EachOutcome && lost >= EachOutcome;

    /// <summary>Whether two won shares may be compared.</summary>
    public static bool ForComparison(long one, long other) => one >= EachOutcome && other >= EachOutcome;
}
