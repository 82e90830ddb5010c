using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox.Tests;

public sealed class AdminTests
{
    private readonly HubSpotClient _crm = new();

    [Fact]
    public void Requests_are_counted_by_kind_and_admin_calls_are_not()
    {
        _crm.Get("/crm/v3/objects/deals");
        _crm.Post("/crm/objects/2026-03/0-3/search", "{}");
        _crm.Send("GET", "/crm/v3/objects/deals/1");
        var body = _crm.Get("/_sandbox/requests");
        body["total"]!.GetValue<int>().ShouldBe(3);
        body["byKind"]!.ToJsonString().ShouldBe("""{"deals.list":1,"deals.read":1,"deals.search":1}""");
        body["byStatus"]!.ToJsonString().ShouldBe("""{"200":2,"404":1}""");
        _crm.Send("DELETE", "/_sandbox/requests").Status.ShouldBe(204);
        _crm.Get("/_sandbox/requests")["total"]!.GetValue<int>().ShouldBe(0);
    }

    [Fact]
    public void A_person_edits_creates_links_archives_and_merges()
    {
        var ids = HubSpotClient.DealIds(3);
        _crm.Post("/_sandbox/edit", $$$"""{"kind":"deal","id":"{{{ids[0]}}}","properties":{"dealstage":"contractsent","readiness_need":""}}""");
        _crm.Get($"/crm/v3/objects/deals/{ids[0]}?propertiesWithHistory=dealstage")["propertiesWithHistory"]!["dealstage"]![0]!["sourceType"]!.GetValue<string>().ShouldBe("CRM_UI");

        var meeting = _crm.Post("/_sandbox/edit", """{"kind":"meeting","create":{"hs_meeting_title":"Booked","hs_meeting_start_time":"2026-11-30T01:00:00.000Z"}}""", 201)["id"]!.GetValue<string>();
        _crm.Send("POST", "/_sandbox/edit", $$"""{"link":{"from":"deal:{{ids[0]}}","to":"meeting:{{meeting}}"} }""").Status.ShouldBe(204);
        _crm.Get($"/crm/v3/objects/deals/{ids[0]}?associations=meetings")["associations"]!["meetings"]!["results"]!.AsArray().Select(row => row!["id"]!.GetValue<string>()).ShouldContain(meeting);

        _crm.Post("/_sandbox/edit", $$"""{"kind":"deal","id":"{{ids[1]}}","archive":true}""")["archived"]!.GetValue<bool>().ShouldBeTrue();
        _crm.Post("/_sandbox/edit", $$"""{"kind":"deal","id":"{{ids[1]}}","restore":true}""")["archived"]!.GetValue<bool>().ShouldBeFalse();
        _crm.Post("/_sandbox/edit", $$"""{"kind":"deal","id":"{{ids[2]}}","mergeInto":"{{ids[1]}}"}""");
        _crm.Get("/crm/v3/objects/deals/" + ids[2], 404);
    }

    [Fact]
    public void Deals_are_shown_under_the_vendors_names()
    {
        var body = _crm.Get("/_sandbox/deals?limit=2&properties=dealname,dealstage,readiness_flag");
        HubSpotClient.Results(body).Count.ShouldBe(2);
        body["next"]!.GetValue<int>().ShouldBe(2);
        HubSpotClient.Results(body)[0]!["properties"]!["dealstage"]!.GetValue<string>().ShouldBeOneOf([.. HubSpotAccount.Stages.Select(stage => stage.Id)]);
        HubSpotClient.Results(_crm.Get("/_sandbox/deals?ids=" + HubSpotClient.DealIds(1)[0])).Count.ShouldBe(1);
    }

    [Fact]
    public void The_clock_can_be_moved()
    {
        _crm.Post("/_sandbox/clock", """{"advanceSeconds":86400}""")["now"]!.GetValue<string>().ShouldBe("2026-11-25T01:00:00.000Z");
        _crm.Patch("/crm/v3/objects/deals/" + HubSpotClient.DealIds(1)[0], """{"properties":{"amount":"1"}}""")["updatedAt"]!.GetValue<string>().ShouldBe("2026-11-25T01:00:00.000Z");
        _crm.Post("/_sandbox/clock", """{"set":"2027-01-01T00:00:00Z"}""");
        _crm.Get("/_sandbox/clock")["now"]!.GetValue<string>().ShouldBe("2027-01-01T00:00:00.000Z");
    }

    [Theory]
    [InlineData("""{"kind":"deal","id":"1","archive":true}""")]
    [InlineData("""{"kind":"lead","create":{}}""")]
    [InlineData("""{"kind":"deal","create":{"nonsense":"1"}}""")]
    [InlineData("[]")]
    [InlineData("{")]
    public void A_bad_call_is_told_why(string body) => _crm.Post("/_sandbox/edit", body, 400)["error"]!.GetValue<string>().ShouldNotBeEmpty();
}
