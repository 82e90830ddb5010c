using System.Text.Json.Nodes;
using CrmReadinessSync.Sandbox;

namespace CrmReadinessSync.Worker.Tests.Backtests;

/// <summary>
/// What was planted in practice CRMs, found over real sockets with the shipped rules: need decides, timing matters less, budget says nothing,
/// fit is filled with nothing, and authority looks decisive only since it was filled in after the meeting.
/// </summary>
public sealed class PlantedHistoryTests : IAsyncLifetime
{
    private readonly Bench _bench = new();
    private SandboxServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await SandboxServer.StartAsync(new SandboxOptions { Deals = 800, Planted = true }, TimeProvider.System, TestContext.Current.CancellationToken);
        SandboxSettings.Write(Path.Combine(_bench.Folder, "practice.json"), SandboxDocument.Of(_server), planted: true);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _bench.Dispose();
    }

    [Theory]
    [InlineData("hubspot")]
    [InlineData("salesforce")]
    public async Task The_report_ranks_what_was_planted_and_the_leak_does_not_count(string crm)
    {
        (await _bench.RunAsync("backtest", "--settings", "practice.json", "--crm", crm, "--json")).ShouldBe(0, _bench.Error);

        var report = _bench.Json;
        report["deals"]!.GetValue<int>().ShouldBe(800);
        report["groups"]!.GetValue<int>().ShouldBe(533, "two companies to three deals");
        Premise(report, "Need")["says"]!.GetValue<string>().ShouldBe("Speaks");
        Premise(report, "Budget")["says"]!.GetValue<string>().ShouldBe("NoDifference");
        Premise(report, "Fit")["says"]!.GetValue<string>().ShouldBe("Hollow");
        Premise(report, "Authority")["says"]!.GetValue<string>().ShouldBe("TooFew");
        Premise(report, "Authority")["coverage"]!.GetValue<double>().ShouldBe(0, "it was filled in after the meeting, in every deal");
        Difference(report, "Need").ShouldBeInRange(0.45, 0.65, "0.55 was planted");
        Difference(report, "Timing").ShouldBeInRange(0.10, 0.30, "0.20 was planted");
        Difference(report, "Budget").ShouldBeInRange(-0.10, 0.10, "nothing was planted");
        Worth(report, "Need").ShouldBeGreaterThan(Worth(report, "Timing"));
        Worth(report, "Timing").ShouldBeGreaterThan(Worth(report, "Budget"));
        report["score"]!["auc"]!["value"]!.GetValue<double>().ShouldBeInRange(0.70, 0.85);
        report["tooLate"]!.GetValue<int>().ShouldBeGreaterThan(800, "the authority of every deal, and half of the budgets");
    }

    [Theory]
    [InlineData("hubspot")]
    [InlineData("salesforce")]
    public async Task Calibration_recovers_the_planted_order(string crm)
    {
        (await _bench.RunAsync("calibrate", "--settings", "practice.json", "--crm", crm, "--json")).ShouldBe(0, _bench.Error);

        _bench.Json["fromHistory"]!.GetValue<bool>().ShouldBeTrue();
        var weights = _bench.Json["weights"]!.AsArray().ToDictionary(weight => weight!["name"]!.GetValue<string>(), weight => weight!["proposed"]!.GetValue<double>());
        weights["Need"].ShouldBeGreaterThan(weights["Timing"]);
        weights["Timing"].ShouldBeGreaterThan(weights["Budget"]);
        weights["Need"].ShouldBe(weights.Values.Max());
        _bench.Json["keepWeights"]!.GetValue<bool>().ShouldBeFalse("equal weights are not what was planted");
        _bench.Json["gain"]!["difference"]!["interval"]!["low"]!.GetValue<double>().ShouldBePositive();
    }

    private static JsonNode Premise(JsonNode report, string name) => report["premises"]!.AsArray().Single(premise => premise!["premise"]!.GetValue<string>() == name)!;

    private static double Difference(JsonNode report, string premise) => Premise(report, premise)["difference"]!["value"]!.GetValue<double>();

    /// <summary>What the score's order loses without the premise.</summary>
    private static double Worth(JsonNode report, string premise) => -Premise(report, premise)["removing"]!["aucChange"]!["value"]!.GetValue<double>();
}
