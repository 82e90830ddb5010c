using System.Text.Json.Nodes;
using CrmReadinessSync.Contract;
using CrmReadinessSync.Sandbox;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.HubSpot.Tests;

/// <summary>Check and provision in HubSpot: each misconfiguration is planted in the practice account and found at its place.</summary>
public sealed class HubSpotSetUpTests : SetUpContract
{
    private static readonly CrmConnection Shipped = Connections.Standard(services => services.AddHubSpot());
    private string? _token;
    private string _version = HubSpotSettings.DefaultVersion;

    protected override int Allowance => 625_000;

    [Fact]
    public async Task Sixteen_misconfigurations_at_once_are_each_named_with_the_right_remedy()
    {
        using var setUp = Open();
        Send(setUp, "DELETE", "/crm/v3/properties/deals/readiness_unease");
        Send(setUp, "PATCH", "/crm/v3/properties/deals/readiness_decide_by", """{"type":"string","fieldType":"text"}""");
        Send(setUp, "PATCH", "/crm/v3/properties/deals/readiness_phase", """{"type":"number","fieldType":"number"}""");
        RemoveOption(setUp, "hold");
        var options = Options(setUp, "readiness_budget");
        options.Add(new JsonObject { ["value"] = "leasing", ["label"] = "リース", ["hidden"] = false, ["displayOrder"] = 9 });
        Send(setUp, "PATCH", "/crm/v3/properties/deals/readiness_budget", new JsonObject { ["options"] = options }.ToJsonString());
        var owner = Send(setUp, "GET", "/crm/v3/owners?limit=1")!["results"]![0]!;
        setUp.Connection = Shipped with
        {
            TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"),
            Fields = Shipped.Fields.SetItem("company.employees", new FieldSource("numberofemployes")).SetItem("amount", new FieldSource("ammount")),
            WriteTo = Shipped.WriteTo with { Reasons = "description" },
            Deals = new DealFilter { Pipelines = ["営業パイプライン", "default"], Stages = ["contractsnt", "closedlost"], Owners = [owner["userId"]!.ToString()] },
            Meetings = new MeetingFilter { Types = ["No such meeting"] },
        };
        setUp.Admin("account", new JsonObject { ["withoutScopes"] = new JsonArray("crm.objects.deals.write") });
        Misplant(setUp);

        await NamesAsync(
            setUp,
            ("deals.readiness_unease", "provision hubspot --apply"),
            ("deals.readiness_decide_by", "Map a field of that type"),
            ("deals.readiness_phase", "not changed in place"),
            ("deals.readiness_flag", "provision hubspot --apply"),
            ("deals.readiness_budget", "\"leasing\": \"allocated\""),
            ("companies.numberofemployes", "numberofemployees"),
            ("deals.ammount", "\"amount\""),
            ("deals.description", "of its own"),
            ("crm.objects.deals.write", "crm.objects.deals.write"),
            ("Crms:hubspot:Deals:Pipelines", "\"default\""),
            ("Crms:hubspot:Deals:Stages", "\"contractsent\""),
            ("Crms:hubspot:Deals:Owners", $"\"{owner["id"]}\""),
            ("Crms:hubspot:Meetings:Types", ""),
            ("Crms:hubspot:TimeZone", "\"Asia/Tokyo\""));
    }

    [Fact]
    public async Task A_property_that_is_missing_is_told_with_the_command_that_makes_it()
    {
        using var setUp = Open();
        Send(setUp, "DELETE", "/crm/v3/properties/deals/readiness_budget");

        var finding = await OnlyAsync(setUp);

        Is(finding, CheckSeverity.Error, "deals.readiness_budget", "Crms:hubspot:Fields:budget:From");
        finding.Remedy!.ShouldContain("provision hubspot --apply");
    }

    [Fact]
    public async Task A_misspelt_name_in_the_settings_is_told_with_the_right_one()
    {
        using var setUp = Open();
        setUp.Connection = Shipped with { Fields = Shipped.Fields.SetItem("company.employees", new FieldSource("numberofemployes")) };

        var finding = await OnlyAsync(setUp);

        Is(finding, CheckSeverity.Error, "companies.numberofemployes", "Crms:hubspot:Fields:company.employees:From");
        finding.Remedy!.ShouldContain("Did you mean \"numberofemployees\"?");
    }

