using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox.Tests;

public sealed class SearchTests
{
    private const string Search = "/crm/objects/2026-03/deals/search";

    [Fact]
    public void A_keyset_inside_a_window_meets_more_than_ten_thousand_deals_once_each()
    {
        var crm = new HubSpotClient(new SandboxOptions { Deals = 12_345 });
        var seen = new HashSet<string>();
        var last = "0";
        while (true)
        {
            var page = HubSpotClient.Results(crm.Post(Search, Query(("hs_lastmodifieddate", "GTE", "2026-01-01T00:00:00Z"), ("hs_lastmodifieddate", "LTE", "2026-11-24T01:00:00Z"), ("hs_object_id", "GT", last))));
            if (page.Count == 0)
                break;
            foreach (var row in page)
            {
                last = row!["id"]!.GetValue<string>();
                seen.Add(last).ShouldBeTrue();
            }
        }

        seen.Count.ShouldBe(12_345);
    }

    [Fact]
    public void Groups_that_share_a_range_of_ids_answer_what_each_does_and_a_group_of_that_alone_takes_all_of_it()
    {
        var crm = new HubSpotClient(new SandboxOptions { Deals = 300 });
        var after = HubSpotClient.DealIds(100)[^1];
        const string Won = """{"propertyName":"dealstage","operator":"EQ","value":"closedwon"}""";
        const string Rich = """{"propertyName":"amount","operator":"GT","value":"1000000"}""";
        var range = $$"""{"propertyName":"hs_object_id","operator":"GT","value":"{{after}}"}""";

        var (won, rich) = (Of($"[{Won},{range}]"), Of($"[{range},{Rich}]"));
        won.ShouldNotBeEmpty();
        rich.Except(won).ShouldNotBeEmpty();
        won.ShouldAllBe(id => long.Parse(id, CultureInfo.InvariantCulture) > long.Parse(after, CultureInfo.InvariantCulture));
        Of($"[{Won},{range}]", $"[{range},{Rich}]").ShouldBe(won.Union(rich), ignoreOrder: true);
        Of($"[{Won},{range}]", $"[{range}]").Count.ShouldBe(200);
        Of($"[{Won}]", $"[{range},{Rich}]").ShouldBe(Of($"[{Won}]").Union(rich), ignoreOrder: true);

        List<string> Of(params string[] groups) =>
            Ids(crm.Post(Search, "{\"limit\":200,\"filterGroups\":[" + string.Join(',', groups.Select(group => "{\"filters\":" + group + "}")) + "]}"));
    }

    [Fact]
    public void Paging_past_ten_thousand_is_refused()
    {
        var crm = new HubSpotClient(new SandboxOptions { Deals = 12_000 });
        crm.Post(Search, """{"limit":200,"after":"9800"}""")["total"]!.GetValue<int>().ShouldBe(12_000);
        crm.Post(Search, """{"limit":200,"after":"9900"}""", 400);
        crm.Post(Search, """{"limit":201}""", 400);
    }

    [Fact]
    public void What_is_touched_moves_out_of_one_window_into_another()
    {
        var crm = new HubSpotClient();
        var id = HubSpotClient.DealIds(1)[0];
        crm.Now += TimeSpan.FromMinutes(5);
        crm.Patch("/crm/v3/objects/deals/" + id, """{"properties":{"amount":"5"}}""");
        Ids(crm.Post(Search, Query(("hs_lastmodifieddate", "GTE", "2026-11-24T01:00:00Z")))).ShouldBe([id]);
        crm.Post(Search, Query(("hs_lastmodifieddate", "LT", "2026-11-24T01:00:00Z")))["total"]!.GetValue<int>().ShouldBe(199);
    }

