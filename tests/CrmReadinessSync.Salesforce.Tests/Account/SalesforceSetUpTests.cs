using System.Text.Json.Nodes;
using CrmReadinessSync.Contract;
using CrmReadinessSync.Sandbox;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Salesforce.Tests;

/// <summary>Check and provision in Salesforce: each misconfiguration is planted in the practice org and found at its place.</summary>
public sealed class SalesforceSetUpTests : SetUpContract
{
    private const string Data = "/services/data/v67.0";
    private static readonly CrmConnection Shipped = Connections.Standard(services => services.AddSalesforce());
    private string? _username;
    private bool _leads;
    private string _version = SalesforceSettings.DefaultVersion;

    protected override int Allowance => 115_000;

    [Fact]
    public async Task Sixteen_misconfigurations_at_once_are_each_named_with_the_right_remedy()
    {
        using var setUp = Open();
        Send(setUp, "DELETE", "/tooling/sobjects/CustomField/" + FieldId(setUp, "Readiness_Unease__c"));
        Permit(setUp, "Readiness_Fit__c", read: false, edit: false);
        Permit(setUp, "Readiness_Reasons__c", read: true, edit: false);
        Change(setUp, "Readiness_Next_Step__c", metadata => metadata["length"] = 100);
        Replace(setUp, "Readiness_Phase__c", """{"label":"Phase","type":"Number","precision":5,"scale":0}""");
        Replace(setUp, "Readiness_Decide_By__c", """{"label":"Decide by","type":"Text","length":40}""");
        RemoveOption(setUp, "hold");
        Change(setUp, "Readiness_Budget__c", metadata => Values(metadata).Add(new JsonObject { ["valueName"] = "leasing", ["label"] = "リース", ["default"] = false }));
        Change(setUp, "Readiness_Timing__c", metadata => metadata["trackHistory"] = false);
        setUp.Connection = Shipped with
        {
            TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"),
            Deals = new DealFilter { Pipelines = ["Slaes"], Stages = ["Prospectin", "Closed Lost"], Owners = ["somebody"] },
            Meetings = new MeetingFilter { Types = ["No such meeting"] },
        };
        Misplant(setUp);

        await NamesAsync(
            setUp,
            ("Opportunity.Readiness_Unease__c", "provision salesforce --apply"),
            ("Opportunity.Readiness_Fit__c", "Permission Sets > Readiness integration"),
            ("Opportunity.Readiness_Reasons__c", "edit access"),
            ("Opportunity.Readiness_Next_Step__c", "provision salesforce --apply"),
            ("Opportunity.Readiness_Phase__c", "not changed in place"),
            ("Opportunity.Readiness_Decide_By__c", "Map a field of that type"),
            ("Opportunity.Readiness_Flag__c", "provision salesforce --apply"),
            ("Opportunity.Readiness_Budget__c", "\"leasing\": \"allocated\""),
            ("Opportunity.Readiness_Timing__c", "Set History Tracking"),
            ("Crms:salesforce:Deals:Pipelines", "\"Sales\""),
            ("Crms:salesforce:Deals:Stages", "\"Prospecting\""),
            ("Crms:salesforce:Deals:Owners", ""),
            ("Crms:salesforce:Meetings:Types", ""),
            ("Crms:salesforce:TimeZone", "\"Asia/Tokyo\""));
    }

    [Fact]
    public async Task A_field_that_is_missing_is_told_apart_from_one_that_is_hidden()
    {
        using var setUp = Open();
        Send(setUp, "DELETE", "/tooling/sobjects/CustomField/" + FieldId(setUp, "Readiness_Budget__c"));
        Permit(setUp, "Readiness_Fit__c", read: false, edit: false);

        var found = await ProblemsAsync(setUp);

        found.Count.ShouldBe(2);
        Is(found[0], CheckSeverity.Error, "Opportunity.Readiness_Budget__c", "Crms:salesforce:Fields:budget:From");
        found[0].Problem.ShouldBe("It does not exist.");
        found[0].Remedy!.ShouldContain("provision salesforce --apply");
        Is(found[1], CheckSeverity.Error, "Opportunity.Readiness_Fit__c", "Crms:salesforce:Fields:fit:From");
        found[1].Problem.ShouldBe("It exists, and is hidden from the service.");
        found[1].Remedy!.ShouldContain("Permission Sets > Readiness integration");
    }

