using System.Collections.Immutable;
using System.Globalization;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Benchmarks;

/// <summary>The deals whose strokes are measured.</summary>
internal static class JournalDeals
{
    public static string Id(int index) => (9_000_000_000L + index).ToString(CultureInfo.InvariantCulture);

    public static DealSnapshot Read(int index, Random random)
    {
        var now = GeneratedDeals.Clock.Now;
        return new DealSnapshot
        {
            Id = Id(index),
            Name = $"株式会社サンプル{index} 新規導入のご相談",
            ModifiedAt = now.AddSeconds(-index),
            Values = new Dictionary<string, ObservedValue>
            {
                ["need"] = new("evaluating", now.AddDays(-3)),
                ["timing"] = new("dated", now.AddDays(-3)),
                ["authority"] = new("sponsor", now.AddDays(-3)),
                ["decision_process"] = new(null),
                ["budget"] = new(null),
                ["fit"] = new("match", now.AddDays(-10)),
                ["decide_by"] = new("2027-03-31"),
                ["note"] = new("先方の部長が12月の会議にかける予定。資料を先に送る。"),
                ["stage"] = new("qualifiedtobuy"),
                ["pipeline"] = new("default"),
                ["amount"] = new("1200000"),
                ["close_date"] = new("2027-01-31"),
                ["owner"] = new("77120011"),
                ["created"] = new("2026-09-01T00:00:00Z"),
                ["company.size"] = new("100-299"),
                ["customer"] = new("new"),
            }.ToImmutableSortedDictionary(StringComparer.Ordinal),
            Contacts = [new DealContact(Other(index, random), ["DECISION_MAKER"]), new DealContact(Other(index, random), [])],
            CompanyIds = [Other(index, random)],
            Meetings = [new DealMeeting(Other(index, random), now.AddDays(2), now.AddDays(2).AddHours(1), "ご提案", "商談", MeetingState.Booked)],
            Shown = new Dictionary<string, string?>
            {
                ["readiness_flag"] = null,
                ["readiness_next_step"] = null,
                ["readiness_phase"] = null,
                ["readiness_talk_depth"] = null,
                ["readiness_reasons"] = null,
            }.ToImmutableSortedDictionary(StringComparer.Ordinal),
        };
    }

    /// <summary>A CRM numbers as it goes, so what belongs together was mostly made at about the same time.</summary>
    public static string Other(int index, Random random) => (8_000_000_000L + (index * 2) + random.Next(20_000)).ToString(CultureInfo.InvariantCulture);

    public static JudgedDeal Judged(DealSnapshot deal, Verdict verdict, Random random) => new(
        deal.Id,
        verdict,
        DealOutcome.Planned,
        GeneratedDeals.Clock.Now.AddHours(random.Next(1, 100)),
        new PlannedWrite(
            deal.Id,
            new Dictionary<string, ValueChange>
            {
                ["readiness_flag"] = new(null, "confirm"),
                ["readiness_next_step"] = new(null, "11/26(木)14:00の商談前に「進める場合、他にどなたの合意が必要でしょうか」を確認。それまでは事例・概算まで。(→決裁の流れ)"),
                ["readiness_phase"] = new(null, "unclear"),
                ["readiness_talk_depth"] = new(null, "examples_and_price_range"),
                ["readiness_reasons"] = new(null, new string('理', 300)),
            }.ToImmutableSortedDictionary(StringComparer.Ordinal),
            random.Next(3) == 0 ? null : GeneratedDeals.Clock.Now.AddMinutes(random.Next(10_000)),
            null));
}