    [Fact]
    public void The_index_lags_but_the_row_is_new()
    {
        var crm = new HubSpotClient(new SandboxOptions { IndexDelay = TimeSpan.FromSeconds(5) });
        var id = HubSpotClient.DealIds(1)[0];
        crm.Now += TimeSpan.FromMinutes(5);
        crm.Patch("/crm/v3/objects/deals/" + id, """{"properties":{"dealname":"Renamed"}}""");
        var window = Query(("hs_lastmodifieddate", "GTE", "2026-11-24T01:00:00Z"));
        Ids(crm.Post(Search, window)).ShouldBeEmpty();
        var old = HubSpotClient.Results(crm.Post(Search, Query(("hs_lastmodifieddate", "LT", "2026-11-24T01:00:00Z")))).First(row => row!["id"]!.GetValue<string>() == id)!;
        old["properties"]!["dealname"]!.GetValue<string>().ShouldBe("Renamed");
        crm.Now += TimeSpan.FromSeconds(6);
        Ids(crm.Post(Search, window)).ShouldBe([id]);
    }

    [Fact]
    public void A_new_deal_is_found_once_the_index_knows_it_and_an_archived_one_no_more()
    {
        var crm = new HubSpotClient(new SandboxOptions { IndexDelay = TimeSpan.FromSeconds(5) });
        crm.Now += TimeSpan.FromMinutes(1);
        var id = crm.Post("/crm/v3/objects/deals", """{"properties":{"dealname":"Unheard-of"}}""", 201)["id"]!.GetValue<string>();
        var query = Query(("dealname", "EQ", "unheard-OF"));
        Ids(crm.Post(Search, query)).ShouldBeEmpty();
        crm.Now += TimeSpan.FromSeconds(6);
        Ids(crm.Post(Search, query)).ShouldBe([id]);
        crm.Send("DELETE", "/crm/v3/objects/deals/" + id);
        crm.Now += TimeSpan.FromSeconds(6);
        Ids(crm.Post(Search, query)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"propertyName":"hs_is_closed","operator":"EQ","value":"false"}""")]
    [InlineData("""{"propertyName":"hs_is_closed","operator":"NEQ","value":"true"}""")]
    [InlineData("""{"propertyName":"dealstage","operator":"NOT_IN","values":["closedwon","closedlost"]}""")]
    [InlineData("""{"propertyName":"dealstage","operator":"IN","values":["appointmentscheduled","qualifiedtobuy","presentationscheduled","decisionmakerboughtin","contractsent"]}""")]
    public void Open_deals_are_found_in_several_words(string filter)
    {
        var crm = new HubSpotClient();
        var open = crm.Store.List(RecordKind.Deal, 0, false).Count(deal => !Stage.IsClosed(deal[Known.Stage]));
        crm.Post(Search, $$"""{"filters":[{{filter}}],"limit":1}""")["total"]!.GetValue<int>().ShouldBe(open);
    }

    [Theory]
    [InlineData("readiness_need", "HAS_PROPERTY", null)]
    [InlineData("readiness_need", "NOT_HAS_PROPERTY", null)]
    [InlineData("amount", "GT", "5000000")]
    [InlineData("amount", "LTE", "900000")]
    [InlineData("dealname", "CONTAINS_TOKEN", "stock*")]
    [InlineData("createdate", "GTE", "2026-10-20")]
    public void Operators_agree_with_a_plain_walk(string property, string op, string? value)
    {
        var crm = new HubSpotClient();
        var expected = HubSpotClient.Results(crm.Get($"/crm/v3/objects/deals?limit=100&properties={property}"))
            .Concat(HubSpotClient.Results(crm.Get($"/crm/v3/objects/deals?limit=100&properties={property}&after={HubSpotClient.DealIds(100)[^1]}")))
            .Select(row => row!["properties"]![property]?.GetValue<string>())
            .Count(text => op switch
            {
                "HAS_PROPERTY" => text is not null,
                "NOT_HAS_PROPERTY" => text is null,
                "GT" => text is not null && decimal.Parse(text, CultureInfo.InvariantCulture) > decimal.Parse(value!, CultureInfo.InvariantCulture),
                "LTE" => text is not null && decimal.Parse(text, CultureInfo.InvariantCulture) <= decimal.Parse(value!, CultureInfo.InvariantCulture),
                "GTE" => string.CompareOrdinal(text, value) >= 0,
                _ => text!.Contains(" stock", StringComparison.Ordinal),
            });
        expected.ShouldBeInRange(1, 199);
        var filter = new JsonObject { ["propertyName"] = property, ["operator"] = op, ["value"] = value };
        crm.Post(Search, $$"""{"filterGroups":[{"filters":[{{filter.ToJsonString()}}]}]}""")["total"]!.GetValue<int>().ShouldBe(expected);
    }

    [Theory]
    [InlineData("""{"filters":[{"propertyName":"nonsense","operator":"EQ","value":"1"}]}""")]
    [InlineData("""{"filters":[{"propertyName":"amount","operator":"ABOUT","value":"1"}]}""")]
    [InlineData("""{"filters":[{"propertyName":"amount","operator":"BETWEEN","value":"1"}]}""")]
    [InlineData("""{"sorts":["amount","dealname"]}""")]
    [InlineData("""{"after":"x"}""")]
    [InlineData("{")]
    public void Bad_questions_are_refused(string body) => new HubSpotClient().Post(Search, body, 400)["status"]!.GetValue<string>().ShouldBe("error");

    [Fact]
    public void Too_long_a_question_is_refused() =>
        new HubSpotClient().Post(Search, new JsonObject { ["properties"] = new JsonArray([.. Enumerable.Range(0, 300).Select(i => (JsonNode)$"property_{i}")]) }.ToJsonString(), 400);

    [Fact]
    public void Asking_from_the_epoch_breaks_it() => new HubSpotClient().Post(Search, Query(("hs_lastmodifieddate", "GTE", "0")), 500);

    [Fact]
    public void Meetings_are_found_by_their_start_in_its_order()
    {
        var crm = new HubSpotClient();
        var page = HubSpotClient.Results(crm.Post("/crm/v3/objects/meetings/search", """
            {"filters":[{"propertyName":"hs_meeting_start_time","operator":"BETWEEN","value":"2026-11-24T01:00:00Z","highValue":"2026-12-08T01:00:00Z"}],
             "sorts":[{"propertyName":"hs_meeting_start_time","direction":"ASCENDING"}],"properties":["hs_meeting_start_time"],"limit":200}
            """));
        page.Count.ShouldBeGreaterThan(50);
        var starts = page.Select(row => row!["properties"]!["hs_meeting_start_time"]!.GetValue<string>()).ToList();
        starts.ShouldBe(starts.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_million_deals_cost_neither_memory_nor_time_until_touched()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var crm = new HubSpotClient(new SandboxOptions { Deals = 1_000_000 });
        var watch = Stopwatch.StartNew();
        var body = crm.Post(Search, Query(("hs_lastmodifieddate", "GTE", "2026-11-01T00:00:00Z"), ("hs_object_id", "GT", HubSpotIds.Of(new RecordKey(RecordKind.Deal, 700_000)))));
        body["total"]!.GetValue<int>().ShouldBe(299_999);
        HubSpotClient.Results(body).Count.ShouldBe(200);
        var last = HubSpotIds.Of(new RecordKey(RecordKind.Deal, 999_999));
        crm.Patch("/crm/v3/objects/deals/" + last, """{"properties":{"readiness_flag":"hold"}}""");
        crm.Get("/crm/v3/objects/deals/" + last + "?associations=contacts,companies,meetings");
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        crm.Store.Held.ShouldBe(1);
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(20_000_000);
        GC.KeepAlive(crm);
    }

    private static string Query(params (string Property, string Operator, string Value)[] filters) => new JsonObject
    {
        ["filterGroups"] = new JsonArray(new JsonObject
        {
            ["filters"] = new JsonArray([.. filters.Select(filter => (JsonNode)new JsonObject { ["propertyName"] = filter.Property, ["operator"] = filter.Operator, ["value"] = filter.Value })]),
        }),
        ["limit"] = 200,
    }.ToJsonString();

    private static List<string> Ids(JsonObject body) => [.. HubSpotClient.Results(body).Select(row => row!["id"]!.GetValue<string>())];
}