    [Fact]
    public async Task A_target_that_may_only_be_read_is_told_with_the_permission_to_give()
    {
        using var setUp = Open();
        Permit(setUp, "Readiness_Flag__c", read: true, edit: false);

        var finding = await OnlyAsync(setUp);

        Is(finding, CheckSeverity.Error, "Opportunity.Readiness_Flag__c", "Crms:salesforce:WriteTo:Flag");
        finding.Remedy!.ShouldContain("edit access");
        var step = (await setUp.PlanAsync()).Steps.Single(one => one.Place == "permission set Readiness_Integration");
        (step.Action, step.What).ShouldBe((ProvisionAction.Permit, "edit Readiness_Flag__c"));
    }

    [Fact]
    public async Task Mails_that_the_user_may_not_see_are_told_since_silence_is_unknown_without_them_and_only_while_a_rule_listens()
    {
        using var setUp = Open();
        setUp.Admin("account", new JsonObject { ["hidden"] = new JsonArray("EmailMessage") });

        var finding = await OnlyAsync(setUp);

        Is(finding, CheckSeverity.Warning, "EmailMessage", "Crms:salesforce:Fields:last_inbound");
        finding.Problem.ShouldContain("nobody is told that they have gone quiet");
        finding.Remedy!.ShouldContain("Enhanced Email");

        setUp.Connection = setUp.Connection with { Unwatched = ["last_inbound"] };
        (await setUp.CheckAsync()).ShouldAllBe(other => other.Place != "EmailMessage");
    }

    [Fact]
    public async Task A_text_that_is_too_short_is_told_and_lengthened_by_provision()
    {
        using var setUp = Open();
        Change(setUp, "Readiness_Next_Step__c", metadata => metadata["length"] = 100);

        var finding = await OnlyAsync(setUp);

        Is(finding, CheckSeverity.Error, "Opportunity.Readiness_Next_Step__c", "Crms:salesforce:WriteTo:NextStep");
        finding.Problem.ShouldContain("100 characters");
        await setUp.ApplyAsync();
        (await setUp.CheckAsync()).ShouldNotContain(one => one.Severity > CheckSeverity.Info);
    }

