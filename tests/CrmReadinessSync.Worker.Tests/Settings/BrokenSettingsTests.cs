namespace CrmReadinessSync.Worker.Tests;

/// <summary>Every way to break the settings ends with exit code 2, the place, the value and what to write instead; never with a stack trace.</summary>
public sealed class BrokenSettingsTests
{
    private const string Secret = "pat-na1-0123456789";

    // What is broken · its JSON, put in place of the base file · key · line · value shown · a word of the remedy
    public static TheoryData<string, string, string, int, string?, string> Broken => new()
    {
        { "an unknown key", Connection(""" "Shedule": "5m" """), "Crms:hubspot:Shedule", 4, null, "\"Schedule\"" },
        { "an unknown key at the top", "{\n \"Redyness\": {} }", "Redyness", 2, null, "\"Readiness\"" },
        { "an unknown field in a mapping", Connection(""" "Fields": { "bugdet": { "From": "x" } } """), "Crms:hubspot:Fields:bugdet", 4, null, "\"budget\"" },
        { "an unknown field in a rule", Premise(""" "Met": { "r": { "bugdet": { "AnyOf": ["a"] } } } """), "Readiness:Premises:Budget:Met:r:bugdet", 4, "bugdet", "\"budget\"" },
        { "an unknown operator", Premise(""" "Met": { "r": { "customer": { "AnyOff": ["a"] } } } """), "Readiness:Premises:Budget:Met:r:customer:AnyOff", 4, "AnyOff", "\"AnyOf\"" },
        { "a bad schedule", Connection(""" "Schedule": "every day" """), "Crms:hubspot:Schedule", 4, "every day", "cron" },
        { "a bad cron", Connection(""" "Schedule": "0 0 25 * * ?" """), "Crms:hubspot:Schedule", 4, "0 0 25 * * ?", "cron" },
        { "an hour that Quartz takes for every hour", Connection(""" "Schedule": "0 0 99 * * ?" """), "Crms:hubspot:Schedule", 4, "0 0 99 * * ?", "cron" },
        { "a day that never comes", Connection(""" "Schedule": "0 0 0 30 2 ?" """), "Crms:hubspot:Schedule", 4, "0 0 0 30 2 ?", "a day that exists" },
        { "a year gone by", Connection(""" "Schedule": "0 0 9 ? * * 1999" """), "Crms:hubspot:Schedule", 4, "0 0 9 ? * * 1999", "year" },
        { "a bad zone", Connection(""" "TimeZone": "Asia/Tokio" """), "Crms:hubspot:TimeZone", 4, "Asia/Tokio", "\"Asia/Tokyo\"" },
        { "a bare number for a duration", Connection(""" "Meetings": { "Horizon": 14 } """), "Crms:hubspot:Meetings:Horizon", 4, "14", "\"90m\"" },
        { "a .NET duration", Connection(""" "Meetings": { "Horizon": "24:00:00" } """), "Crms:hubspot:Meetings:Horizon", 4, "24:00:00", "\"90m\"" },
        { "a bare number in a rule", Premise(""" "StaleAfter": 120 """), "Readiness:Premises:Budget:StaleAfter", 4, "120", "\"90m\"" },
        { "a wrong type", Connection(""" "Enabled": "yes" """), "Crms:hubspot:Enabled", 4, "yes", "true or false" },
        { "a weight out of range", Premise(""" "Weight": 101 """), "Readiness:Premises:Budget:Weight", 4, "101", "100" },
        { "a share out of range", Connection(""" "ApiBudget": { "DailyShare": 1.5 } """), "Crms:hubspot:ApiBudget:DailyShare", 4, "1.5", "from" },
        { "a missing token", Connection(""" "Enabled": true """), "Crms:hubspot:HubSpot:AccessToken", 2, null, "AccessToken" },
        { "http to a public host", Connection(""" "HubSpot": { "BaseUrl": "http://api.hubapi.com" } """), "Crms:hubspot:HubSpot:BaseUrl", 4, "http://api.hubapi.com", "https://" },
        { "the rep's field as target", Connection(""" "WriteTo": { "NextStep": "hs_next_step" } """), "Crms:hubspot:WriteTo:NextStep", 4, "hs_next_step", "of its own" },
        { "a premise field as target", Connection(""" "WriteTo": { "Flag": "readiness_need" } """), "Crms:hubspot:WriteTo:Flag", 4, "readiness_need", "of its own" },
        { "tasks for an owner who is named by no id", Connection(""" "Tasks": { "Enabled": true }, "Fields": { "owner": { "From": "our_owner" } } """), "Crms:hubspot:Fields:owner:From", 4, "our_owner", "hubspot_owner_id" },
        { "one property for two targets", Connection(""" "WriteTo": { "Phase": "readiness_flag" } """), "Crms:hubspot:WriteTo:Phase", 4, "readiness_flag", "its own property" },
        { "a contact field in a Met route", Premise(""" "Met": { "came": { "source": { "AnyOf": ["web"] } } } """), "Readiness:Premises:Budget:Met:came:source", 4, "source", "" },
        { "phases that break law 1", Phases(""" "NotBuying": { "blank": { "Need": "Unknown" } } """), "Readiness:Phases", 3, null, "" },
        { "Ready below Proposal", "{ \"Readiness\": {\n \"PhaseCeilings\": { \"Deciding\": \"ExamplesAndPriceRange\" } } }", "Readiness", 1, null, "" },
        { "an unknown kind, though disabled", "{ \"Crms\": {\n \"x\": { \"Kind\": \"HubSpott\", \"Enabled\": false } } }", "Crms:x:Kind", 2, "HubSpott", "\"HubSpot\"" },
        { "text that is not JSON", "{\n \"Crms\": { \"hubspot\" }\n}", "", 2, null, "Mend" },
        { "a key written twice", "{ \"Safety\": {\n \"DryRun\": true,\n \"DryRun\": false } }", "Safety:DryRun", 3, null, "one of the two" },
        { "a pipeline in two parts", Connection(""" "Shards": { "east": ["1", "2"], "west": ["2"] } """), "Crms:hubspot:Shards:west", 4, "2", "one part" },
        { "a part without a pipeline", Connection(""" "Shards": { "east": [] } """), "Crms:hubspot:Shards:east", 4, null, "at least one" },
        { "pipelines and parts", Connection(""" "Deals": { "Pipelines": ["1"] }, "Shards": { "east": ["1"] } """), "Crms:hubspot:Deals:Pipelines", 4, null, "one of the two" },
        { "a part called as another connection", "{ \"Crms\": {\n \"x-a\": { \"Kind\": \"HubSpot\" }, \"x\": { \"Kind\": \"HubSpot\",\n \"Shards\": { \"a\": [\"1\"] } } } }", "Crms:x:Shards", 2, null, "Rename" },
        { "a part with a space in its name", Connection(""" "Shards": { "far east": ["1"] } """), "Crms:hubspot:Shards:far east", 4, null, "letters" },
        { "a name that configuration cannot carry", "{ \"Crms\": {\n \"a b\": { \"Kind\": \"HubSpot\" } } }", "Crms:a b", 2, null, "letters" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task A_fault_is_told_with_its_place_value_and_remedy(string what, string json, string key, int line, string? value, string remedy)
    {
        using var bench = new Bench();
        bench.Write("appsettings.json", json);

        (await bench.RunAsync("settings", "validate", "--json")).ShouldBe(ExitCode.Settings, what);

        var faults = bench.Json["faults"]!.AsArray();
        var fault = faults.FirstOrDefault(one => key.Length == 0 ? one!["path"]!.GetValue<string>().Length == 0 : one!["path"]!.GetValue<string>().StartsWith(key, StringComparison.Ordinal));
        fault.ShouldNotBeNull($"{what}: {bench.Out}");
        fault["file"]!.GetValue<string>().ShouldBe("appsettings.json");
        fault["line"]!.GetValue<int>().ShouldBeGreaterThanOrEqualTo(line == 4 ? 4 : 1);
        fault["remedy"]!.GetValue<string>().ShouldContain(remedy);
        if (value is not null)
        {
            fault["value"]!.GetValue<string>().ShouldBe(value);
        }

        bench.Error.ShouldContain("appsettings.json:");
        bench.Error.ShouldNotContain("   at ");
        bench.Error.ShouldNotContain("Exception");
    }

    [Theory]
    [InlineData("run")]
    [InlineData("once")]
    [InlineData("preview")]
    [InlineData("settings", "show")]
    public async Task Every_command_refuses_broken_settings(params string[] command)
    {
        using var bench = new Bench();
        bench.Write("appsettings.json", """{ "Safety": { "DryRun": 1 } }""");

        (await bench.RunAsync(command)).ShouldBe(ExitCode.Settings);

        bench.Error.ShouldContain("Safety:DryRun = 1");
    }

    [Fact]
    public async Task Two_faults_are_told_at_once()
    {
        using var bench = new Bench();
        bench.Write("appsettings.json", Connection(""" "Schedule": "soon", "TimeZone": "Mars/Base" """));

        (await bench.RunAsync("settings", "validate")).ShouldBe(ExitCode.Settings);

        bench.Error.ShouldContain("2 faults");
        bench.Error.ShouldContain("Crms:hubspot:Schedule = soon");
        bench.Error.ShouldContain("Crms:hubspot:TimeZone = Mars/Base");
    }

    [Fact]
    public async Task A_fault_names_the_environment_variable_it_came_from()
    {
        using var bench = new Bench();
        bench.Environment["CRS_Safety__DryRun"] = "perhaps";

        (await bench.RunAsync("settings", "validate")).ShouldBe(ExitCode.Settings);

        bench.Error.ShouldContain("environment CRS_Safety__DryRun  Safety:DryRun = perhaps");
    }

    [Fact]
    public async Task A_secret_is_never_shown_not_even_when_it_is_at_fault()
    {
        using var bench = new Bench();
        bench.Write("appsettings.json", Connection($$""" "HubSpot": { "AccessToken": ["{{Secret}}"], "AccesToken": "{{Secret}}" } """));

        (await bench.RunAsync("settings", "validate", "--json")).ShouldBe(ExitCode.Settings);

        (bench.Out + bench.Error).ShouldNotContain(Secret);
        bench.Json["faults"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_missing_file_or_assignment_is_told()
    {
        using var bench = new Bench();

        (await bench.RunAsync("settings", "validate", "--settings", "nowhere.json", "--set", "Safety:DryRun")).ShouldBe(ExitCode.Settings);

        bench.Error.ShouldContain("nowhere.json");
        bench.Error.ShouldContain("KEY=VALUE");
    }

    private static string Connection(string more) => $$"""
        { "Crms": {
          "hubspot": { "Kind": "HubSpot",

            {{more}}
        } } }
        """;

    private static string Premise(string more) => $$"""
        { "Readiness": {
          "Base": "Standard",
          "Premises": { "Budget": {
            {{more}}
        } } } }
        """;

    private static string Phases(string more) => $$"""
        { "Readiness": {
          "Phases": { {{more}} }
        } }
        """;
}
