namespace CrmReadinessSync.Readiness;

/// <summary>The counterpart's state (相手の状態). A kind, never a cut on a score.</summary>
public enum Phase
{
    /// <summary>見極め中: one cannot tell yet.</summary>
    Unclear,

    /// <summary>判断フェーズ: there is a reason to decide and a time to decide by.</summary>
    Deciding,

    /// <summary>情報収集中: looking around, explicitly not deciding now.</summary>
    Gathering,

    /// <summary>導入予定なし: an explicit no to the need. Only an explicit answer leads here (law 1).</summary>
    NotBuying,
}
