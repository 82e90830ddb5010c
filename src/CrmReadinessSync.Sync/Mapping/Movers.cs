using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Sync;

/// <summary>Who moved a meeting, where an org keeps that in a field of the meeting, mapped as <c>meeting.moved_by</c>.</summary>
public static class Movers
{
    /// <summary>Whether a raw value says that the counterpart did; blank and anything else is no suspicion.</summary>
    public static bool AreThey(CrmConnection connection, string? raw) =>
        Vocabulary.TryFind("meeting.moved_by", out var field) && ValueTranslation.Of(field, connection).Translate(raw)?.Trim().ToLowerInvariant() is "them";
}
