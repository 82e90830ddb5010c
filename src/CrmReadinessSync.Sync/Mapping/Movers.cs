using System.Globalization;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Sync;

/// <summary>Who moved a meeting and how often, where an org keeps that in fields of the meeting, mapped as <c>meeting.moved_by</c> and <c>meeting.moved</c>.</summary>
public static class Movers
{
    /// <summary>How often they put a meeting off, of a count that a booking tool keeps; anything but a count is none.</summary>
    public static int Times(string? raw) => decimal.TryParse(raw, NumberStyles.Number, CultureInfo.InvariantCulture, out var count) && count is > 0 and < 1000 ? (int)count : 0;

    /// <summary>Whether a raw value says that the counterpart did; blank and anything else is no suspicion.</summary>
    public static bool AreThey(CrmConnection connection, string? raw) =>
        Vocabulary.TryFind("meeting.moved_by", out var field) && ValueTranslation.Of(field, connection).Translate(raw)?.Trim().ToLowerInvariant() is "them";
}
