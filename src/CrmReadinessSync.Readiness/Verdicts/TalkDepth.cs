namespace CrmReadinessSync.Readiness;

/// <summary>How far to talk now (どこまで話すか), from least to most.</summary>
public enum TalkDepth
{
    /// <summary>今回は商談しない</summary>
    Pause,

    /// <summary>課題の確認まで</summary>
    ConfirmProblem,

    /// <summary>事例・概算まで</summary>
    ExamplesAndPriceRange,

    /// <summary>提案まで</summary>
    Proposal,

    /// <summary>正式見積・条件まで</summary>
    Terms,
}