    [Fact]
    public async Task A_property_of_the_wrong_type_is_told_and_never_changed()
    {
        using var setUp = Open();
        Send(setUp, "PATCH", "/crm/v3/properties/deals/readiness_decide_by", """{"type":"string","fieldType":"text"}""");
        Send(setUp, "PATCH", "/crm/v3/properties/deals/readiness_phase", """{"type":"number","fieldType":"number"}""");

        var found = (await setUp.CheckAsync()).Where(finding => finding.Severity > CheckSeverity.Info).ToList();

        found.Count.ShouldBe(2);
        Is(found[0], CheckSeverity.Error, "deals.readiness_decide_by", "Crms:hubspot:Fields:decide_by:From");
        found[0].Problem.ShouldContain("string/text");
        Is(found[1], CheckSeverity.Error, "deals.readiness_phase", "Crms:hubspot:WriteTo:Phase");
        found[1].Remedy!.ShouldContain("not changed in place");
        var plan = await setUp.PlanAsync();
        plan.Steps.ShouldBeEmpty();
        plan.ByHand.Where(step => step.IsOpen).Select(step => step.Place).ShouldBe(["deals.readiness_decide_by", "deals.readiness_phase"]);
    }

    [Fact]
    public async Task A_choice_the_service_writes_and_the_property_lacks_is_told()
    {
        using var setUp = Open();
        RemoveOption(setUp, "hold");

        var finding = await OnlyAsync(setUp);

        Is(finding, CheckSeverity.Error, "deals.readiness_flag", "Crms:hubspot:WriteTo:Flag");
        finding.Problem.ShouldContain("\"hold\"");
        finding.Remedy!.ShouldContain("provision hubspot --apply");
    }

    [Fact]
    public async Task A_choice_that_no_rule_knows_is_told_with_the_translation_to_write()
    {
        using var setUp = Open();
        var options = Options(setUp, "readiness_budget");
        options.Add(new JsonObject { ["value"] = "leasing", ["label"] = "リース", ["hidden"] = false, ["displayOrder"] = 9 });
        Send(setUp, "PATCH", "/crm/v3/properties/deals/readiness_budget", new JsonObject { ["options"] = options }.ToJsonString());

        var finding = await OnlyAsync(setUp);

        Is(finding, CheckSeverity.Warning, "deals.readiness_budget", "Crms:hubspot:Fields:budget:Values");
        finding.Problem.ShouldContain("\"leasing\" (リース)");
        finding.Remedy!.ShouldContain("\"leasing\": \"allocated\"");
        var values = System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add("leasing", "fundable");
        setUp.Connection = Shipped with { Fields = Shipped.Fields.SetItem("budget", new FieldSource("readiness_budget", values)) };
        (await setUp.CheckAsync()).ShouldNotContain(one => one.Severity > CheckSeverity.Info, "translated, it is known");
    }

    [Theory]
    [InlineData("crm.objects.deals.write")]
    [InlineData("crm.objects.deals.read")]
    [InlineData("crm.objects.contacts.read")]
    [InlineData("crm.objects.companies.read")]
    public async Task A_missing_scope_is_told_by_its_name(string scope)
    {
        using var setUp = Open();
        setUp.Admin("account", new JsonObject { ["withoutScopes"] = new JsonArray(scope) });

        var found = (await setUp.CheckAsync()).Where(finding => finding.Severity is CheckSeverity.Error).ToList();

        found.ShouldAllBe(finding => finding.Area == CheckArea.Permissions && finding.Setting == "Crms:hubspot:HubSpot:AccessToken");
        found[0].Place.ShouldBe(scope);
        found[0].Remedy!.ShouldContain(scope);
    }

    [Fact]
    public async Task A_role_that_only_a_label_of_the_association_says_is_no_misconfiguration()
    {
        using var setUp = Open();
        setUp.Rules = Readiness.RulesDocument.Compile(Readiness.SettingsDocument.FromPairs("rules", [new("Readiness", """{ "Premises": { "Authority": { "Met": { "purchasing": { "contact.roles": { "AnyOf": ["購買"] } } } } } }""")]).Section("Readiness")!).Rules!;
        (await setUp.CheckAsync()).ShouldNotContain(finding => finding.Severity > CheckSeverity.Info);

        var label = Send(setUp, "GET", "/crm/v4/associations/deals/contacts/labels")!["results"]!.AsArray().First(one => one!["label"]?.ToString() == "購買")!;
        Send(setUp, "DELETE", $"/crm/v4/associations/deals/contacts/labels/{label["typeId"]}");

        (await OnlyAsync(setUp)).Area.ShouldBe(CheckArea.Roles);
    }

