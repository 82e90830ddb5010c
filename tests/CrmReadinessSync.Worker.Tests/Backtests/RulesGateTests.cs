using System.Text.Json.Nodes;
using CrmReadinessSync.Sandbox;

namespace CrmReadinessSync.Worker.Tests.Backtests;

/// <summary><c>Safety:MaxPausedWins</c> with the real commands against practice CRMs that have closed deals and their history.</summary>
public sealed class RulesGateTests : IAsyncLifetime
{
    /// <summary>Somebody misread the choices: who named a date counts as "not now".</summary>
    private const string Harsh = """{ "Readiness": { "Premises": { "Timing": { "Answers": { "timing": { "dated": "Unmet" } } } } } }""";

    private readonly Bench _bench = new();
    private SandboxServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await SandboxServer.StartAsync(new SandboxOptions { Deals = 600 }, TimeProvider.System, TestContext.Current.CancellationToken);
        _bench.ConnectTo(_server);
        _bench.Environment["CRS_Safety__MassFlipBrake"] = "1";
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _bench.Dispose();
    }

    [Fact]
    public async Task Changed_rules_that_pause_past_wins_wait_with_the_list_until_they_are_let_go()
    {
        _bench.Write("gate.json", """{ "Safety": { "MaxPausedWins": 0.02 } }""").Write("harsh.json", Harsh);
        (await _bench.RunAsync("once", "--settings", "gate.json", "--json")).ShouldBe(0, _bench.Error);

        (await _bench.RunAsync("preview", "--settings", "gate.json", "--against", "harsh.json", "--json")).ShouldBe(0, _bench.Error);
        var foreseen = Held();
        foreseen["reason"]!.GetValue<string>().ShouldBe("PausedWins");

        (await _bench.RunAsync("once", "--settings", "gate.json", "--settings", "harsh.json", "--json")).ShouldBe(4, _bench.Error);
        var held = Held();
        (held["reason"]!.GetValue<string>(), _bench.Json["crms"]!["hubspot"]!["written"]!.GetValue<int>()).ShouldBe(("PausedWins", 0));
        held["pastWins"]!["paused"]!.GetValue<int>().ShouldBe(foreseen["pastWins"]!["paused"]!.GetValue<int>());
        var listed = held["pastWins"]!["deals"]!.AsArray().Select(win => win!["deal"]!.GetValue<string>()).ToList();
        _bench.Error.ShouldContain(listed[0]);

        // The same deals as a back-test of those rules lists, so that a person can look at each.
        await _bench.RunAsync("backtest", "--crm", "hubspot", "--settings", "harsh.json", "--json");
        _bench.Json["pausedWins"]!["deals"]!.AsArray().Select(deal => deal!["deal"]!.GetValue<string>()).Order().ShouldBe(listed.Order());
        _bench.Json["won"]!.GetValue<int>().ShouldBe(held["pastWins"]!["wins"]!.GetValue<int>());

        (await _bench.RunAsync("once", "--settings", "gate.json", "--settings", "harsh.json")).ShouldBe(4);
        _bench.Out.ShouldContain("past wins");
        _bench.Out.ShouldContain("preview --crm hubspot --accept");

        (await _bench.RunAsync("once", "--settings", "gate.json", "--settings", "harsh.json", "--release", "--json")).ShouldBe(0, _bench.Error);
        _bench.Json["crms"]!["hubspot"]!["written"]!.GetValue<int>().ShouldBePositive();
        (await _bench.RunAsync("once", "--settings", "gate.json", "--settings", "harsh.json", "--json")).ShouldBe(0, _bench.Error);

        JsonNode Held() => _bench.Json["crms"]!["hubspot"]!["heldPlan"].ShouldNotBeNull();
    }

    [Fact]
    public async Task Rules_accepted_after_a_preview_are_not_held()
    {
        _bench.Write("gate.json", """{ "Safety": { "MaxPausedWins": 0 } }""").Write("harsh.json", Harsh);
        (await _bench.RunAsync("once", "--settings", "gate.json", "--json")).ShouldBe(0, _bench.Error);
        (await _bench.RunAsync("preview", "--settings", "gate.json", "--settings", "harsh.json", "--accept")).ShouldBe(0, _bench.Error);
        _bench.Out.ShouldContain("past wins");

        (await _bench.RunAsync("once", "--settings", "gate.json", "--settings", "harsh.json", "--json")).ShouldBe(0, _bench.Error);
    }
}
