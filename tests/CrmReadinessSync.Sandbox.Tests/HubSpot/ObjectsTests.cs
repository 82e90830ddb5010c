using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox.Tests;

public sealed class ObjectsTests
{
    private readonly HubSpotClient _crm = new();

    [Theory]
    [InlineData("/crm/v3/objects/deals")]
    [InlineData("/crm/v3/objects/0-3")]
    [InlineData("/crm/objects/2026-03/deals")]
    [InlineData("/crm/objects/2026-03/0-3")]
    [InlineData("/crm/objects/2026-09/deal")]
    public void Versions_names_and_type_ids_lead_to_the_same_list(string path)
    {
        var body = _crm.Get(path + "?limit=2&properties=dealname,nonsense,closed_won_reason");
        HubSpotClient.Results(body).Count.ShouldBe(2);
        var properties = HubSpotClient.Results(body)[0]!["properties"]!.AsObject();
        properties.Select(pair => pair.Key).ShouldBe(["closed_won_reason", "createdate", "dealname", "hs_lastmodifieddate", "hs_object_id"]);
        properties["closed_won_reason"].ShouldBeNull();
        body["paging"]!["next"]!["after"]!.GetValue<string>().ShouldBe(HubSpotClient.Results(body)[1]!["id"]!.GetValue<string>());
    }