    [Fact]
    public async Task The_scope_that_tasks_want_is_asked_for_only_when_they_are_switched_on()
    {
        using var setUp = Open();
        setUp.Admin("account", new JsonObject { ["withoutScopes"] = new JsonArray("crm.objects.contacts.write") });
        (await setUp.CheckAsync()).ShouldNotContain(finding => finding.Severity > CheckSeverity.Info);

        setUp.Connection = Shipped with { Tasks = new TaskSettings(TaskSettings.Day) };

        (await OnlyAsync(setUp)).Remedy!.ShouldContain("crm.objects.contacts.write");
    }

    [Fact]
    public async Task A_pipeline_named_by_its_label_is_told_with_its_id()
    {
        using var setUp = Open();
        setUp.Connection = Shipped with { Deals = new DealFilter { Pipelines = ["営業パイプライン"] } };

        var finding = await OnlyAsync(setUp);

        (finding.Setting, finding.Cause).ShouldBe(("Crms:hubspot:Deals:Pipelines", CheckCause.Settings));
        finding.Remedy!.ShouldContain("Write \"default\"");
    }

    [Fact]
    public async Task A_stage_that_does_not_exist_and_one_that_ends_a_deal_are_told()
    {
        using var setUp = Open();
        setUp.Connection = Shipped with { Deals = new DealFilter { Stages = ["contractsnt", "closedlost", "qualifiedtobuy"] } };

        var found = (await setUp.CheckAsync()).Where(finding => finding.Area is CheckArea.Deals && finding.Severity > CheckSeverity.Info).ToList();

        found.Select(finding => (finding.Severity, finding.Setting, finding.Place)).ShouldBe(
        [
            (CheckSeverity.Error, "Crms:hubspot:Deals:Stages", "deals.dealstage"),
            (CheckSeverity.Warning, "Crms:hubspot:Deals:Stages", "deals.dealstage"),
        ]);
        found[0].Remedy!.ShouldContain("\"contractsent\"");
        found[1].Problem.ShouldContain("closedlost");
    }

    [Fact]
    public async Task A_users_id_in_place_of_an_owners_is_told_with_the_right_one()
    {
        using var setUp = Open();
        var owner = Send(setUp, "GET", "/crm/v3/owners?limit=1")!["results"]![0]!;
        setUp.Connection = Shipped with { Deals = new DealFilter { Owners = [owner["userId"]!.ToString()] } };

        var finding = await OnlyAsync(setUp);

        finding.Setting.ShouldBe("Crms:hubspot:Deals:Owners");
        finding.Remedy!.ShouldContain($"Write \"{owner["id"]}\"");
    }

    [Fact]
    public async Task A_meeting_type_that_is_not_offered_is_told()
    {
        using var setUp = Open();
        Send(setUp, "GET", "/crm/v3/properties/meetings/hs_activity_type")!["options"]!.AsArray().Count.ShouldBePositive();
        setUp.Connection = Shipped with { Meetings = new MeetingFilter { Types = ["No such meeting"] } };

        var finding = await OnlyAsync(setUp);

        (finding.Area, finding.Setting, finding.Place).ShouldBe((CheckArea.Meetings, "Crms:hubspot:Meetings:Types", "meetings.hs_activity_type"));
    }

    [Fact]
    public async Task A_stock_property_as_a_target_is_refused()
    {
        using var setUp = Open();
        setUp.Connection = Shipped with { WriteTo = Shipped.WriteTo with { Reasons = "description" } };

        var finding = await OnlyAsync(setUp);

        Is(finding, CheckSeverity.Error, "deals.description", "Crms:hubspot:WriteTo:Reasons");
        finding.Cause.ShouldBe(CheckCause.Settings);
    }

    [Fact]
    public async Task A_key_that_is_refused_ends_the_check_with_what_to_do()
    {
        using var setUp = Open();
        _token = "pat-na1-long-expired";

        var finding = (await setUp.CheckAsync()).ShouldHaveSingleItem();

        (finding.Severity, finding.Area, finding.Setting).ShouldBe((CheckSeverity.Error, CheckArea.Credentials, "Crms:hubspot:HubSpot"));
        finding.Remedy!.ShouldContain("service key");
        finding.Problem.ShouldNotContain("long-expired");
    }

    [Theory]
    [InlineData("2026-03")]
    [InlineData("2026-09")]
    [InlineData("v3")]
    public async Task Every_api_version_is_provisioned_and_checked(string version)
    {
        _version = version;
        using var setUp = Open(bare: true);

        await setUp.ApplyAsync();

        (await setUp.CheckAsync()).ShouldNotContain(finding => finding.Severity > CheckSeverity.Info);
    }

