using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox.Tests;

public sealed class AccessTests
{
    private readonly HubSpotClient _crm = new();

    [Fact]
    public void Without_a_token_nothing_is_told()
    {
        _crm.Crms.HubSpot.Handle(SandboxRequest.Create("GET", "/crm/v3/objects/deals"), _crm.Now).Status.ShouldBe(401);
        var response = _crm.Send("GET", "/crm/v3/objects/deals", token: "pat-na1-guess");
        response.Status.ShouldBe(401);
        JsonNode.Parse(response.Text)!["category"]!.GetValue<string>().ShouldBe("INVALID_AUTHENTICATION");
    }

    [Theory]
    [InlineData("/oauth/v1/token")]
    [InlineData("/oauth/v3/token")]
    [InlineData("/oauth/2026-03/token")]
    public void A_refresh_gives_a_token_of_half_an_hour(string path)
    {
        var body = JsonNode.Parse(Refresh(path, _crm.Crms.HubSpotRefreshToken).Text)!;
        body["expires_in"]!.GetValue<int>().ShouldBe(1800);
        var token = body["access_token"]!.GetValue<string>();
        _crm.Send("GET", "/account-info/v3/details", token: token).Status.ShouldBe(200);
        _crm.Now += TimeSpan.FromMinutes(30);
        var late = _crm.Send("GET", "/account-info/v3/details", token: token);
        late.Status.ShouldBe(401);
        JsonNode.Parse(late.Text)!["category"]!.GetValue<string>().ShouldBe("EXPIRED_AUTHENTICATION");
    }

    [Fact]
    public void A_wrong_refresh_token_is_refused_in_both_vocabularies()
    {
        var response = Refresh("/oauth/2026-03/token", "na1-guess");
        response.Status.ShouldBe(400);
        JsonNode.Parse(response.Text)!["status"]!.GetValue<string>().ShouldBe("BAD_REFRESH_TOKEN");
        JsonNode.Parse(response.Text)!["error"]!.GetValue<string>().ShouldBe("invalid_grant");
    }

    [Fact]
    public void A_code_serves_once()
    {
        var redirect = _crm.Crms.HubSpot.Handle(SandboxRequest.Create("GET", $"/oauth/authorize?client_id={_crm.Crms.HubSpotClientId}&redirect_uri=http%3A%2F%2Flocalhost%2Fback&state=s&scope=oauth"), _crm.Now);
        redirect.Status.ShouldBe(302);
        var code = redirect.Headers["Location"].Split("code=")[1].Split('&')[0];
        var form = $"grant_type=authorization_code&client_id={_crm.Crms.HubSpotClientId}&client_secret={_crm.Crms.HubSpotClientSecret}&redirect_uri=http%3A%2F%2Flocalhost%2Fback&code={code}";
        _crm.Crms.HubSpot.Handle(SandboxRequest.Create("POST", "/oauth/v3/token", form), _crm.Now).Status.ShouldBe(200);
        _crm.Crms.HubSpot.Handle(SandboxRequest.Create("POST", "/oauth/v3/token", form), _crm.Now).Status.ShouldBe(400);
    }

    [Fact]
    public void Five_searches_a_second_are_the_whole_accounts_and_carry_no_headers()
    {
        var crm = new HubSpotClient(new SandboxOptions { Limits = SandboxLimits.Real });
        for (var i = 0; i < 5; i++)
            crm.Send("POST", "/crm/v3/objects/deals/search", "{}").Headers.Keys.ShouldNotContain(name => name.Contains("RateLimit", StringComparison.OrdinalIgnoreCase));
        var refused = crm.Send("POST", "/crm/v3/objects/meetings/search", "{}");
        refused.Status.ShouldBe(429);
        var body = JsonNode.Parse(refused.Text)!;
        body["policyName"]!.GetValue<string>().ShouldBe("SECONDLY");
        body["errorType"]!.GetValue<string>().ShouldBe("RATE_LIMIT");
        body["category"].ShouldBeNull();
        refused.Headers.ShouldNotContainKey("Retry-After");
        crm.Now += TimeSpan.FromSeconds(1);
        crm.Send("POST", "/crm/v3/objects/deals/search", "{}").Status.ShouldBe(200);
    }

    [Fact]
    public void The_burst_is_counted_in_ten_seconds_and_shown_in_headers()
    {
        var crm = new HubSpotClient(new SandboxOptions { Limits = SandboxLimits.Real });
        var first = crm.Send("GET", "/crm/v3/owners");
        first.Headers["X-HubSpot-RateLimit-Max"].ShouldBe("190");
        first.Headers["X-HubSpot-RateLimit-Remaining"].ShouldBe("189");
        first.Headers["X-HubSpot-RateLimit-Daily-Remaining"].ShouldBe("624999");
        for (var i = 0; i < 189; i++)
            crm.Send("GET", "/crm/v3/owners").Status.ShouldBe(200);
        var refused = crm.Send("GET", "/crm/v3/owners");
        refused.Status.ShouldBe(429);
        refused.Headers["X-HubSpot-RateLimit-Remaining"].ShouldBe("0");
        JsonNode.Parse(refused.Text)!["policyName"]!.GetValue<string>().ShouldBe("TEN_SECONDLY_ROLLING");
        crm.Send("POST", "/crm/v3/objects/deals/search", "{}").Status.ShouldBe(200);
        crm.Now += TimeSpan.FromSeconds(10);
        crm.Send("GET", "/crm/v3/owners").Status.ShouldBe(200);
    }

    [Fact]
    public void Pipelines_owners_and_the_account_tell_what_a_client_needs()
    {
        var stages = HubSpotClient.Results(_crm.Get("/crm/pipelines/2026-03/deals"))[0]!["stages"]!.AsArray();
        stages.Single(stage => stage!["id"]!.GetValue<string>() == "closedwon")!["metadata"]!.ToJsonString().ShouldBe("""{"isClosed":"true","probability":"1.0"}""");
        var owners = HubSpotClient.Results(_crm.Get("/crm/v3/owners?limit=100"));
        owners.Count.ShouldBe(7);
        HubSpotClient.Results(_crm.Get("/crm/v3/owners?archived=true")).Count.ShouldBe(1);
        _crm.Get("/account-info/2026-09/details")["timeZone"]!.GetValue<string>().ShouldBe("Asia/Tokyo");
        HubSpotClient.Results(_crm.Get("/account-info/2026-03/api-usage/daily/private-apps"))[0]!["currentUsage"]!.GetValue<int>().ShouldBeGreaterThan(0);
        _crm.Get("/crm/v7/objects/deals", 404);
    }

    private SandboxResponse Refresh(string path, string token) => _crm.Crms.HubSpot.Handle(
        SandboxRequest.Create("POST", path, $"grant_type=refresh_token&client_id={_crm.Crms.HubSpotClientId}&client_secret={_crm.Crms.HubSpotClientSecret}&refresh_token={token}"), _crm.Now);
}
