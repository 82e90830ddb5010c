using System.Text.Json.Nodes;
using CrmReadinessSync.Sandbox;

namespace CrmReadinessSync.Worker.Tests;

/// <summary><c>report</c>: which form field does not work; and what <c>explain</c> tells of hollow fields.</summary>
public sealed class ReportTests : IAsyncLifetime
{
    private readonly Bench _bench = new();
    private SandboxServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await SandboxServer.StartAsync(new SandboxOptions { Deals = 200 }, TimeProvider.System, TestContext.Current.CancellationToken);
        _bench.ConnectTo(_server);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _bench.Dispose();
    }

    [Fact]
    public async Task Report_tells_of_every_field_what_became_of_it_and_asks_the_CRM_nothing()
    {
        (await _bench.RunAsync("report", "--json")).ShouldBe(0, _bench.Error);
        _bench.Json["crms"]!["hubspot"]!["deals"]!.GetValue<long>().ShouldBe(0);
        _bench.Error.ShouldContain("Run `once` first");

        (await _bench.RunAsync("once", "--json")).ShouldBe(0, _bench.Error);
        var judged = _bench.Json["crms"]!["hubspot"]!["judged"]!.GetValue<long>();
        await _server.DisposeAsync();

        (await _bench.RunAsync("report", "--json", "--by", "source")).ShouldBe(0, _bench.Error);
        var report = _bench.Json["crms"]!["hubspot"]!;
        report["deals"]!.GetValue<long>().ShouldBe(judged);
        var fields = report["fields"]!.AsArray();
        fields.Select(field => field!["field"]!.GetValue<string>()).ShouldBe(["need", "timing", "authority", "decision_process", "budget", "fit", "note"]);
        fields.ShouldAllBe(field => Math.Abs(Shares(field!) - 100) < 0.3);
        fields.ShouldAllBe(field => field!["filled"]!.GetValue<double>() > 0 && field["blank"]!.GetValue<double>() > 0);
        Of(fields, "note")["hollowBecause"]!["pasted"]!.GetValue<long>().ShouldBeGreaterThanOrEqualTo(5);
        Of(fields, "note")["hollowBecause"]!["placeholder"]!.GetValue<long>().ShouldBePositive();

        Of(fields, "need")["hollowBecause"]!["bulk_fill"]!.GetValue<long>().ShouldBeGreaterThanOrEqualTo(8);

        var groups = report["groups"]!.AsArray();
        groups.Count.ShouldBeGreaterThan(3);
        groups.Sum(group => group!["deals"]!.GetValue<long>()).ShouldBe(judged);
        groups.Select(group => group!["deals"]!.GetValue<long>()).ShouldBe(groups.Select(group => group!["deals"]!.GetValue<long>()).OrderDescending());

        (await _bench.RunAsync("report")).ShouldBe(0, _bench.Error);
        _bench.Out.ShouldContain("decision_process");
        _bench.Out.ShouldContain("hollow: ");
    }

    [Fact]
    public async Task No_report_is_by_person()
    {
        (await _bench.RunAsync("report", "--by", "owner")).ShouldBe(ExitCode.Settings);

        _bench.Error.ShouldContain("source");
    }

    [Fact]
    public async Task Explain_of_a_pasted_note_says_on_how_many_deals_it_stands()
    {
        (await _bench.RunAsync("once", "--json")).ShouldBe(0, _bench.Error);
        (await _bench.RunAsync("preview", "--json")).ShouldBe(0, _bench.Error);
        var deal = await PastedAsync();

        (await _bench.RunAsync("explain", "hubspot", deal, "--json")).ShouldBe(0, _bench.Error);
        var aside = _bench.Json["setAside"]!.AsArray().ShouldHaveSingleItem()!;
        (aside["field"]!.GetValue<string>(), aside["why"]!.GetValue<string>()).ShouldBe(("note", "pasted"));
        aside["copies"]!.GetValue<int>().ShouldBeGreaterThanOrEqualTo(5);

        (await _bench.RunAsync("explain", "hubspot", deal)).ShouldBe(0, _bench.Error);
        _bench.Out.ShouldContain("Set aside: note = Customer is interested");
    }

    /// <summary>A deal with the note that the practice CRM pastes.</summary>
    private async Task<string> PastedAsync()
    {
        using var client = new HttpClient { BaseAddress = new Uri(_server.HubSpotBaseUrl.GetLeftPart(UriPartial.Authority)) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", _server.Crms.HubSpotAccessToken);
        using var body = new StringContent(
            """{"filterGroups":[{"filters":[{"propertyName":"readiness_note","operator":"CONTAINS_TOKEN","value":"interested"}]}],"properties":["readiness_note"],"limit":5}""",
            System.Text.Encoding.UTF8,
            "application/json");
        using var answer = await client.PostAsync(new Uri("crm/v3/objects/deals/search", UriKind.Relative), body, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return JsonNode.Parse(text)!["results"]![0]!["id"]!.GetValue<string>();
    }

    private static JsonNode Of(JsonArray fields, string name) => fields.Single(field => field!["field"]!.GetValue<string>() == name)!;

    private static double Shares(JsonNode field) => new[] { "filled", "open", "hollow", "stale", "blank" }.Sum(share => field[share]!.GetValue<double>());
}
