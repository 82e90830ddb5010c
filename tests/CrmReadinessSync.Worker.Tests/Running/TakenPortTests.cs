using System.Net;
using System.Net.Sockets;
using CrmReadinessSync.Sandbox;

namespace CrmReadinessSync.Worker.Tests;

/// <summary>Flags matter more than a page.</summary>
public sealed class TakenPortTests
{
    [Fact]
    public async Task A_port_that_somebody_else_has_is_told_in_one_line_and_cycles_go_on()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await using var server = await SandboxServer.StartAsync(new SandboxOptions { Deals = 20 }, TimeProvider.System, TestContext.Current.CancellationToken);
        using var bench = new Bench();
        bench.ConnectTo(server);
        bench.Environment["CRS_Web__Url"] = $"http://{taken.LocalEndpoint}";
        using var stop = new CancellationTokenSource(Watched.NeverLonger);
        await using var output = new Watched(("Cycle Completed", stop.Cancel));

        (await CommandLine.RunAsync(["run"], bench.Surroundings(output, TextWriter.Null), stop.Token)).ShouldBe(0);

        var log = output.ToString();
        log.Split('\n').Where(line => line.Contains(" ERR ", StringComparison.Ordinal)).ShouldHaveSingleItem()
            .ShouldContain($"The status page cannot be served at http://{taken.LocalEndpoint}/");
        log.ShouldContain("set Web:Url or Web:Enabled");
        log.ShouldNotContain("   at System.");
        log.ShouldContain("The first cycle of this journal: every deal is read");
    }
}