    [Fact]
    public async Task A_field_of_the_wrong_type_is_told_and_left_alone()
    {
        using var setUp = Open();
        Replace(setUp, "Readiness_Phase__c", """{"label":"Phase","type":"Number","precision":5,"scale":0}""");
        Replace(setUp, "Readiness_Decide_By__c", """{"label":"Decide by","type":"Text","length":40}""");

        var found = await ProblemsAsync(setUp);

        found.Select(finding => (finding.Severity, finding.Place)).ShouldBe(
            [(CheckSeverity.Error, "Opportunity.Readiness_Decide_By__c"), (CheckSeverity.Error, "Opportunity.Readiness_Phase__c")], ignoreOrder: true);
        var plan = await setUp.PlanAsync();
        plan.ByHand.Where(step => step.IsOpen).Select(step => step.Place).ShouldBe(["Opportunity.Readiness_Decide_By__c", "Opportunity.Readiness_Phase__c"], ignoreOrder: true);
        plan.Steps.ShouldNotContain(step => step.Place.EndsWith("Phase__c", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_choice_that_was_deactivated_is_told_and_comes_back()
    {
        using var setUp = Open();
        RemoveOption(setUp, "hold");

        var finding = await OnlyAsync(setUp);

        Is(finding, CheckSeverity.Error, "Opportunity.Readiness_Flag__c", "Crms:salesforce:WriteTo:Flag");
        finding.Problem.ShouldContain("\"hold\"");
    }

    [Fact]
    public async Task A_choice_that_no_rule_knows_is_told_with_the_translation_to_write()
    {
        using var setUp = Open();
        Change(setUp, "Readiness_Budget__c", metadata => Values(metadata).Add(new JsonObject { ["valueName"] = "leasing", ["label"] = "リース", ["default"] = false }));

        var finding = await OnlyAsync(setUp);

        Is(finding, CheckSeverity.Warning, "Opportunity.Readiness_Budget__c", "Crms:salesforce:Fields:budget:Values");
        finding.Remedy!.ShouldContain("\"leasing\": \"allocated\"");
    }

    [Fact]
    public async Task An_answer_whose_history_is_not_kept_is_told_and_tracked_by_provision()
    {
        using var setUp = Open();
        Change(setUp, "Readiness_Timing__c", metadata => metadata["trackHistory"] = false);

        var finding = await OnlyAsync(setUp);

        Is(finding, CheckSeverity.Warning, "Opportunity.Readiness_Timing__c", "Crms:salesforce:Fields:timing");
        finding.Remedy!.ShouldContain("Set History Tracking");
        await setUp.ApplyAsync();
        (await setUp.CheckAsync()).ShouldNotContain(one => one.Severity > CheckSeverity.Info);
    }

    [Fact]
    public async Task An_object_that_may_not_be_edited_is_told_once_and_not_field_by_field()
    {
        using var setUp = Open();
        setUp.Admin("account", new JsonObject { ["readOnly"] = new JsonArray("Opportunity") });

        var finding = await OnlyAsync(setUp);

        (finding.Severity, finding.Area, finding.Place).ShouldBe((CheckSeverity.Error, CheckArea.Permissions, "Opportunity"));
        finding.Remedy!.ShouldContain("Give it Edit on Opportunity");
    }

    [Fact]
    public async Task Leads_take_the_premises_when_asked_for_and_what_only_a_person_can_map_is_told()
    {
        _leads = true;
        using var setUp = Open();
        (await ProblemsAsync(setUp)).Select(finding => finding.Place).ShouldBe(LeadFields.All.Select(one => $"Lead.{one.Name}"), ignoreOrder: true);

        var plan = await setUp.ApplyAsync();

        plan.Steps.Count(step => step.Place.StartsWith("Lead.", StringComparison.Ordinal)).ShouldBe(10);
        plan.ByHand.ShouldContain(step => step.How.Contains("Map Lead Fields", StringComparison.Ordinal));
        (await ProblemsAsync(setUp)).ShouldBeEmpty();
        (await setUp.PlanAsync()).Steps.ShouldBeEmpty();
        Send(setUp, "DELETE", "/tooling/sobjects/CustomField/" + FieldId(setUp, "Readiness_Budget__c", "Lead"));
        var finding = await OnlyAsync(setUp);
        Is(finding, CheckSeverity.Warning, "Lead.Readiness_Budget__c", "Crms:salesforce:Salesforce:LeadFields");
        finding.Problem.ShouldContain("lost at conversion");
    }

    [Fact]
    public async Task Leads_are_left_alone_unless_asked_for()
    {
        using var setUp = Open(bare: true);

        var plan = await setUp.ApplyAsync();

        plan.Steps.ShouldNotContain(step => step.Place.StartsWith("Lead", StringComparison.Ordinal) || step.What.Contains("Lead.", StringComparison.Ordinal));
        (await ProblemsAsync(setUp)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_user_who_may_not_make_tasks_is_told_only_when_they_are_switched_on()
    {
        using var setUp = Open();
        setUp.Admin("account", new JsonObject { ["readOnly"] = new JsonArray("Task") });
        (await ProblemsAsync(setUp)).ShouldBeEmpty();

        setUp.Connection = Shipped with { Tasks = new TaskSettings(TaskSettings.Day) };

        var finding = await OnlyAsync(setUp);
        Is(finding, CheckSeverity.Error, "Task", "Crms:salesforce:Tasks:Enabled");
        finding.Remedy!.ShouldContain("Edit Tasks");
        (await setUp.PlanAsync()).ByHand.ShouldContain(step => step.How.Contains("Edit Tasks", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_record_type_and_a_stage_that_do_not_exist_are_told_with_the_nearest()
    {
        using var setUp = Open();
        setUp.Connection = Shipped with { Deals = new DealFilter { Pipelines = ["Slaes"], Stages = ["Prospectin", "Closed Lost"] } };

        var found = await ProblemsAsync(setUp);

        found.Select(finding => (finding.Severity, finding.Setting)).ShouldBe(
        [
            (CheckSeverity.Error, "Crms:salesforce:Deals:Pipelines"),
            (CheckSeverity.Error, "Crms:salesforce:Deals:Stages"),
            (CheckSeverity.Warning, "Crms:salesforce:Deals:Stages"),
        ]);
        found[0].Remedy!.ShouldContain("\"Sales\"");
        found[1].Remedy!.ShouldContain("\"Prospecting\"");
        found.ShouldAllBe(finding => finding.Cause == CheckCause.Settings);
    }

    [Fact]
    public async Task An_owner_who_is_not_a_user_is_told()
    {
        using var setUp = Open();
        setUp.Connection = Shipped with { Deals = new DealFilter { Owners = ["005000000000999AAA", "somebody"] } };

        var found = await ProblemsAsync(setUp);

        found.Count.ShouldBe(2);
        found.ShouldAllBe(finding => finding.Severity == CheckSeverity.Error && finding.Setting == "Crms:salesforce:Deals:Owners");
    }

    [Fact]
    public async Task A_meeting_type_that_is_not_offered_is_told()
    {
        using var setUp = Open();
        setUp.Connection = Shipped with { Meetings = new MeetingFilter { Types = ["No such meeting"] } };

        (await OnlyAsync(setUp)).Setting.ShouldBe("Crms:salesforce:Meetings:Types");
    }

    [Fact]
    public async Task A_refused_user_and_a_version_not_offered_end_the_check_with_what_to_do()
    {
        using var setUp = Open();
        _username = "nobody@sales.example";
        var refused = (await setUp.CheckAsync()).ShouldHaveSingleItem();
        (refused.Severity, refused.Area, refused.Cause).ShouldBe((CheckSeverity.Error, CheckArea.Credentials, CheckCause.Environment));
        refused.Remedy.ShouldNotBeNullOrEmpty();

        _username = null;
        _version = "99.0";
        var old = (await setUp.CheckAsync()).ShouldHaveSingleItem();
        (old.Setting, old.Cause).ShouldBe(("Crms:salesforce:Salesforce:ApiVersion", CheckCause.Settings));
        old.Remedy!.ShouldContain("between");
    }

    [Fact]
    public async Task Two_permission_sets_let_the_service_write_the_targets_and_reps_the_premises()
    {
        using var setUp = Open(bare: true);

        await setUp.ApplyAsync();

        string[] Edits(string set) =>
        [
            .. Rows(setUp, $"SELECT Field FROM FieldPermissions WHERE PermissionsEdit = true AND ParentId = '{Rows(setUp, $"SELECT Id FROM PermissionSet WHERE Name = '{set}'")[0]!["Id"]}'")
                .Select(row => row!["Field"]!.GetValue<string>().Split('.')[1]).Order(StringComparer.Ordinal),
        ];
        Edits("Readiness_Integration").ShouldBe([.. Shipped.WriteTo.Properties.Order(StringComparer.Ordinal)]);
        Edits("Readiness_Rep").ShouldBe([.. Standard.Fields.Values.Where(ReadinessCustomFields.IsShipped).Order(StringComparer.Ordinal)]);
    }

    [Fact]
    public void The_practice_org_has_the_same_fields()
    {
        using var setUp = Open();
        var described = Send(setUp, "GET", "/sobjects/Opportunity/describe")!["fields"]!.AsArray().ToDictionary(field => field!["name"]!.GetValue<string>(), field => field!, StringComparer.Ordinal);
        foreach (var field in ReadinessFields.All)
        {
            var practice = described[ReadinessCustomFields.NameOf(field.Key)!];
            practice["picklistValues"]!.AsArray().Select(value => value!["value"]!.GetValue<string>()).ShouldBe(field.Options.Select(option => option.Value), customMessage: field.Key);
        }
    }

    protected override SetUp Open(bool bare = false) => new(Shipped, crms => crms.Salesforce, Connect, bare);

    protected override void RemoveOption(SetUp setUp, string option) => Change(setUp, "Readiness_Flag__c", metadata =>
    {
        var values = Values(metadata);
        values.Remove(values.First(value => value!["valueName"]!.GetValue<string>() == option));
    });

    protected override Dictionary<string, string> FlagOptions(SetUp setUp) => Values(Metadata(setUp, "Readiness_Flag__c"))
        .Where(value => value!["isActive"]!.GetValue<bool>())
        .ToDictionary(value => value!["valueName"]!.GetValue<string>(), value => value!["label"]!.GetValue<string>(), StringComparer.Ordinal);

    private SalesforceCrm Connect(SetUp setUp) => new(
        setUp.Connection,
        new SalesforceOptions
        {
            LoginUrl = new Uri("http://127.0.0.1:4711"),
            Flow = SignInFlow.JwtBearer,
            ClientId = setUp.Crms.SalesforceClientId,
            Username = _username ?? setUp.Crms.SalesforceUsername,
            PrivateKey = setUp.Crms.SalesforcePrivateKeyPem,
            ApiVersion = _version,
            LeadFields = _leads,
        },
        setUp.Time,
        new Random(1),
        setUp.Wire);

    private static JsonArray Values(JsonObject metadata) => metadata["valueSet"]!["valueSetDefinition"]!["value"]!.AsArray();

    private static JsonObject Metadata(SetUp setUp, string field) => Send(setUp, "GET", "/tooling/sobjects/CustomField/" + FieldId(setUp, field))!["Metadata"]!.DeepClone().AsObject();

    private static void Change(SetUp setUp, string field, Action<JsonObject> change)
    {
        var metadata = Metadata(setUp, field);
        change(metadata);
        Send(setUp, "PATCH", "/tooling/sobjects/CustomField/" + FieldId(setUp, field), new JsonObject { ["Metadata"] = metadata });
    }

    private static void Replace(SetUp setUp, string field, string metadata)
    {
        Send(setUp, "DELETE", "/tooling/sobjects/CustomField/" + FieldId(setUp, field));
        Send(setUp, "POST", "/tooling/sobjects/CustomField", new JsonObject { ["FullName"] = "Opportunity." + field, ["Metadata"] = JsonNode.Parse(metadata) });
        var set = Rows(setUp, "SELECT Id FROM PermissionSet WHERE Name = 'Readiness_Integration'")[0]!["Id"]!.GetValue<string>();
        Send(setUp, "POST", "/sobjects/FieldPermissions", new JsonObject
        {
            ["ParentId"] = set, ["SobjectType"] = "Opportunity", ["Field"] = "Opportunity." + field, ["PermissionsRead"] = true, ["PermissionsEdit"] = true,
        });
    }

    private static void Permit(SetUp setUp, string field, bool read, bool edit)
    {
        var id = Rows(setUp, $"SELECT Id FROM FieldPermissions WHERE Field = 'Opportunity.{field}'")[0]!["Id"];
        Send(setUp, "PATCH", "/sobjects/FieldPermissions/" + id, new JsonObject { ["PermissionsRead"] = read, ["PermissionsEdit"] = edit });
    }

    private static string FieldId(SetUp setUp, string field, string objectName = "Opportunity") =>
        Send(setUp, "GET", "/tooling/query?q=" + Uri.EscapeDataString($"SELECT Id FROM CustomField WHERE TableEnumOrId = '{objectName}' AND DeveloperName = '{field[..^3]}'"))!["records"]![0]!["Id"]!.GetValue<string>();

    private static JsonArray Rows(SetUp setUp, string soql) => Send(setUp, "GET", "/query?q=" + Uri.EscapeDataString(soql))!["records"]!.AsArray();

    private static JsonNode? Send(SetUp setUp, string method, string path, JsonObject? body = null)
    {
        var form = $"grant_type=client_credentials&client_id={setUp.Crms.SalesforceClientId}&client_secret={setUp.Crms.SalesforceClientSecret}";
        var token = setUp.Crms.Salesforce.Handle(
            SandboxRequest.Create("POST", "/services/oauth2/token", form, ("Host", "127.0.0.1:4711"), ("Content-Type", "application/x-www-form-urlencoded")), setUp.Time.GetUtcNow());
        return setUp.Call(method, Data + path, body, ("Authorization", $"Bearer {JsonNode.Parse(token.Text)!["access_token"]}"), ("Content-Type", "application/json"));
    }

    private static async Task<List<CheckFinding>> ProblemsAsync(SetUp setUp) => [.. (await setUp.CheckAsync()).Where(finding => finding.Severity > CheckSeverity.Info)];

    private static async Task<CheckFinding> OnlyAsync(SetUp setUp) => (await ProblemsAsync(setUp)).ShouldHaveSingleItem();

    private static void Is(CheckFinding finding, CheckSeverity severity, string place, string setting) =>
        (finding.Severity, finding.Place, finding.Setting).ShouldBe((severity, place, setting));
}
