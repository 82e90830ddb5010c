using System.Text.Json.Nodes;
using CrmReadinessSync.Sandbox;

namespace CrmReadinessSync.Worker.Tests;

/// <summary>From a bare account to a first preview, as somebody new does it: over real sockets, by the commands alone.</summary>
public sealed class SetUpTests : IAsyncLifetime
{
    private readonly Bench _bench = new();
    private SandboxServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await SandboxServer.StartAsync(new SandboxOptions { Deals = 60, Bare = true }, TimeProvider.System, TestContext.Current.CancellationToken);
        SandboxSettings.Write(Path.Combine(_bench.Folder, "practice.json"), SandboxDocument.Of(_server));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _bench.Dispose();
    }

    [Fact]
    public async Task Check_provision_check_once_and_preview_lead_from_a_bare_account_to_other_rules()
    {
        (await RunAsync("check", "--json")).ShouldBe(ExitCode.Environment, _bench.Error);
        _bench.Json["worst"]!.GetValue<string>().ShouldBe("error");
        var missing = Findings("error");
        missing.ShouldAllBe(finding => finding["area"]!.GetValue<string>() == "fields" && finding["remedy"]!.GetValue<string>().Contains("provision"));

        foreach (var crm in new[] { "hubspot", "salesforce" })
        {
            (await RunAsync("provision", crm, "--json")).ShouldBe(ExitCode.Done, _bench.Error);
            var planned = _bench.Json["steps"]!.AsArray().Count;
            _bench.Json["applied"]!.GetValue<bool>().ShouldBeFalse();
            (await RunAsync("provision", crm, "--apply", "--json")).ShouldBe(ExitCode.Done, _bench.Error);
            _bench.Json["complete"]!.GetValue<bool>().ShouldBeTrue(_bench.Out);
            _bench.Json["steps"]!.AsArray().Count.ShouldBe(planned);
            (await RunAsync("provision", crm, "--apply", "--json")).ShouldBe(ExitCode.Done, _bench.Error);
            _bench.Json["steps"]!.AsArray().ShouldBeEmpty();
        }

        (await RunAsync("check", "--json")).ShouldBe(ExitCode.Done, _bench.Out);
        _bench.Json["worst"]!.GetValue<string>().ShouldBe("info", _bench.Out);
        (await RunAsync("once", "--json")).ShouldBe(ExitCode.Done, _bench.Error);
        (await RunAsync("check")).ShouldBe(ExitCode.Done, _bench.Out);
        _bench.Out.ShouldContain("ended as completed");
        _bench.Out.ShouldContain("Everything is in order.");

        _bench.Write("strict.json", """{ "Readiness": { "Premises": { "Need": { "CapsTalkAt": "ConfirmProblem" }, "Budget": { "Essential": true } } } }""");
        (await RunAsync("preview", "--against", "strict.json", "--csv", "changes.csv")).ShouldBe(ExitCode.Done, _bench.Error);
        _bench.Out.Split('\n').Count(line => line.Contains("(meeting ", StringComparison.Ordinal) || line.Contains("(no meeting)", StringComparison.Ordinal)).ShouldBeInRange(1, 20, "the ten nearest meetings of each CRM");
        var rows = await File.ReadAllLinesAsync(Path.Combine(_bench.Folder, "changes.csv"), TestContext.Current.CancellationToken);
        rows[0].ShouldBe("crm,deal,name,meeting,flag_old,flag_new,phase_old,phase_new,talk_depth_old,talk_depth_new,because,next_step");
        rows.Length.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task Check_lists_every_fault_of_the_settings_at_its_line_and_ends_with_their_exit_code()
    {
        _bench.Write("wrong.json", "{\n  \"Crms\": { \"hubspot\": {\n    \"Schedule\": \"5 minutes\",\n    \"WriteTo\": { \"NextStep\": \"hs_next_step\" } } }\n}");

        (await RunAsync("check", "--json", "--settings", "wrong.json")).ShouldBe(ExitCode.Settings);

        var faults = Findings("error");
        faults.Select(fault => fault["setting"]!.GetValue<string>()).ShouldBe(["Crms:hubspot:Schedule", "Crms:hubspot:WriteTo:NextStep"], ignoreOrder: true);
        faults.ShouldAllBe(fault => fault["place"]!.GetValue<string>().Contains("wrong.json:", StringComparison.Ordinal) && fault["remedy"] != null);
    }

    [Fact]
    public async Task Check_says_where_the_journal_is_damaged_or_open_to_others()
    {
        Directory.CreateDirectory(Path.Combine(_bench.Folder, "practice-journal"));
        var journal = Path.Combine(_bench.Folder, "practice-journal", "journal.db");
        await File.WriteAllTextAsync(journal, "This is no journal at all, and long enough for SQLite to look at its first page.", TestContext.Current.CancellationToken);
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(journal, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        }

        (await RunAsync("check", "--json")).ShouldNotBe(ExitCode.Done);

        var found = _bench.Json["findings"]!.AsArray().Where(finding => finding!["area"]!.GetValue<string>() == "journal" && finding["severity"]!.GetValue<string>() != "info").Select(finding => finding!).ToList();
        found.ShouldAllBe(finding => finding["place"]!.GetValue<string>() == journal && finding["remedy"] != null);
        found.ShouldContain(finding => finding["problem"]!.GetValue<string>().StartsWith("It is damaged", StringComparison.Ordinal));
        found.ShouldContain(finding => finding["problem"]!.GetValue<string>().Contains("may read it", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refused_key_ends_with_the_environments_exit_code_and_is_never_shown()
    {
        (await RunAsync("check", "--json", "--crm", "hubspot", "--set", "Crms:hubspot:HubSpot:AccessToken=pat-na1-wrong-0123456789")).ShouldBe(ExitCode.Environment);

        Findings("error").ShouldHaveSingleItem()["area"]!.GetValue<string>().ShouldBe("credentials");
        (_bench.Out + _bench.Error).ShouldNotContain("wrong-0123456789");
    }

    [Fact]
    public async Task Preview_costs_no_more_of_the_allowance_than_a_cycle()
    {
        await RunAsync("provision", "hubspot", "--apply");
        (await RunAsync("once", "--crm", "hubspot", "--json")).ShouldBe(ExitCode.Done, _bench.Error);
        var cycle = _bench.Json["crms"]!["hubspot"]!["requests"]!.GetValue<long>();

        (await RunAsync("preview", "--crm", "hubspot", "--json")).ShouldBe(ExitCode.Done, _bench.Error);

        _bench.Json["crms"]!["hubspot"]!["requests"]!.GetValue<long>().ShouldBeLessThanOrEqualTo(cycle);
    }

    private Task<int> RunAsync(params string[] arguments) => _bench.RunAsync([arguments[0], .. arguments[1..], "--settings", "practice.json"]);

    private List<JsonNode> Findings(string severity) => [.. _bench.Json["findings"]!.AsArray().Where(finding => finding!["severity"]!.GetValue<string>() == severity).Select(finding => finding!)];
}
