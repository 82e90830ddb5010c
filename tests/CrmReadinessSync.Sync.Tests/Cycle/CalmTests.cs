namespace CrmReadinessSync.Sync.Tests;

/// <summary>Laws 1 and 7: what did not change costs nothing, and our own writes are no change.</summary>
public sealed class CalmTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public async Task A_second_run_over_unchanged_deals_writes_nothing_whether_or_not_the_crm_tells_its_stamps(double echoStamps)
    {
        var world = new World(trouble: new Trouble(3) { EchoStamps = echoStamps }).Populate(3, 60);
        var first = await world.RunAsync();
        first.Counts.Written.ShouldBeGreaterThan(40);

        for (var run = 2; run <= 4; run++)
        {
            var again = await world.RunAsync();
            again.Counts.Written.ShouldBe(0);
            again.Counts.Judged.ShouldBe(0);
            again.State.ShouldBe(RunState.Completed);
        }
    }

    [Fact]
    public async Task Recognising_our_own_echoes_reads_no_deal_in_full()
    {
        var world = new World().Populate(3, 60);
        await world.RunAsync();
        var readInFull = world.Crm.FullReads;

        await world.RunAsync();

        world.Crm.FullReads.ShouldBe(readInFull);
    }

    [Fact]
    public async Task Only_the_properties_that_differ_are_sent()
    {
        var world = new World();
        var deal = world.Crm.Add("1", edited => PracticeCrm.Set(edited, "x_need", "no_plan"));
        await world.RunAsync();
        world.Crm.Edit(deal, edited => PracticeCrm.Set(edited, "r_phase", "deciding"));
        world.Crm.Writes.Clear();

        await world.RunAsync();

        world.Crm.Writes.ShouldHaveSingleItem().Changes.ShouldHaveSingleItem().ShouldBe(KeyValuePair.Create<string, string?>("r_phase", "not_buying"));
    }

    [Fact]
    public async Task A_text_that_the_crm_trims_and_respells_is_not_written_again()
    {
        var world = new World();
        var deal = world.Crm.Add("1", edited => PracticeCrm.Set(edited, "x_need", "no_plan"));
        await world.RunAsync();
        var reasons = deal.Properties["r_reasons"].Value.ShouldNotBeNull();
        world.Crm.Edit(deal, edited => PracticeCrm.Set(edited, "r_reasons", $" {reasons.ReplaceLineEndings("\r\n")}\r\n"));

        (await world.RunAsync()).Counts.Written.ShouldBe(0);
    }

    [Fact]
    public async Task Somebody_elses_edit_that_the_rules_do_not_see_is_touched_and_not_judged()
    {
        var world = new World();
        var deal = world.Crm.Add("1", edited => PracticeCrm.Set(edited, "x_need", "no_plan"));
        await world.RunAsync();
        world.Crm.Edit(deal, edited => PracticeCrm.Set(edited, "somebody_elses", "new"));

        var report = await world.RunAsync();

        report.Counts.Read.ShouldBe(1);
        report.Counts.Judged.ShouldBe(0);
    }
}
