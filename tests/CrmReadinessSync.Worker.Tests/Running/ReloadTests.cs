using CrmReadinessSync.Sandbox;

namespace CrmReadinessSync.Worker.Tests;

/// <summary>The whole service, over real sockets, while its settings change.</summary>
public sealed class ReloadTests
{
    [Fact]
    public async Task A_new_token_is_taken_up_without_a_restart()
    {
        await using var server = await SandboxServer.StartAsync(new SandboxOptions { Deals = 20 }, TimeProvider.System, TestContext.Current.CancellationToken);
        using var bench = new Bench();
        bench.ConnectTo(server);
        bench.Environment.Remove("CRS_Crms__hubspot__HubSpot__AccessToken");
        bench.Environment["CRS_Crms__hubspot__Schedule"] = "1s";
        bench.Write("appsettings.json", """{ "Crms": { "hubspot": { "HubSpot": { "AccessToken": "pat-na1-revoked" } } } }""");
        using var stop = new CancellationTokenSource(Watched.NeverLonger);
        await using var output = new Watched(
            ("ended early", () => bench.Write("appsettings.json", $$"""{ "Crms": { "hubspot": { "HubSpot": { "AccessToken": "{{server.Crms.HubSpotAccessToken}}" } } } }""")),
            ("Cycle Completed", stop.Cancel));

        (await CommandLine.RunAsync(["run"], bench.Surroundings(output, TextWriter.Null), stop.Token)).ShouldBe(0);

        var log = output.ToString();
        log.ShouldContain("The settings changed and are in force");
        log.ShouldContain("is connected anew");
        log.ShouldContain("Cycle Completed");
    }

    [Fact]
    public async Task Broken_settings_leave_the_cycles_going_by_the_last_good_ones()
    {
        await using var server = await SandboxServer.StartAsync(new SandboxOptions { Deals = 20 }, TimeProvider.System, TestContext.Current.CancellationToken);
        using var bench = new Bench();
        bench.ConnectTo(server);
        bench.Environment["CRS_Crms__hubspot__Schedule"] = "1s";
        bench.Write("appsettings.json", "{}");
        using var stop = new CancellationTokenSource(Watched.NeverLonger);
        await using var output = new Watched(
            ("Cycle Completed", () => bench.Write("appsettings.json", """{ "Safety": { "DryRu""")),
            ("are refused", () => { }),
            ("Cycle Completed", stop.Cancel));

        (await CommandLine.RunAsync(["run"], bench.Surroundings(output, TextWriter.Null), stop.Token)).ShouldBe(0);

        var log = output.ToString();
        log.ShouldContain("are refused");
        log[log.IndexOf("are refused", StringComparison.Ordinal)..].ShouldContain("Cycle Completed");
    }
}
