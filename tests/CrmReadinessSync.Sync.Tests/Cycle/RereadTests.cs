using System.Collections.Immutable;
using CrmReadinessSync.Readiness;
using System.Text;

namespace CrmReadinessSync.Sync.Tests;

/// <summary>Law 13: what a change of settings costs, and the daily full comparison.</summary>
public sealed class RereadTests
{
    [Fact]
    public async Task A_translation_that_changes_judges_every_deal_again_without_asking_the_crm()
    {
        var world = new World().Populate(8, 30);
        await world.RunAsync();
        var read = world.Crm.FullReads;
        var budget = world.Connection.Fields["budget"] with { Values = ImmutableSortedDictionary<string, string>.Empty };
        world.Connection = world.Connection with { Fields = world.Connection.Fields.SetItem("budget", budget) };

        var report = await world.RunAsync();

        report.Counts.Judged.ShouldBe(30);
        report.Counts.Written.ShouldBeGreaterThan(0);
        world.Crm.FullReads.ShouldBe(read);
    }

    [Fact]
    public async Task Other_rules_judge_every_open_deal_again_without_asking_the_crm()
    {
        var world = new World().Populate(8, 30);
        world.Crm.All["104"].IsClosed = true;
        await world.RunAsync();
        var read = world.Crm.FullReads;
        var faults = new List<SettingsFault>();
        var document = SettingsDocument.Parse("rules", Encoding.UTF8.GetBytes("""{ "Base": "Standard", "Premises": { "Budget": { "Weight": 2 } } }"""), faults);
        world.Rules = RulesDocument.Compile(document).Rules.ShouldNotBeNull();

        var report = await world.RunAsync();

        report.Counts.Judged.ShouldBe(29);
        world.Crm.FullReads.ShouldBe(read);
    }

    [Fact]
    public async Task A_newly_mapped_field_reads_every_deal_again()
    {
        var world = new World().Populate(8, 30);
        await world.RunAsync();
        world.Connection = world.Connection with { Fields = world.Connection.Fields.SetItem("decide_by", new FieldSource("x_decide_by")) };

        var report = await world.RunAsync();

        report.Counts.Read.ShouldBe(30);
        world.Crm.Reads[^1].Positions.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_full_comparison_comes_once_a_day_and_finds_what_was_deleted()
    {
        var world = new World().Populate(8, 30);
        await world.RunAsync();
        world.Crm.All.Remove("105");
        world.Time.Advance(TimeSpan.FromHours(23));
        await world.RunAsync();
        world.Crm.Reads[^1].Reconcile.ShouldBeFalse();
        world.Journal.OutcomeOf("105").ShouldBe(DealOutcome.Written);

        world.Time.Advance(TimeSpan.FromHours(1));
        await world.RunAsync();
        world.Crm.Reads[^1].Reconcile.ShouldBeTrue();
        world.Journal.OutcomeOf("105").ShouldBe(DealOutcome.Gone);

        world.Time.Advance(TimeSpan.FromHours(23));
        await world.RunAsync();
        world.Crm.Reads[^1].Reconcile.ShouldBeFalse();
    }

    [Fact]
    public async Task After_a_run_cut_short_by_the_budget_the_full_comparison_waits_one_run()
    {
        var world = new World().Populate(8, 30);
        await world.RunAsync();
        world.Time.Advance(TimeSpan.FromHours(24));
        world.Crm.BreaksReadingWith = new CrmException(new CrmFailure(FailureAction.OutOfBudget, "DAILY", "Spent."));
        (await world.RunAsync()).State.ShouldBe(RunState.OutOfBudget);
        world.Crm.Reads[^1].Reconcile.ShouldBeTrue();
        world.Crm.BreaksReadingWith = null;

        await world.RunAsync();
        world.Crm.Reads[^1].Reconcile.ShouldBeFalse();
        await world.RunAsync();
        world.Crm.Reads[^1].Reconcile.ShouldBeTrue();
    }

    [Fact]
    public async Task A_deal_that_comes_back_is_met_as_new()
    {
        var world = new World().Populate(8, 5);
        await world.RunAsync();
        var deal = world.Crm.All["102"];
        world.Crm.All.Remove("102");
        world.Time.Advance(TimeSpan.FromHours(24));
        await world.RunAsync();
        world.Crm.All["102"] = deal;
        world.Crm.Edit(deal, restored => PracticeCrm.Set(restored, "r_flag", null));

        await world.RunAsync();

        world.Journal.OutcomeOf("102").ShouldBe(DealOutcome.Written);
    }
}
