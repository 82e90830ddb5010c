using System.Collections.Immutable;
using CrmReadinessSync.Web;

namespace CrmReadinessSync.Worker;

/// <summary>
/// Knows what was told and what is new: a notice goes out when the state of the service changes and at no other time. What begins and ends within
/// quiet hours is never told; what still stands afterwards is told then.
/// </summary>
internal sealed class NoticeBoard
{
    private ImmutableDictionary<(string Kind, string? Crm), Complaint> _told = ImmutableDictionary<(string Kind, string? Crm), Complaint>.Empty;

    /// <summary>What is to be told now; empty when nothing changed. Nothing counts as told before <see cref="Told"/>.</summary>
    public ImmutableArray<Notice> Changes(Condition condition)
    {
        var now = condition.Complaints.DistinctBy(Key).ToImmutableDictionary(Key);
        return
        [
            .. now.Where(one => !_told.ContainsKey(one.Key)).Select(one => new Notice(one.Value, IsOver: false)),
            .. _told.Where(one => !now.ContainsKey(one.Key)).Select(one => new Notice(one.Value, IsOver: true)),
        ];
    }

    /// <summary>Remembers that all of it has been told.</summary>
    public void Told(Condition condition) => _told = condition.Complaints.DistinctBy(Key).ToImmutableDictionary(Key);

    /// <summary>Whether a moment lies in the quiet hours.</summary>
    public static bool IsQuiet(NoticeSettings settings, DateTimeOffset now)
    {
        if (settings.Quiet is not { } quiet)
        {
            return false;
        }

        var clock = TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, settings.TimeZone).DateTime);
        return clock.IsBetween(quiet.From, quiet.To);
    }

    private static (string Kind, string? Crm) Key(Complaint complaint) => (complaint.Kind, complaint.Crm);
}

/// <summary>One change of state.</summary>
/// <param name="Complaint">What it is about.</param>
/// <param name="IsOver">Whether it is over rather than new.</param>
internal sealed record Notice(Complaint Complaint, bool IsOver)
{
    /// <summary>In words, without deal text: codes and remedies only.</summary>
    public string In(PageTexts texts)
    {
        if (IsOver)
        {
            return $"✅ {texts.Say($"solved.{Complaint.Kind}", Complaint.Crm)}";
        }

        var words = $"⚠️ {texts.Say($"complaint.{Complaint.Kind}", Complaint.Crm)}{(Complaint.Code is { } code ? $" ({code})" : "")}";
        return (texts.Find($"remedy.{Complaint.Kind}") ?? Complaint.Remedy) is { } remedy ? $"{words} {remedy}" : words;
    }
}
