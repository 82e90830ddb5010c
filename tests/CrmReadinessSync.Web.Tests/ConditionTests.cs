using System.Collections.Immutable;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Web.Tests;

/// <summary>Degraded is told apart from dead.</summary>
public sealed class ConditionTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 1, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_service_whose_cycles_end_is_healthy() => Of(Crm with { EndedAt = Now.AddMinutes(-3), Last = Report(RunState.Completed) }).Wellness.ShouldBe(Wellness.Healthy);

    [Fact]
    public void A_spent_share_is_healthy_and_said()
    {
        var condition = Of(Crm with { EndedAt = Now, Last = Report(RunState.OutOfBudget, new CrmFailure(FailureAction.OutOfBudget, "share_spent", "spent", null)) });

        condition.Wellness.ShouldBe(Wellness.Healthy);
        condition.Complaints.ShouldHaveSingleItem().Kind.ShouldBe("out_of_budget");
    }

    [Fact]
    public void A_CRM_that_refuses_the_credentials_degrades_since_its_first_failure()
    {
        var condition = Of(Crm with { EndedAt = Now, FailingSince = Now.AddHours(-2), Last = Report(RunState.Failed, new CrmFailure(FailureAction.StopCrm, "401", "words", "remedy")) });

        condition.Wellness.ShouldBe(Wellness.Degraded);
        condition.Complaints.ShouldHaveSingleItem().ShouldBe(new Complaint("crm_failing", "hubspot", Now.AddHours(-2), "401", "remedy"));
    }

    [Fact]
    public void A_held_plan_degrades() =>
        Of(Crm with { EndedAt = Now, Last = Report(RunState.Held) with { Held = new HeldPlan(7, Now, HoldReason.MassFlip, 40, 30, null) } }).Wellness.ShouldBe(Wellness.Degraded);

    [Fact]
    public void Refused_settings_degrade() =>
        Condition.Of(View(Crm with { EndedAt = Now }) with { Refused = new RefusedView(Now, [new SettingsFault("Safety", "problem", "remedy", File: "appsettings.json", Line: 3)]) }, Now)
            .Wellness.ShouldBe(Wellness.Degraded);

    [Fact]
    public void A_cycle_that_should_have_ended_long_ago_is_dead() => Of(Crm with { EndedAt = Now.AddHours(-2) }).Wellness.ShouldBe(Wellness.Dead);

    [Fact]
    public void A_long_first_read_is_not_dead() => Of(Crm with { EndedAt = null, KnownSince = Now.AddHours(-3), RunningSince = Now.AddHours(-3) }).Wellness.ShouldBe(Wellness.Healthy);

    [Fact]
    public void A_disabled_connection_bothers_nobody() => Of(Crm with { IsEnabled = false, EndedAt = Now.AddDays(-9) }).Wellness.ShouldBe(Wellness.Healthy);

    private static CrmView Crm { get; } = new(
        new CrmConnection { Name = "hubspot", Kind = "HubSpot", TimeZone = TimeZoneInfo.Utc, Language = "en", WriteTo = new WriteTargets(null, null, null, null, null) },
        IsEnabled: true,
        KnownSince: Now.AddDays(-1),
        OverdueAfter: TimeSpan.FromHours(1));

    private static Condition Of(CrmView crm) => Condition.Of(View(crm), Now);

    private static ServiceView View(CrmView crm) => new(Now.AddDays(-1), RulesDocument.Compile(null).Rules!, null, false, [crm], null, []);

    private static CycleReport Report(RunState state, CrmFailure? failure = null) =>
        new(1, state, new RunCounts(), TimeSpan.FromSeconds(1), failure, ImmutableArray<FailureTally>.Empty, null, false);
}
