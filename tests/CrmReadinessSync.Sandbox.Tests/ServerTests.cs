using System.Net;

namespace CrmReadinessSync.Sandbox.Tests;

public sealed class ServerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_listens_on_this_machine_only_and_speaks_both_wires()
    {
        await using var server = await SandboxServer.StartAsync(new SandboxOptions(), TimeProvider.System, Stop);
        server.HubSpotBaseUrl.Host.ShouldBe("127.0.0.1");
        server.SalesforceLoginUrl.Host.ShouldBe("127.0.0.1");
        using var client = new HttpClient { BaseAddress = server.HubSpotBaseUrl };
        client.DefaultRequestHeaders.Authorization = new("Bearer", server.Crms.HubSpotAccessToken);
        (await client.GetStringAsync("/crm/v3/objects/deals?limit=1&properties=dealname,amount", Stop)).ShouldContain("\"dealname\"");
        using var salesforce = new HttpClient { BaseAddress = server.SalesforceLoginUrl };
        (await salesforce.GetStringAsync("/services/data", Stop)).ShouldContain("\"version\"");
    }

    [Fact]
    public async Task Faults_reach_the_wire()
    {
        // A seed whose first calls meet a reset and half a body, and no slow one to wait for.
        const int calls = 25;
        var seed = Enumerable.Range(1, 10_000).First(candidate =>
        {
            var plan = new FaultPlan(["flaky"], candidate);
            var met = Enumerable.Range(0, calls).Select(_ => plan.Next(new WireCall("owners")).Delivery).ToList();
            return met.Contains(Delivery.Reset) && met.Contains(Delivery.Truncated) && !met.Contains(Delivery.Slow);
        });
        await using var server = await SandboxServer.StartAsync(new SandboxOptions { Faults = ["flaky"], Seed = seed }, TimeProvider.System, Stop);
        using var client = new HttpClient { BaseAddress = server.HubSpotBaseUrl };
        client.DefaultRequestHeaders.Authorization = new("Bearer", server.Crms.HubSpotAccessToken);
        var resets = 0;
        var broken = 0;
        for (var i = 0; i < calls && (resets == 0 || broken == 0); i++)
        {
            try
            {
                using var answer = await client.GetAsync("/crm/v3/owners", Stop);
                var text = await answer.Content.ReadAsStringAsync(Stop);
                if (answer.StatusCode == HttpStatusCode.OK && !text.EndsWith('}'))
                    broken++;
            }
            catch (HttpRequestException)
            {
                resets++;
            }
        }

        resets.ShouldBeGreaterThan(0);
        broken.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("ja", "商談ボード", "未チェック")]
    [InlineData("en", "Deal board", "Not checked")]
    public void The_board_shows_deals_without_script_and_filters_by_flag(string language, string title, string unchecked_)
    {
        var crm = new HubSpotClient(new SandboxOptions { Language = language });
        var deal = crm.Store.List(RecordKind.Deal, 0, false).First(record => !Stage.IsClosed(record[Known.Stage]));
        crm.Patch("/crm/v3/objects/deals/" + HubSpotIds.Of(deal.Key), """{"properties":{"readiness_flag":"hold","readiness_next_step":"<script>alert(1)</script> & so on"}}""");
        var board = crm.Send("GET", "/");
        board.Text.ShouldContain(title);
        board.Text.ShouldContain(unchecked_);
        board.Headers["Content-Security-Policy"].ShouldStartWith("default-src 'none'");
        board.Text.ShouldNotContain("<script");
        board.Text.ShouldContain("&lt;script&gt;");
        var held = crm.Send("GET", "/?flag=hold");
        held.Text.Split("<article").Length.ShouldBe(2);
        var page = crm.Send("GET", "/deals/" + HubSpotIds.Of(deal.Key));
        page.Status.ShouldBe(200);
        page.Text.ShouldContain("API");
        crm.Send("GET", "/deals/1").Status.ShouldBe(404);
    }

    [Fact]
    public void Either_address_shows_both_CRMs_each_in_its_own_language()
    {
        var crm = new HubSpotClient(new SandboxOptions { Language = "ja", SalesforceLanguage = "en" });
        var salesforce = crm.Crms.Salesforce.View;
        var deal = salesforce.Store.List(RecordKind.Deal, 0, false).First(record => !Stage.IsClosed(record[Known.Stage]));
        var address = "/Salesforce/deals/" + salesforce.IdOf(deal.Key);

        crm.Send("GET", "/").Text.ShouldContain("href=\"/Salesforce\"");
        crm.Send("GET", "/?flag=none&lang=en").Text.ShouldContain("href=\"/Salesforce?flag=none&amp;lang=en\"");
        var board = crm.Send("GET", "/salesforce").Text;
        board.ShouldContain("Deal board");
        board.ShouldContain($"href=\"{address}\"");
        board.ShouldContain("href=\"/HubSpot\"");
        var page = crm.Send("GET", address + "?lang=ja");
        page.Status.ShouldBe(200);
        page.Text.ShouldContain("href=\"/Salesforce?lang=ja\"");
        page.Headers["Content-Security-Policy"].ShouldStartWith("default-src 'none'");
        crm.Crms.Salesforce.Handle(SandboxRequest.Create("GET", "/hubspot"), crm.Now).Text.ShouldContain("商談ボード");
        crm.Send("GET", "/Salesforce/deals/1").Status.ShouldBe(404);
    }

    [Fact]
    public void Options_are_checked_all_at_once()
    {
        var faults = new SandboxOptions { HubSpotPort = 70_000, Deals = 0, Language = "fr", Faults = ["gremlins"], ImportFile = "/nowhere.csv" }.Validate();
        faults.Select(fault => fault.Option).ShouldBe(["--hubspot-port", "--deals", "--language", "--faults", "--map", "--import"], ignoreOrder: true);
        faults.ShouldAllBe(fault => fault.Remedy.Length > 0);
    }
}
