using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox.Tests;

public sealed class BatchTests
{
    private const string Update = "/crm/v3/objects/deals/batch/update";
    private readonly HubSpotClient _crm = new();

    [Fact]
    public void With_trace_ids_a_bad_input_stands_beside_the_good_ones()
    {
        var ids = HubSpotClient.DealIds(2);
        var body = _crm.Post(Update, Inputs((ids[0], "ready", "a"), (ids[1], "nonsense", "b")), 207);
        HubSpotClient.Results(body).Select(row => row!["objectWriteTraceId"]!.GetValue<string>()).ShouldBe(["a"]);
        body["numErrors"]!.GetValue<int>().ShouldBe(1);
        body["errors"]![0]!["context"]!["objectWriteTraceId"]![0]!.GetValue<string>().ShouldBe("b");
        body["errors"]![0]!["message"]!.GetValue<string>().ShouldContain("INVALID_OPTION");
        Flag(ids[0]).ShouldBe("ready");
    }

    [Fact]
    public void Without_trace_ids_a_bad_input_refuses_the_whole_batch()
    {
        var ids = HubSpotClient.DealIds(2);
        _crm.Post(Update, Inputs((ids[0], "ready", null), (ids[1], "nonsense", null)), 400)["category"]!.GetValue<string>().ShouldBe("VALIDATION_ERROR");
        Flag(ids[0]).ShouldBeNull();
    }

    [Fact]
    public void Equal_trace_ids_are_none()
    {
        var ids = HubSpotClient.DealIds(2);
        _crm.Post(Update, Inputs((ids[0], "ready", "a"), (ids[1], "nonsense", "a")), 400);
    }

    [Fact]
    public void The_same_id_twice_is_refused_by_name()
    {
        var id = HubSpotClient.DealIds(1)[0];
        var body = _crm.Post(Update, Inputs((id, "ready", "a"), (id, "hold", "b")), 400);
        body["context"]!["ids"]!.AsArray().Select(node => node!.GetValue<string>()).ShouldBe([id]);
    }

    [Fact]
    public void A_deal_that_is_gone_is_reported_by_its_id()
    {
        var ids = HubSpotClient.DealIds(2);
        _crm.Send("DELETE", "/crm/v3/objects/deals/" + ids[1]);
        var error = _crm.Post(Update, Inputs((ids[0], "ready", "a"), (ids[1], "ready", "b")), 207)["errors"]![0]!;
        error["category"]!.GetValue<string>().ShouldBe("OBJECT_NOT_FOUND");
        error["context"]!["ids"]![0]!.GetValue<string>().ShouldBe(ids[1]);
        error["context"]!["objectWriteTraceId"]![0]!.GetValue<string>().ShouldBe("b");
    }

    [Fact]
    public void A_batch_holds_a_hundred()
    {
        var ids = HubSpotClient.DealIds(101);
        _crm.Post(Update, Inputs([.. ids.Select(id => (id, "hold", (string?)id))]), 400);
        _crm.Post(Update, Inputs([.. ids.Take(100).Select(id => (id, "hold", (string?)id))]));
    }

    [Fact]
    public void Fifty_at_most_are_read_with_history_and_missing_ids_make_a_207()
    {
        const string read = "/crm/objects/2026-03/deals/batch/read";
        var inputs = string.Join(',', HubSpotClient.DealIds(51).Select(id => $$"""{"id":"{{id}}"}"""));
        _crm.Post(read, $$"""{"properties":["dealname"],"propertiesWithHistory":["readiness_need"],"inputs":[{{inputs}}]}""", 400);
        HubSpotClient.Results(_crm.Post(read, $$"""{"properties":["dealname"],"inputs":[{{inputs}}]}""")).Count.ShouldBe(51);
        var body = _crm.Post(read, """{"properties":["dealname"],"inputs":[{"id":"1"}]}""", 207);
        body["errors"]![0]!["context"]!["ids"]![0]!.GetValue<string>().ShouldBe("1");
    }

    [Fact]
    public void A_bare_array_is_not_a_batch() => _crm.Post(Update, "[]", 400)["message"]!.GetValue<string>().ShouldStartWith("Invalid input JSON");

    [Fact]
    public void Records_are_created_with_their_associations_and_archived_together()
    {
        var company = HubSpotIds.Of(new RecordKey(RecordKind.Company, 0));
        var body = _crm.Post("/crm/v3/objects/deals/batch/create", $$$"""
            {"inputs":[{"properties":{"dealname":"One"},"associations":[{"to":{"id":"{{{company}}}"},"types":[{"associationCategory":"HUBSPOT_DEFINED","associationTypeId":5}]}]},{"properties":{"dealname":"Two"}}]}
            """, 201);
        var ids = HubSpotClient.Results(body).Select(row => row!["id"]!.GetValue<string>()).ToList();
        _crm.Get($"/crm/v3/objects/deals/{ids[0]}?associations=companies")["associations"]!["companies"]!["results"]![0]!["id"]!.GetValue<string>().ShouldBe(company);
        _crm.Send("POST", "/crm/v3/objects/deals/batch/archive", $$"""{"inputs":[{"id":"{{ids[0]}}"},{"id":"{{ids[1]}}"}]}""").Status.ShouldBe(204);
        _crm.Get("/crm/v3/objects/deals/" + ids[1], 404);
    }

    private string? Flag(string id) => _crm.Get($"/crm/v3/objects/deals/{id}?properties=readiness_flag")["properties"]!["readiness_flag"]?.GetValue<string>();

    private static string Inputs(params (string Id, string Flag, string? Trace)[] inputs) => new JsonObject
    {
        ["inputs"] = new JsonArray([.. inputs.Select(input =>
        {
            var body = new JsonObject { ["id"] = input.Id, ["properties"] = new JsonObject { ["readiness_flag"] = input.Flag } };
            if (input.Trace is not null)
                body["objectWriteTraceId"] = input.Trace;
            return (JsonNode)body;
        })]),
    }.ToJsonString();
}
