using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BenchmarkDotNet.Attributes;
using CrmReadinessSync.HubSpot;

namespace CrmReadinessSync.Benchmarks;

/// <summary>
/// Reading the answer to a search for 200 deals, beside what the framework needs to walk the same bytes without keeping anything and to
/// read them as a document. Ratio and allocation matter, not seconds.
/// </summary>
[MemoryDiagnoser]
[InProcess]
public class SearchPageBenchmark
{
    private readonly byte[] _page = Page(200);

    /// <summary>The floor: every token met, none kept.</summary>
    [Benchmark(Baseline = true)]
    public int Walk()
    {
        var reader = new Utf8JsonReader(_page);
        var tokens = 0;
        while (reader.Read())
        {
            tokens++;
        }

        return tokens;
    }

    /// <summary>As the slice reads it.</summary>
    [Benchmark]
    public int Parse() => JsonSerializer.Deserialize(_page, HubSpotJson.Default.RecordPage)!.Results.Count;

    /// <summary>The framework's own document, for comparison.</summary>
    [Benchmark]
    public int Document()
    {
        using var document = JsonDocument.Parse(_page);
        return document.RootElement.GetProperty("results").GetArrayLength();
    }

    /// <summary>A page as HubSpot answers: property values are text or null, and each record repeats its stamps.</summary>
    private static byte[] Page(int records)
    {
        var results = new JsonArray();
        for (var i = 0; i < records; i++)
        {
            var id = $"{61_000_000_000L + i}";
            results.Add(new JsonObject
            {
                ["id"] = id,
                ["properties"] = new JsonObject
                {
                    ["amount"] = "1200000",
                    ["closedate"] = "2027-01-31T00:00:00Z",
                    ["createdate"] = "2026-09-01T01:02:03.456Z",
                    ["dealname"] = $"株式会社サンプル{i} 新規導入のご相談",
                    ["dealstage"] = "qualifiedtobuy",
                    ["dealtype"] = i % 3 == 0 ? "existingbusiness" : "newbusiness",
                    ["hs_analytics_source"] = "OFFLINE",
                    ["hs_is_closed"] = "false",
                    ["hs_is_closed_won"] = "false",
                    ["hs_lastmodifieddate"] = "2026-11-20T09:08:07.654Z",
                    ["hs_manual_forecast_category"] = null,
                    ["hs_object_id"] = id,
                    ["pipeline"] = "default",
                    ["readiness_authority"] = "sponsor",
                    ["readiness_budget"] = i % 2 == 0 ? null : "open",
                    ["readiness_confirmed_on"] = null,
                    ["readiness_decide_by"] = "2027-03-31",
                    ["readiness_decision_process"] = null,
                    ["readiness_fit"] = "match",
                    ["readiness_flag"] = "confirm",
                    ["readiness_need"] = "evaluating",
                    ["readiness_next_step"] = "11/26(木)14:00の商談前に「進める場合、他にどなたの合意が必要でしょうか」を確認。それまでは事例・概算まで。(→決裁の流れ)",
                    ["readiness_note"] = "先方の部長が12月の会議にかける予定。",
                    ["readiness_phase"] = "unclear",
                    ["readiness_reasons"] = string.Concat(Enumerable.Repeat("課題・導入意思: 導入を前提に検討中。", 8)),
                    ["readiness_talk_depth"] = "examples_and_price_range",
                    ["readiness_timing"] = "dated",
                    ["readiness_unease"] = null,
                },
                ["createdAt"] = "2026-09-01T01:02:03.456Z",
                ["updatedAt"] = "2026-11-20T09:08:07.654Z",
                ["archived"] = false,
            });
        }

        var page = new JsonObject
        {
            ["total"] = records * 20,
            ["results"] = results,
            ["paging"] = new JsonObject { ["next"] = new JsonObject { ["after"] = "200" } },
        };
        return Encoding.UTF8.GetBytes(page.ToJsonString());
    }
}
