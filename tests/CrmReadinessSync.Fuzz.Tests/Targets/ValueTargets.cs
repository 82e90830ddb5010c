using System.Text;
using System.Text.Json;
using CrmReadinessSync.HubSpot;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Salesforce;
using CrmReadinessSync.Sync;
using CrmReadinessSync.Worker;

namespace CrmReadinessSync.Fuzz.Tests;

/// <summary>Single values: dates, ids, durations, schedules, cells, positions.</summary>
internal static class ValueTargets
{
    private static readonly TimeZoneInfo Tokyo = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo");
    private static readonly TimeZoneInfo Auckland = TimeZoneInfo.FindSystemTimeZoneById("Pacific/Auckland");
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 9, 0, 0, TimeSpan.Zero);

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("moment", Moment) { Weight = 2 },
        new("id", bytes => SalesforceId.Normalize(Encoding.UTF8.GetString(bytes))),
        new("duration", Duration) { Weight = 2 },
        new("position", bytes => FeedPosition.Parse(Encoding.UTF8.GetString(bytes))?.Next(Now, TimeSpan.FromMinutes(5))),
        new("bulk-rows", Rows) { Weight = 2 },
        new("salesforce-row", OrgRow, typeof(JsonException)) { Weight = 2 },
        // In each of some thirty fields at once.
        new("value", Value) { Weight = 2, PerByte = 3000 },
    ];

    private static void Moment(byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        RawValues.ReadMoment(text);
        _ = SalesforceMoment.TryParse(text, out _);
        foreach (var field in Vocabulary.All)
        {
            RawValues.Read(field, text, Tokyo);
            RawValues.Read(field, text, Auckland);
        }
    }

    private static void Duration(byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        if (Durations.TryParse(text, out var duration))
        {
            duration.ShouldBeGreaterThan(TimeSpan.Zero);
        }

        Schedule.Parse(text)?.FiresAfter(Now);
    }

    private static void Rows(byte[] bytes)
    {
        try
        {
            foreach (var row in BulkCsv.Read(bytes, []))
            {
                row.GetValueOrDefault("sf__Id");
            }
        }
        catch (CrmException cut)
        {
            cut.Failure.Code.ShouldBe("unreadable_answer");
        }
    }

    private static void OrgRow(byte[] bytes)
    {
        // As it leaves the transport.
        var row = JsonSerializer.Deserialize(Http.WellFormed.Json(bytes).Span, SalesforceJson.Default.SalesforceRow).ShouldNotBeNull();
        foreach (var path in new[] { "Id", "Name", "Account.Industry", "StartDateTime", "IsClosed", "Amount" })
        {
            row.Text(path);
            row.Moment(path);
            row.Day(path);
            row.Flag(path);
        }
    }

    /// <summary>Any text in any field is judged, and what reps read of it stays within its bounds.</summary>
    private static void Value(byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        var facts = new DealFacts.Builder();
        foreach (var field in Vocabulary.All)
        {
            facts.Set(field, text, Now);
        }

        ShownValues.Normalize(text);
        var built = facts.Build();
        var verdict = Shipped.Rules.Judge(built, new JudgingClock(Now, Tokyo));
        foreach (var language in new[] { "ja", "en" })
        {
            Shipped.Rules.Write(verdict, built, language, Tokyo).NextStep.Length.ShouldBeLessThanOrEqualTo(255);
        }
    }
}

/// <summary>The shipped rules.</summary>
internal static class Shipped
{
    public static ReadinessRules Rules { get; } = RulesDocument.Compile(null).Rules.ShouldNotBeNull();
}
