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

    /// <summary>Of each a deal, in both CRMs; what only weeks of watching show comes at the end, after weeks on a turned clock.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task The_demo_shows_a_deal_for_every_trap_in_both_CRMs(int seed)
    {
        using var bench = new Bench();

        (await bench.RunAsync("demo", "--once", "--seed", $"{seed}")).ShouldBe(0, bench.Error);

        string[] traps =
        [
            "sign mismatch", "sign vague", "sign approval_unseen", "sign vague_words", "sign comparison_quote", "sign single_contact", "sign approval_not_seen", "sign meeting_moved",
            "sign close_date_pushed", "sign no_answer", "hollow placeholder", "hollow pasted", "hollow bulk_fill", "hollow default", "hollow stale", "gap stage", "gap close_date",
            "stop Gathering, a meeting booked", "stop Gathering, nothing booked", "stop NotBuying, a meeting booked", "stop NotBuying, nothing booked", "question left open at two meetings",
            "a booking, and nothing known", "segment existing_customers", "segment purchasing_tenders", "override in force", "override lapsed",
        ];
        var parts = bench.Out.Split("What may mislead")[1..];
        parts.Length.ShouldBe(2);
        foreach (var part in parts)
        {
            part.ShouldContain("\n  window T-", Case.Sensitive, "some meeting lies within three days, whatever the weekday");
            traps.Where(trap => !part.Contains($"\n  {trap} (", StringComparison.Ordinal)).ShouldBeEmpty(part);
        }

        bench.Out.ShouldContain("\n  gap forecast (", Case.Sensitive, "the practice HubSpot keeps no forecast category");
        foreach (var crm in new[] { "hubspot", "salesforce" })
        {
            bench.Out.Split($"{crm}, weeks later")[1].Split('\n')[1].ShouldStartWith("  sign meetings_quiet (2)");
        }
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
