using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Contract;

/// <summary>What check and provision keep in every CRM.</summary>
public abstract class SetUpContract
{
    /// <summary>Opens a practice CRM with the shipped connection.</summary>
    protected abstract SetUp Open(bool bare = false);

    /// <summary>Takes one choice away from the flag, as an admin may.</summary>
    protected abstract void RemoveOption(SetUp setUp, string option);

    /// <summary>The choices of the flag now: value → label.</summary>
    protected abstract Dictionary<string, string> FlagOptions(SetUp setUp);

    [Fact]
    public async Task An_account_as_shipped_has_nothing_to_mend_and_nothing_to_make()
    {
        using var setUp = Open();

        var found = await setUp.CheckAsync();

        found.Where(finding => finding.Severity > CheckSeverity.Info).ShouldBeEmpty();
        found.Select(finding => finding.Area).ShouldContain(CheckArea.Limits);
        (await setUp.PlanAsync()).Steps.Where(step => step.Action is not ProvisionAction.Permit && !step.Place.StartsWith("permission set", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_bare_account_is_provisioned_once_and_then_clean()
    {
        using var setUp = Open(bare: true);
        (await setUp.CheckAsync()).Count(finding => finding.Severity is CheckSeverity.Error).ShouldBe(ReadinessFields.All.Length);

        var plan = await setUp.ApplyAsync();

        plan.Steps.Count(step => step.Action is ProvisionAction.Create).ShouldBeGreaterThanOrEqualTo(ReadinessFields.All.Length);
        plan.ByHand.ShouldNotBeEmpty();
        (await setUp.CheckAsync()).Where(finding => finding.Severity > CheckSeverity.Info).ShouldBeEmpty();
        var again = await setUp.PlanAsync();
        again.Steps.ShouldBeEmpty();
        again.Present.ShouldBe(ReadinessFields.All.Length);
    }

    [Fact]
    public async Task A_plan_carried_out_twice_does_no_more_than_once()
    {
        using var setUp = Open(bare: true);

        await setUp.ApplyAsync(twice: true);

        (await setUp.PlanAsync()).Steps.ShouldBeEmpty();
        FlagOptions(setUp).Keys.ShouldBe(["ready", "confirm", "hold"]);
    }

    [Theory]
    [InlineData("ja", "無理に進めない")]
    [InlineData("en", "Hold")]
    public async Task A_choice_that_is_missing_comes_back_in_the_connections_language_and_nothing_else_changes(string language, string label)
    {
        using var setUp = Open(bare: true);
        await setUp.ApplyAsync();
        setUp.Connection = setUp.Connection with { Language = language };
        RemoveOption(setUp, "hold");
        var before = FlagOptions(setUp);
        before.Keys.ShouldBe(["ready", "confirm"]);

        var plan = await setUp.ApplyAsync();

        plan.Steps.ShouldHaveSingleItem().Action.ShouldBe(ProvisionAction.Extend);
        var after = FlagOptions(setUp);
        after.Where(option => option.Key != "hold").ShouldBe(before);
        // Salesforce keeps the label of a choice that only became inactive; HubSpot forgot it.
        after["hold"].ShouldBeOneOf(label, "無理に進めない");
    }

    [Fact]
    public async Task Fields_that_a_connection_does_without_are_not_made()
    {
        using var setUp = Open(bare: true);
        setUp.Connection = setUp.Connection with
        {
            Fields = setUp.Connection.Fields.Remove("budget").SetItem("fit", new FieldSource("ours_of_long_ago")),
            WriteTo = setUp.Connection.WriteTo with { Reasons = null },
        };

        var plan = await setUp.PlanAsync();

        plan.Steps.Count(step => step.Action is ProvisionAction.Create && !step.Place.Contains("group", StringComparison.Ordinal) && !step.Place.Contains("permission", StringComparison.Ordinal))
            .ShouldBe(ReadinessFields.All.Length - 3);
    }

    [Theory]
    [InlineData(45, CheckSeverity.Warning)]
    [InlineData(900, CheckSeverity.Error)]
    public async Task A_clock_that_is_off_is_told_with_its_side(int seconds, CheckSeverity severity)
    {
        using var setUp = Open();
        setUp.Admin("clock", new() { ["advanceSeconds"] = seconds });

        var finding = (await setUp.CheckAsync()).Single(one => one.Area is CheckArea.Clock && one.Severity > CheckSeverity.Info);

        finding.Severity.ShouldBe(severity);
        finding.Cause.ShouldBe(CheckCause.Machine);
        finding.Problem.ShouldContain("behind the CRM's");
        finding.Remedy!.ShouldContain("timedatectl");
    }

    [Fact]
    public async Task A_zone_that_reads_another_clock_is_told_with_the_setting_and_one_that_reads_the_same_is_not()
    {
        using var setUp = Open();
        setUp.Connection = setUp.Connection with { TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Seoul") };
        (await setUp.CheckAsync()).ShouldNotContain(one => one.Severity > CheckSeverity.Info);

        setUp.Connection = setUp.Connection with { TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin") };
        var finding = (await setUp.CheckAsync()).Single(one => one.Severity > CheckSeverity.Info);

        (finding.Severity, finding.Setting).ShouldBe((CheckSeverity.Warning, $"Crms:{setUp.Connection.Name}:TimeZone"));
        finding.Remedy!.ShouldContain("\"Asia/Tokyo\"");
    }

    [Theory]
    [InlineData(0.80, CheckSeverity.Warning, "others use most of it")]
    [InlineData(0.95, CheckSeverity.Error, "Nothing is left for cycles")]
    public async Task An_allowance_nearly_used_up_by_others_is_told_once_with_who_uses_it(double used, CheckSeverity severity, string words)
    {
        using var setUp = Open();
        setUp.Admin("account", new() { ["usedToday"] = (int)(Allowance * used) });

        var finding = (await setUp.CheckAsync()).Single(one => one.Area is CheckArea.Limits);

        (finding.Severity, finding.Setting).ShouldBe((severity, $"Crms:{setUp.Connection.Name}:ApiBudget:DailyShare"));
        finding.Problem.ShouldContain(words);
        finding.Remedy!.ShouldContain("Find who uses it");
    }

    [Fact]
    public async Task Rules_that_look_for_roles_the_crm_never_says_are_told_with_the_translation_to_write()
    {
        using var setUp = Open();
        setUp.Rules = RulesDocument.Compile(Document("""{ "Premises": { "Authority": { "Met": { "the boss is there": { "contact.roles": { "AnyOf": ["the_boss"] } } } } } }""")).Rules!;

        var finding = (await setUp.CheckAsync()).Single(one => one.Severity > CheckSeverity.Info);

        (finding.Severity, finding.Area, finding.Cause).ShouldBe((CheckSeverity.Warning, CheckArea.Roles, CheckCause.Settings));
        finding.Setting.ShouldBe($"Crms:{setUp.Connection.Name}:Fields:contact.roles:Values");
        finding.Remedy!.ShouldContain("\"the_boss\"");
    }

    [Fact]
    public async Task Looking_changes_nothing()
    {
        using var setUp = Open();
        var before = setUp.Call("GET", "/_sandbox/deals?limit=500")!.ToJsonString();

        await setUp.CheckAsync();
        await setUp.PlanAsync();

        setUp.Call("GET", "/_sandbox/deals?limit=500")!.ToJsonString().ShouldBe(before);
    }

    /// <summary>Two misconfigurations that every CRM can have: a machine whose clock is off, and an allowance that others use up.</summary>
    protected void Misplant(SetUp setUp)
    {
        setUp.Admin("clock", new() { ["advanceSeconds"] = 45 });
        setUp.Admin("account", new() { ["usedToday"] = (int)(Allowance * 0.80) });
    }

    /// <summary>Whether each thing planted is named by its place or setting with its remedy, the two of <see cref="Misplant"/> besides.</summary>
    protected static async Task NamesAsync(SetUp setUp, params (string Where, string Remedy)[] planted)
    {
        var found = (await setUp.CheckAsync()).Where(finding => finding.Severity > CheckSeverity.Info).ToList();
        found.ShouldAllBe(finding => finding.Remedy != null && finding.Remedy.Length > 0);
        planted.Append((Where: $"Crms:{setUp.Connection.Name}:ApiBudget:DailyShare", Remedy: "Find who uses it"))
            .Where(one => !found.Exists(finding => (finding.Place == one.Where || finding.Setting == one.Where) && finding.Remedy!.Contains(one.Remedy, StringComparison.Ordinal)))
            .Select(one => one.Where)
            .ShouldBeEmpty(string.Join('\n', found.Select(finding => $"{finding.Place} {finding.Setting}: {finding.Problem} → {finding.Remedy}")));

        found.ShouldContain(finding => finding.Area == CheckArea.Clock && finding.Remedy!.Contains("timedatectl", StringComparison.Ordinal));
    }

    /// <summary>Requests a day allowed to the practice account.</summary>
    protected abstract int Allowance { get; }

    private static SettingsDocument Document(string json) => SettingsDocument.Parse("rules", System.Text.Encoding.UTF8.GetBytes(json), "Readiness", [])!;
}
