using System.Globalization;
using System.Text.Json.Nodes;
using CrmReadinessSync.Readiness;

namespace CrmReadinessSync.Worker;

/// <summary>An instant: a day, or a day and time with its offset.</summary>
internal sealed class MomentShape(string description) : Shape(description)
{
    /// <summary>Reads <c>2026-04-01</c> (midnight UTC) or <c>2026-04-01T09:00:00+09:00</c>.</summary>
    public static DateTimeOffset? Parse(string? text) =>
        DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment
            : null;

    public override void Check(SettingsDocument value, ICollection<SettingsFault> faults)
    {
        if (Parse(value.Text) is null)
        {
            Refuse(value, faults, "This is not a day or a time.", "Write \"2026-04-01\" or \"2026-04-01T09:00:00+09:00\".");
        }
    }

    protected override JsonObject Constraints() => new() { ["type"] = new JsonArray("string", "null") };
}
