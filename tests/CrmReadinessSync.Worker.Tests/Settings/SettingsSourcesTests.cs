using System.Text.Json.Nodes;

namespace CrmReadinessSync.Worker.Tests;

public sealed class SettingsSourcesTests
{
    [Fact]
    public async Task Later_sources_win_and_each_value_tells_its_source()
    {
        using var bench = new Bench();
        bench.Write("appsettings.json", """{ "Crms": { "a": { "Kind": "HubSpot", "Language": "ja", "Schedule": "1m", "TimeZone": "UTC", "HubSpot": { "AccessToken": "one" } } } }""");
        bench.Write("appsettings.Local.json", """{ "Crms": { "a": { "Schedule": "2m" } } }""");
        bench.Write("more.json", """{ "Crms": { "a": { "TimeZone": "Europe/London" } } }""");
        Directory.CreateDirectory(Path.Combine(bench.Folder, "secrets"));
        bench.Write("secrets/Crms__a__HubSpot__AccessToken", "12345\n");
        bench.Environment["CRS_Crms__a__Language"] = "en";
        bench.Environment["CRS_SOMEBODY_ELSES"] = "x";

        (await bench.RunAsync("settings", "show", "--json", "--settings", "more.json", "--secrets", "secrets", "--set", "Safety:DryRun=true")).ShouldBe(0, bench.Error);

        Value(bench, "Crms:a:Schedule").ShouldBe(("2m", "appsettings.Local.json"));
        Value(bench, "Crms:a:TimeZone").ShouldBe(("Europe/London", "more.json"));
        Value(bench, "Crms:a:Language").ShouldBe(("en", "environment CRS_Crms__a__Language"));
        Value(bench, "Crms:a:HubSpot:AccessToken").ShouldBe(("********", "secrets folder"));
        Value(bench, "Safety:DryRun").ShouldBe(("true", "--set"));
        Value(bench, "Journal:Provider").ShouldBe(("Sqlite", "default"));
        Value(bench, "Crms:a:WriteTo:Flag").ShouldBe(("readiness_flag", "HubSpot defaults"));
        Value(bench, "Readiness:Premises:Need:Essential").ShouldBe(("true", "Standard rules"));
        (bench.Out + bench.Error).ShouldNotContain("12345");
    }

    [Fact]
    public async Task A_file_where_one_stands_goes_before_the_one_beside_the_executable()
    {
        using var bench = new Bench();
        var shipped = Directory.CreateDirectory(Path.Combine(bench.Folder, "bin")).FullName;
        File.WriteAllText(Path.Combine(shipped, "appsettings.json"), """{ "Safety": { "DryRun": true } }""");

        (await Loaded(bench, shipped)).Safety.DryRun.ShouldBeTrue();
        bench.Write("appsettings.json", "{}");
        (await Loaded(bench, shipped)).Safety.DryRun.ShouldBeFalse();
    }

    [Fact]
    public async Task A_later_file_removes_what_only_the_shipped_rules_hold()
    {
        using var bench = new Bench();
        bench.Write("appsettings.json", """{ "Readiness": { "Base": "Standard" } }""");
        bench.Write("appsettings.Local.json", """{ "Readiness": { "Premises": { "Budget": null } } }""");

        (await bench.RunAsync("settings", "show", "--json")).ShouldBe(0, bench.Error);

        bench.Out.ShouldNotContain("Readiness:Premises:Budget");
        bench.Out.ShouldContain("Readiness:Premises:Need");
    }

    [Fact]
    public async Task The_journal_lies_beside_the_base_file_unless_its_path_is_absolute()
    {
        using var bench = new Bench();
        bench.Write("appsettings.json", "{}");

        (await Loaded(bench, bench.Folder)).Journal.Place.Folder.ShouldBe(Path.Combine(bench.Folder, "data"));
    }

    private static Task<WorkerSettings> Loaded(Bench bench, string executable) => Task.FromResult(Loading.Load(
        bench.Surroundings(TextWriter.Null, TextWriter.Null), new SettingsInput { WorkingFolder = bench.Folder, ExecutableFolder = executable }));

    private static (string Value, string Source) Value(Bench bench, string key)
    {
        var setting = bench.Json["settings"]!.AsArray().Single(one => one!["key"]!.GetValue<string>() == key)!;
        return (setting["value"]!.ToString() is var text && setting["value"] is JsonValue value && value.TryGetValue<bool>(out var flag) ? (flag ? "true" : "false") : text, setting["source"]!.GetValue<string>());
    }
}
