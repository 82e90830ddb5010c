using System.Text.Json.Nodes;

namespace CrmReadinessSync.Worker.Tests;

public sealed class DemoTests
{
    [Fact]
    public async Task The_demo_shows_every_phase_in_both_languages_and_leaves_nothing_behind()
    {
        using var bench = new Bench();
        bench.Environment["CRS_Crms__hubspot__HubSpot__BaseUrl"] = "https://api.hubapi.com";

        (await bench.RunAsync("demo", "--once")).ShouldBe(0, bench.Error);

        foreach (var phase in new[] { "Deciding", "Gathering", "NotBuying", "Unclear" })
        {
            bench.Out.ShouldContain($"· {phase} ·");
        }

        bench.Out.ShouldContain("(→課題・導入意思)", Case.Sensitive, "a Japanese next step");
        bench.Out.ShouldContain("[en] ");
        Directory.EnumerateFileSystemEntries(bench.Folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_sandbox_prints_its_addresses_first_and_stops_when_asked()
    {
        using var bench = new Bench();
        using var stop = new CancellationTokenSource(Watched.NeverLonger);
        using var output = new StringWriter();
        await using var error = new Watched("board", stop.Cancel);

        (await CommandLine.RunAsync(["sandbox", "--deals", "5"], bench.Surroundings(output, error), stop.Token)).ShouldBe(0);

        var first = JsonNode.Parse(output.ToString().Split('\n')[0])!;
        first["hubspot"]!["baseUrl"]!.GetValue<string>().ShouldStartWith("http://127.0.0.1:");
        first["hubspot"]!["accessToken"]!.GetValue<string>().ShouldNotBeEmpty();
        first["page"].ShouldNotBeNull();
    }

    [Theory]
    [InlineData("sandbox", "--deals", "0")]
    [InlineData("sandbox", "--faults", "nonsense")]
    [InlineData("frobnicate")]
    [InlineData("once", "--now", "tomorrow")]
    public async Task What_cannot_be_understood_ends_with_exit_code_two(params string[] arguments)
    {
        using var bench = new Bench();

        (await bench.RunAsync(arguments)).ShouldBe(ExitCode.Settings);

        bench.Error.ShouldNotBeEmpty();
        bench.Error.ShouldNotContain("   at ");
    }
}
