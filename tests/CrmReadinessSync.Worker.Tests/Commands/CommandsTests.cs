using CrmReadinessSync.Sandbox;

namespace CrmReadinessSync.Worker.Tests;

/// <summary>The commands, over real sockets, against a practice CRM.</summary>
public sealed class CommandsTests : IAsyncLifetime
{
    private readonly Bench _bench = new();
    private SandboxServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await SandboxServer.StartAsync(new SandboxOptions { Deals = 60 }, TimeProvider.System, TestContext.Current.CancellationToken);
        _bench.ConnectTo(_server);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _bench.Dispose();
    }

    [Fact]
    public async Task Once_writes_every_flag_and_the_second_time_none_and_stdout_is_one_document()
    {
        (await _bench.RunAsync("once", "--json")).ShouldBe(0, _bench.Error);
        var first = _bench.Json["crms"]!["hubspot"]!;
        first["judged"]!.GetValue<long>().ShouldBePositive();
        first["written"]!.GetValue<long>().ShouldBe(first["judged"]!.GetValue<long>());
        first["flags"]!.AsObject().Sum(flag => flag.Value!.GetValue<long>()).ShouldBe(first["judged"]!.GetValue<long>());
        first.AsObject().Select(one => one.Key).ShouldBe(["read", "judged", "written", "unchanged", "skipped", "held", "failed", "requests", "flags", "seconds", "run"]);

        (await _bench.RunAsync("once", "--json")).ShouldBe(0, _bench.Error);
        _bench.Json["crms"]!["hubspot"]!["written"]!.GetValue<long>().ShouldBe(0);
    }

    [Fact]
    public async Task A_copied_journal_takes_up_where_the_first_one_was()
    {
        (await _bench.RunAsync("once", "--json")).ShouldBe(0, _bench.Error);
        _bench.Write("elsewhere.json", """{ "Journal": { "ConnectionString": "Data Source=elsewhere/journal.db" } }""");

        (await _bench.RunAsync("journal", "copy", "--to", "elsewhere.json", "--json")).ShouldBe(0, _bench.Error);
        _bench.Json["rows"]!.GetValue<long>().ShouldBeGreaterThan(100);
        (await _bench.RunAsync("journal", "copy", "--to", "elsewhere.json")).ShouldBe(1);
        _bench.Error.ShouldContain("holds a journal already");

        (await _bench.RunAsync("once", "--settings", "elsewhere.json", "--json")).ShouldBe(0, _bench.Error);
        _bench.Json["crms"]!["hubspot"]!["written"]!.GetValue<long>().ShouldBe(0);
        _bench.Json["crms"]!["hubspot"]!["judged"]!.GetValue<long>().ShouldBe(0);
    }

    [Fact]
    public async Task Preview_tells_what_would_change_and_writes_nothing()
    {
        (await _bench.RunAsync("preview", "--json")).ShouldBe(0, _bench.Error);
        var preview = _bench.Json["crms"]!["hubspot"]!;
        var changes = preview["changes"]!.GetValue<long>();
        changes.ShouldBePositive();
        preview["flips"]!.GetValue<long>().ShouldBe(0, "blank → flag is no flip");
        var deals = preview["deals"]!.AsArray();
        deals.Count.ShouldBe((int)changes);
        var meetings = deals.Select(deal => deal!["meeting"]?.GetValue<DateTimeOffset>() ?? DateTimeOffset.MaxValue).ToList();
        meetings.ShouldBe(meetings.Order());

        (await _bench.RunAsync("once", "--json")).ShouldBe(0, _bench.Error);
        _bench.Json["crms"]!["hubspot"]!["written"]!.GetValue<long>().ShouldBe(changes, "the preview left everything to write");
    }

    [Fact]
    public async Task Preview_against_other_rules_tells_which_premises_did_it()
    {
        _bench.Write("strict.json", """{ "Readiness": { "Premises": { "Need": { "CapsTalkAt": "ConfirmProblem" }, "Budget": { "Essential": true, "CapsTalkAt": "ConfirmProblem" } } } }""");

        (await _bench.RunAsync("preview", "--against", "strict.json", "--json")).ShouldBe(0, _bench.Error);

        var preview = _bench.Json["crms"]!["hubspot"]!;
        preview["changes"]!.GetValue<long>().ShouldBePositive();
        preview["deals"]!.AsArray().ShouldAllBe(deal => deal!["talkDepth"]!["old"]!.GetValue<string>() != deal["talkDepth"]!["new"]!.GetValue<string>() || deal["flag"]!["old"]!.GetValue<string>() != deal["flag"]!["new"]!.GetValue<string>());
    }

    [Fact]
    public async Task Preview_against_rules_that_look_at_what_was_never_read_says_that_it_is_not_counted()
    {
        _bench.Write("deaf.json", """{ "Readiness": { "WarningSigns": { "no_answer": null, "close_date_pushed": null } } }""");
        _bench.Write("listening.json", """{ "Readiness": { "WarningSigns": { "quiet": { "Kind": "When", "When": { "last_inbound": { "OlderThanBusinessDays": 10 } }, "ExpiresAfter": "90d" } } } }""");

        (await _bench.RunAsync("preview", "--settings", "deaf.json", "--against", "listening.json", "--json")).ShouldBe(0, _bench.Error);
        _bench.Json["crms"]!["hubspot"]!["notYetRead"]!.AsArray().Select(word => word!.GetValue<string>()).ShouldBe(["last_inbound"]);
        (await _bench.RunAsync("preview", "--settings", "deaf.json", "--against", "listening.json")).ShouldBe(0, _bench.Error);
        _bench.Out.ShouldContain("Not counted: last_inbound. No rule in force looks at it, so nothing was read");

        (await _bench.RunAsync("preview", "--against", "listening.json", "--json")).ShouldBe(0, _bench.Error);
        _bench.Json["crms"]!["hubspot"]!.AsObject().ContainsKey("notYetRead").ShouldBeFalse("the shipped rules look at it already");
    }

    [Fact]
    public async Task Flips_under_rules_that_nobody_previewed_wait_for_an_acceptance_where_that_is_asked_for()
    {
        _bench.Environment["CRS_Safety__RequirePreview"] = "true";
        _bench.Environment["CRS_Safety__MassFlipBrake"] = "1";
        (await _bench.RunAsync("once", "--json")).ShouldBe(0, $"first flags flip nothing: {_bench.Error}");
        _bench.Write("strict.json", """{ "Readiness": { "Premises": { "DecisionProcess": { "Essential": true, "CapsTalkAt": "ExamplesAndPriceRange" }, "Budget": { "Essential": true, "CapsTalkAt": "ExamplesAndPriceRange" } } } }""");

        (await _bench.RunAsync("once", "--settings", "strict.json", "--json")).ShouldBe(ExitCode.Held);
        var held = _bench.Json["crms"]!["hubspot"]!["held"]!.GetValue<long>();
        held.ShouldBePositive();
        _bench.Json["crms"]!["hubspot"]!["heldPlan"]!["reason"]!.GetValue<string>().ShouldBe("UnseenRules");

        (await _bench.RunAsync("preview", "--settings", "strict.json", "--accept")).ShouldBe(0, _bench.Error);
        (await _bench.RunAsync("once", "--settings", "strict.json", "--json")).ShouldBe(0, _bench.Error);
        _bench.Json["crms"]!["hubspot"]!["written"]!.GetValue<long>().ShouldBeGreaterThanOrEqualTo(held);

        (await _bench.RunAsync("once", "--json")).ShouldBe(ExitCode.Held, "the old rules flip them back, and those nobody accepted");
    }

    [Fact]
    public async Task Stops_counts_good_stops_by_where_deals_come_from_and_names_nobody()
    {
        (await _bench.RunAsync("once", "--json")).ShouldBe(0, _bench.Error);
        var held = _bench.Json["crms"]!["hubspot"]!["flags"]!["Hold"]!.GetValue<long>();

        (await _bench.RunAsync("stops", "--json")).ShouldBe(0, _bench.Error);

        var stops = _bench.Json["crms"]!["hubspot"]!;
        stops.AsObject().Select(one => one.Key).ShouldBe(["all", "bySource", "byCampaign", "byPipeline"]);
        stops["all"]!["stops"]!.GetValue<long>().ShouldBe(held);
        stops["all"]!["standing"]!.GetValue<long>().ShouldBe(held);
        stops["bySource"]!.AsObject().Sum(group => group.Value!["stops"]!.GetValue<long>()).ShouldBe(held);
        stops["bySource"]!.AsObject().Count.ShouldBeGreaterThan(1);
        stops["byPipeline"]!.AsObject().Select(group => group.Key).ShouldBe(["default"]);

        (await _bench.RunAsync("stops", "--days", "0")).ShouldBe(2);
        (await _bench.RunAsync("stops")).ShouldBe(0, _bench.Error);
        _bench.Out.ShouldContain("good stops");
    }

    [Fact]
    public async Task Explain_shows_the_verdict_of_one_deal_with_its_evidence()
    {
        (await _bench.RunAsync("preview", "--json", "--top", "1")).ShouldBe(0, _bench.Error);
        var deal = _bench.Json["crms"]!["hubspot"]!["deals"]![0]!["deal"]!.GetValue<string>();

        (await _bench.RunAsync("explain", "hubspot", deal, "--json")).ShouldBe(0, _bench.Error);

        var verdict = _bench.Json.AsObject();
        verdict.Select(one => one.Key).Take(13).ShouldBe(["crm", "deal", "flag", "phase", "talkDepth", "nextStep", "confirmed", "missingForReady", "findings", "warningSigns", "gap", "rules", "judgedAt"]);
        verdict.Select(one => one.Key).Skip(13).ShouldBeSubsetOf(["segment", "window", "override", "undone", "leftAlone", "question", "revisitOn", "trigger", "meetings", "setAside"]);
        (verdict["question"]?["runnerUp"] is null).ShouldBe(verdict["question"]?["lost"] is null);
        verdict["findings"]!.AsArray().Count.ShouldBe(6);
        verdict["confirmed"]!.GetValue<string>().ShouldEndWith("/6");
    }

    [Fact]
    public async Task Explain_of_a_deal_that_is_not_there_says_so_in_one_document()
    {
        (await _bench.RunAsync("explain", "hubspot", "999999999", "--json")).ShouldBe(ExitCode.Failed);

        _bench.Json["error"]!["remedy"].ShouldNotBeNull();
    }

    [Fact]
    public async Task Refused_credentials_end_with_the_environment_s_exit_code_and_never_show_the_token()
    {
        _bench.Environment["CRS_Crms__hubspot__HubSpot__AccessToken"] = "pat-na1-wrong-0123456789";

        (await _bench.RunAsync("once", "--json")).ShouldBe(ExitCode.Environment);

        _bench.Json["crms"]!["hubspot"]!["failure"]!["remedy"].ShouldNotBeNull();
        (_bench.Out + _bench.Error).ShouldNotContain("wrong-0123456789");
        foreach (var file in Directory.EnumerateFiles(_bench.Folder, "*", SearchOption.AllDirectories))
        {
            (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).ShouldNotContain("wrong-0123456789");
        }
    }

    [Fact]
    public async Task Log_files_are_JSON_lines_with_run_and_CRM_and_hold_no_deal_text()
    {
        (await _bench.RunAsync("preview", "--json")).ShouldBe(0, _bench.Error);
        var names = _bench.Json["crms"]!["hubspot"]!["deals"]!.AsArray().Select(deal => deal!["name"]!.GetValue<string>()).ToList();

        (await _bench.RunAsync("once")).ShouldBe(0, _bench.Error);

        var log = Directory.EnumerateFiles(Path.Combine(_bench.Folder, "logs"), "*.json").ShouldHaveSingleItem();
        var lines = await File.ReadAllLinesAsync(log, TestContext.Current.CancellationToken);
        var properties = lines.Select(line => System.Text.Json.Nodes.JsonNode.Parse(line)!["Properties"]!).ToList();
        properties.ShouldNotBeEmpty();
        properties.ShouldAllBe(one => one["Run"] != null && one["Crm"]!.GetValue<string>() == "hubspot");
        names.ShouldAllBe(name => !lines.Any(line => line.Contains(name, StringComparison.Ordinal)) && !_bench.Error.Contains(name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Now_is_for_practice_CRMs_only()
    {
        (await _bench.RunAsync("once", "--json", "--now", "2027-01-15T09:00:00+09:00")).ShouldBe(0, _bench.Error);

        _bench.Environment["CRS_Crms__hubspot__HubSpot__BaseUrl"] = "https://api.hubapi.com";
        (await _bench.RunAsync("once", "--now", "2027-01-15T09:00:00+09:00")).ShouldBe(ExitCode.Settings);
        _bench.Error.ShouldContain("--now");
    }

    [Fact]
    public async Task The_service_runs_a_cycle_at_start_and_stops_when_asked()
    {
        using var stop = new CancellationTokenSource(Watched.NeverLonger);
        await using var output = new Watched("Cycle Completed", stop.Cancel);

        var code = await CommandLine.RunAsync(["run"], _bench.Surroundings(output, TextWriter.Null), stop.Token);

        code.ShouldBe(0);
        output.ToString().ShouldContain("Cycle Completed");
        output.ToString().ShouldContain("Stopped as asked");
    }

    [Fact]
    public async Task Run_with_nothing_enabled_says_what_to_do()
    {
        _bench.Environment["CRS_Crms__hubspot__Enabled"] = "false";

        (await _bench.RunAsync()).ShouldBe(ExitCode.Settings);

        _bench.Error.ShouldContain("CRS_Crms__hubspot__Enabled=true");
    }

    [Fact]
    public async Task A_dry_run_writes_nothing()
    {
        _bench.Environment["CRS_Safety__DryRun"] = "true";

        (await _bench.RunAsync("once", "--json")).ShouldBe(0, _bench.Error);

        _bench.Json["crms"]!["hubspot"]!["written"]!.GetValue<long>().ShouldBe(0);
        _bench.Json["crms"]!["hubspot"]!["judged"]!.GetValue<long>().ShouldBePositive();
    }
}