    [Fact]
    public void The_list_ends_without_paging_and_meets_every_deal_once()
    {
        var seen = new List<string>();
        string? after = null;
        do
        {
            var page = _crm.Get("/crm/v3/objects/deals?limit=100" + (after is null ? "" : "&after=" + after));
            seen.AddRange(HubSpotClient.Results(page).Select(deal => deal!["id"]!.GetValue<string>()));
            after = page["paging"]?["next"]?["after"]?.GetValue<string>();
        }
        while (after is not null);
        seen.Count.ShouldBe(200);
        seen.Distinct().Count().ShouldBe(200);
        seen.ShouldBe(seen.OrderBy(id => long.Parse(id, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Inline_associations_name_each_type()
    {
        var deal = _crm.Get($"/crm/v3/objects/deals/{HubSpotClient.DealIds(1)[0]}?associations=contacts,companies,meetings");
        var companies = deal["associations"]!["companies"]!["results"]!.AsArray();
        companies.Select(row => row!["type"]!.GetValue<string>()).ShouldBe(["deal_to_company", "deal_to_company_unlabeled"]);
        companies.Select(row => row!["id"]!.GetValue<string>()).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public void Writing_bumps_the_stamp_keeps_history_and_clears_to_an_empty_string()
    {
        var id = HubSpotClient.DealIds(1)[0];
        var before = _crm.Get("/crm/v3/objects/deals/" + id)["updatedAt"]!.GetValue<string>();
        _crm.Now += TimeSpan.FromMinutes(1);
        var written = _crm.Patch("/crm/v3/objects/deals/" + id, """{"properties":{"readiness_flag":"confirm"}}""");
        string.CompareOrdinal(written["updatedAt"]!.GetValue<string>(), before).ShouldBeGreaterThan(0);
        _crm.Patch("/crm/v3/objects/deals/" + id, """{"properties":{"readiness_flag":""}}""");

        var read = _crm.Get($"/crm/v3/objects/deals/{id}?properties=readiness_flag,readiness_phase&propertiesWithHistory=readiness_flag");
        read["properties"]!["readiness_flag"]!.GetValue<string>().ShouldBe("");
        read["properties"]!["readiness_phase"].ShouldBeNull();
        var history = read["propertiesWithHistory"]!["readiness_flag"]!.AsArray();
        history.Select(entry => entry!["value"]!.GetValue<string>()).ShouldBe(["", "confirm"]);
        history[1]!["sourceType"]!.GetValue<string>().ShouldBe("INTEGRATION");
    }

    [Fact]
    public void Two_writes_in_one_millisecond_still_have_distinct_stamps()
    {
        var id = HubSpotClient.DealIds(1)[0];
        var first = _crm.Patch("/crm/v3/objects/deals/" + id, """{"properties":{"amount":"1"}}""")["updatedAt"]!.GetValue<string>();
        var second = _crm.Patch("/crm/v3/objects/deals/" + id, """{"properties":{"amount":"2"}}""")["updatedAt"]!.GetValue<string>();
        second.ShouldNotBe(first);
    }

    [Theory]
    [InlineData("nonsense", "1", "PROPERTY_DOESNT_EXIST")]
    [InlineData("hs_is_closed", "true", "READ_ONLY_VALUE")]
    [InlineData("readiness_flag", "Ready", "INVALID_OPTION")]
    [InlineData("dealstage", "Closed won", "INVALID_OPTION")]
    [InlineData("amount", "much", "INVALID_INTEGER")]
    [InlineData("closedate", "soon", "INVALID_DATE")]
    [InlineData("readiness_decide_by", "1764000000001", "INVALID_DATE")]
    [InlineData("readiness_decide_by", "2026-13-01", "INVALID_DATE")]
    [InlineData("hubspot_owner_id", "1", "INVALID_OPTION")]
    public void Bad_values_are_named_by_property_and_code(string property, string value, string code)
    {
        var body = _crm.Patch("/crm/v3/objects/deals/" + HubSpotClient.DealIds(1)[0], new JsonObject { ["properties"] = new JsonObject { [property] = value } }.ToJsonString(), 400);
        body["category"]!.GetValue<string>().ShouldBe("VALIDATION_ERROR");
        body["message"]!.GetValue<string>().ShouldStartWith("Property values were not valid: [");
        body["errors"]![0]!["code"]!.GetValue<string>().ShouldBe(code);
        body["errors"]![0]!["context"]!["propertyName"]![0]!.GetValue<string>().ShouldBe(property);
    }

    [Theory]
    [InlineData("1764028800000", "2025-11-25")]
    [InlineData("2026-12-24", "2026-12-24")]
    public void Dates_are_days_or_midnights(string written, string read)
    {
        var id = HubSpotClient.DealIds(1)[0];
        _crm.Patch("/crm/v3/objects/deals/" + id, new JsonObject { ["properties"] = new JsonObject { ["readiness_decide_by"] = written } }.ToJsonString())
            ["properties"]!["readiness_decide_by"]!.GetValue<string>().ShouldBe(read);
    }

    [Fact]
    public void A_leading_semicolon_adds_a_tick()
    {
        var id = HubSpotClient.DealIds(1)[0];
        _crm.Patch("/crm/v3/objects/deals/" + id, """{"properties":{"readiness_unease":"vague"}}""");
        _crm.Patch("/crm/v3/objects/deals/" + id, """{"properties":{"readiness_unease":";mismatch"}}""")
            ["properties"]!["readiness_unease"]!.GetValue<string>().ShouldBe("vague;mismatch");
    }

    [Fact]
    public void Closing_a_deal_moves_what_is_computed_from_its_stage()
    {
        var created = _crm.Post("/crm/v3/objects/deals", """{"properties":{"dealname":"New"}}""", 201);
        var id = created["id"]!.GetValue<string>();
        _crm.Now += TimeSpan.FromDays(3);
        _crm.Patch("/crm/v3/objects/deals/" + id, """{"properties":{"dealstage":"closedwon"}}""");
        var properties = _crm.Get($"/crm/v3/objects/deals/{id}?properties=hs_is_closed,hs_is_closed_won,hs_deal_stage_probability,hs_v2_date_entered_closedwon,days_to_close")["properties"]!;
        properties["hs_is_closed"]!.GetValue<string>().ShouldBe("true");
        properties["hs_is_closed_won"]!.GetValue<string>().ShouldBe("true");
        properties["hs_deal_stage_probability"]!.GetValue<string>().ShouldBe("1.0");
        properties["hs_v2_date_entered_closedwon"]!.GetValue<string>().ShouldBe("2026-11-27T01:00:00.000Z");
        properties["days_to_close"]!.GetValue<string>().ShouldBe("3");
    }

    [Fact]
    public void Archived_deals_are_listed_only_among_the_archived()
    {
        var id = HubSpotClient.DealIds(1)[0];
        _crm.Send("DELETE", "/crm/v3/objects/deals/" + id).Status.ShouldBe(204);
        _crm.Get("/crm/v3/objects/deals/" + id, 404)["category"]!.GetValue<string>().ShouldBe("OBJECT_NOT_FOUND");
        HubSpotClient.Results(_crm.Get("/crm/v3/objects/deals?archived=true")).Select(deal => deal!["id"]!.GetValue<string>()).ShouldBe([id]);
        HubSpotClient.Results(_crm.Get("/crm/v3/objects/deals?limit=1"))[0]!["id"]!.GetValue<string>().ShouldNotBe(id);
        _crm.Post("/crm/v3/objects/deals/search", "{}")["total"]!.GetValue<int>().ShouldBe(199);
    }

    [Fact]
    public void A_merged_deal_disappears_into_the_winner()
    {
        var ids = HubSpotClient.DealIds(2);
        _crm.Post("/crm/v3/objects/deals/merge", $$"""{"primaryObjectId":"{{ids[0]}}","objectIdToMerge":"{{ids[1]}}"}""");
        _crm.Get("/crm/v3/objects/deals/" + ids[1], 404);
        _crm.Get($"/crm/v3/objects/deals/{ids[0]}?properties=hs_merged_object_ids")["properties"]!["hs_merged_object_ids"]!.GetValue<string>().ShouldBe(ids[1]);
        _crm.Patch("/crm/v3/objects/deals/" + ids[1], """{"properties":{"amount":"7"}}""")["id"]!.GetValue<string>().ShouldBe(ids[0]);
    }

    [Fact]
    public void Too_long_an_address_is_refused_in_html()
    {
        var response = _crm.Send("GET", "/crm/v3/objects/deals?properties=" + new string('x', 20_000));
        response.Status.ShouldBe(414);
        response.ContentType.ShouldNotBeNull().ShouldStartWith("text/html");
    }

    [Fact]
    public void A_contacts_mail_address_serves_once()
    {
        _crm.Post("/crm/v3/objects/contacts", """{"properties":{"email":"once@there.example"}}""", 201);
        _crm.Post("/crm/v3/objects/contacts", """{"properties":{"email":"Once@there.example"}}""", 409)["category"]!.GetValue<string>().ShouldBe("CONFLICT");
    }
}