    [Fact]
    public async Task A_property_that_people_renamed_and_widened_keeps_what_they_did()
    {
        using var setUp = Open();
        var options = Options(setUp, "readiness_timing");
        options.RemoveAt(0);
        options[0]!["label"] = "Our own words";
        options.Add(new JsonObject { ["value"] = "someday", ["label"] = "いつか", ["hidden"] = false, ["displayOrder"] = 7 });
        Send(setUp, "PATCH", "/crm/v3/properties/deals/readiness_timing", new JsonObject { ["label"] = "Renamed", ["options"] = options }.ToJsonString());

        await setUp.ApplyAsync();

        var after = Send(setUp, "GET", "/crm/v3/properties/deals/readiness_timing")!;
        after["label"]!.GetValue<string>().ShouldBe("Renamed");
        after["options"]!.AsArray().Select(option => $"{option!["value"]}={option["label"]}").ShouldBe(
            ["event=Our own words", "open=検討するが時期は未定", "not_now=情報収集のみ・当面は決めない", "someday=いつか", "dated=判断の期日がある"], ignoreOrder: true);
    }

    [Fact]
    public void The_shipped_names_are_the_shipped_mapping_and_the_list_is_the_one_of_deploy_and_of_the_practice_crm()
    {
        var shipped = Shipped.Fields.Where(field => field.Value.From.StartsWith("readiness_", StringComparison.Ordinal)).Select(field => field.Key).Concat(["Flag", "NextStep", "Phase", "TalkDepth", "Reasons"]);
        ReadinessFields.All.Select(field => field.Key).ShouldBe(shipped, ignoreOrder: true);
        using var setUp = Open();
        var practice = Send(setUp, "GET", "/crm/v3/properties/deals")!["results"]!.AsArray().ToDictionary(property => property!["name"]!.GetValue<string>(), property => property!, StringComparer.Ordinal);
        foreach (var field in ReadinessFields.All)
        {
            var made = ReadinessProperties.Make(field, ReadinessProperties.NameOf(field.Key)!, "ja");
            var property = practice[made.Name];
            property["type"]!.GetValue<string>().ShouldBe(made.Type, made.Name);
            property["options"]!.AsArray().Select(option => $"{option!["value"]}={option["label"]}").ShouldBe((made.Options ?? []).Select(option => $"{option.Value}={option.Label}"), customMessage: made.Name);
        }
    }

    protected override SetUp Open(bool bare = false) => new(Shipped, crms => crms.HubSpot, Connect, bare);

    protected override void RemoveOption(SetUp setUp, string option)
    {
        var options = Options(setUp, "readiness_flag");
        options.Remove(options.First(one => one!["value"]!.GetValue<string>() == option));
        Send(setUp, "PATCH", "/crm/v3/properties/deals/readiness_flag", new JsonObject { ["options"] = options }.ToJsonString());
    }

    protected override Dictionary<string, string> FlagOptions(SetUp setUp) =>
        Options(setUp, "readiness_flag").ToDictionary(option => option!["value"]!.GetValue<string>(), option => option!["label"]!.GetValue<string>(), StringComparer.Ordinal);

    private HubSpotCrm Connect(SetUp setUp) => new(
        setUp.Connection,
        new HubSpotSettings { BaseUrl = new Uri("http://127.0.0.1:4710"), ApiVersion = _version, AccessToken = _token ?? setUp.Crms.HubSpotAccessToken },
        setUp.Time,
        new Random(1),
        setUp.Wire);

    private static JsonArray Options(SetUp setUp, string property) => Send(setUp, "GET", $"/crm/v3/properties/deals/{property}")!["options"]!.DeepClone().AsArray();

    private static JsonNode? Send(SetUp setUp, string method, string target, string? body = null) =>
        setUp.Call(method, target, body is null ? null : JsonNode.Parse(body)!.AsObject(), ("Authorization", $"Bearer {setUp.Crms.HubSpotAccessToken}"), ("Content-Type", "application/json"));

    private static async Task<CheckFinding> OnlyAsync(SetUp setUp) => (await setUp.CheckAsync()).Where(finding => finding.Severity > CheckSeverity.Info).ShouldHaveSingleItem();

    private static void Is(CheckFinding finding, CheckSeverity severity, string place, string setting) =>
        (finding.Severity, finding.Place, finding.Setting).ShouldBe((severity, place, setting));
}
