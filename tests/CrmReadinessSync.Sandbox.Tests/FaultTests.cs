using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox.Tests;

public sealed class FaultTests
{
    [Fact]
    public void The_same_seed_meets_the_same_faults()
    {
        string Run() => string.Join(' ', Play(new HubSpotClient(new SandboxOptions { Faults = ["throttled", "flaky"], Seed = 9 }), 100).Select(answer => $"{answer.Status}{answer.Delivery}"));
        Run().ShouldBe(Run());
    }

    [Fact]
    public void Every_fault_named_is_met_and_no_other()
    {
        Statuses("throttled").Keys.Order().ShouldBe([200, 429]);
        var flaky = Play(new HubSpotClient(new SandboxOptions { Faults = ["flaky"] }), 300);
        flaky.Select(answer => answer.Delivery).Distinct().Order().ShouldBe([Delivery.Whole, Delivery.Reset, Delivery.Slow, Delivery.Truncated]);
        flaky.Select(answer => answer.Status).ShouldContain(status => status >= 500);
        Statuses("none of them").Keys.ShouldBe([200]);
    }

    [Fact]
    public void A_lost_acknowledgement_is_a_write_that_was_done()
    {
        var crm = new HubSpotClient(new SandboxOptions { Faults = ["lost-acks"] });
        var id = HubSpotClient.DealIds(1)[0];
        for (var i = 1; i < 40; i++)
        {
            var answer = crm.Send("PATCH", "/crm/v3/objects/deals/" + id, $$"""{"properties":{"amount":"{{i}}"} }""");
            if (answer.Delivery != Delivery.Reset)
                continue;
            crm.Store.Find(HubSpotIds.Parse(RecordKind.Deal, id)!.Value)![Known.Amount].ShouldBe(i.ToString(System.Globalization.CultureInfo.InvariantCulture));
            return;
        }

        Assert.Fail("No answer was lost.");
    }

    [Fact]
    public void Locked_rows_open_after_two_seconds()
    {
        var crm = new HubSpotClient(new SandboxOptions { Faults = ["locked-rows"] });
        var batch = Batch(HubSpotClient.DealIds(3));
        SandboxResponse answer;
        do
            answer = crm.Send("POST", "/crm/v3/objects/deals/batch/update", batch);
        while (answer.Status == 200);
        answer.Status.ShouldBe(423);
        crm.Send("PATCH", "/crm/v3/objects/deals/" + HubSpotClient.DealIds(1)[0], """{"properties":{"amount":"1"}}""").Status.ShouldBe(423);
        crm.Now += TimeSpan.FromSeconds(3);
        crm.Send("POST", "/crm/v3/objects/deals/batch/read", batch).Status.ShouldBe(200);
    }

    [Fact]
    public void A_vanishing_deal_is_one_of_those_written()
    {
        var crm = new HubSpotClient(new SandboxOptions { Faults = ["vanishing-deals"] });
        SandboxResponse answer;
        do
            answer = crm.Send("POST", "/crm/v3/objects/deals/batch/update", Batch(HubSpotClient.DealIds(3)));
        while (answer.Status == 200);
        answer.Status.ShouldBe(207);
        JsonNode.Parse(answer.Text)!["errors"]![0]!["category"]!.GetValue<string>().ShouldBe("OBJECT_NOT_FOUND");
    }

    [Fact]
    public void A_field_goes_at_the_second_write_and_the_permission_at_the_third()
    {
        var crm = new HubSpotClient(new SandboxOptions { Faults = ["field-removed", "permission-withdrawn"] });
        const string body = """{"properties":{"readiness_reasons":"because"}}""";
        var path = "/crm/v3/objects/deals/" + HubSpotClient.DealIds(1)[0];
        crm.Send("PATCH", path, body).Status.ShouldBe(200);
        crm.Send("PATCH", path, body).Status.ShouldBe(400);
        var refused = crm.Send("PATCH", path, body);
        refused.Status.ShouldBe(403);
        JsonNode.Parse(refused.Text)!["errors"]![0]!["context"]!["requiredGranularScopes"]![0]!.GetValue<string>().ShouldBe("crm.objects.deals.write");
        crm.Send("GET", path).Status.ShouldBe(200);
    }

    [Fact]
    public void Expiring_tokens_are_those_of_oauth()
    {
        var crm = new HubSpotClient(new SandboxOptions { Faults = ["expiring-tokens"] });
        var form = $"grant_type=refresh_token&client_id={crm.Crms.HubSpotClientId}&client_secret={crm.Crms.HubSpotClientSecret}&refresh_token={crm.Crms.HubSpotRefreshToken}";
        string Token() => JsonNode.Parse(crm.Crms.HubSpot.Handle(SandboxRequest.Create("POST", "/oauth/v3/token", form), crm.Now).Text)!["access_token"]!.GetValue<string>();
        var token = Token();
        Enumerable.Range(0, 25).Select(_ => crm.Send("GET", "/crm/v3/owners", token: token).Status).ShouldContain(401);
        crm.Send("GET", "/crm/v3/owners", token: Token()).Status.ShouldBe(200);
        crm.Send("GET", "/crm/v3/owners").Status.ShouldBe(200);
    }

    private static Dictionary<int, int> Statuses(string fault) =>
        Play(new HubSpotClient(new SandboxOptions { Faults = [fault] }), 200).GroupBy(answer => answer.Status).ToDictionary(group => group.Key, group => group.Count());

    private static List<SandboxResponse> Play(HubSpotClient crm, int calls) => [.. Enumerable.Range(0, calls).Select(_ => crm.Send("GET", "/crm/v3/owners"))];

    private static string Batch(IReadOnlyList<string> ids) =>
        "{\"inputs\":[" + string.Join(',', ids.Select(id => $$"""{"id":"{{id}}","objectWriteTraceId":"{{id}}","properties":{"readiness_flag":"hold"} }""")) + "]}";
}
