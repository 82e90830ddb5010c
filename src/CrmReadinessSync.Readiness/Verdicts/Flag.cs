namespace CrmReadinessSync.Readiness;

/// <summary>商談前チェック: what the rep sees first. Ordered from worst to best (law 3).</summary>
public enum Flag
{
    /// <summary>無理に進めない: a good stop, not a failure.</summary>
    Hold,

    /// <summary>確認してから: ask the next step's question first.</summary>
    Confirm,

    /// <summary>進める</summary>
    Ready,
}
