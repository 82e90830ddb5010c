namespace CrmReadinessSync.Sync.Tests;

/// <summary>Law 9: memory does not grow with the number of deals. Law 12: deal text and secrets reach no log.</summary>
public sealed class BoundedTests
{
    [Fact]
    public async Task Pages_handed_over_do_not_grow_with_the_number_of_deals()
    {
        var few = new World().Populate(2, 50);
        var many = new World().Populate(2, 800);

        await few.RunAsync();
        await many.RunAsync();

        many.Journal.LargestPage.ShouldBe(few.Journal.LargestPage);
        many.Crm.LargestPage.ShouldBe(few.Crm.LargestPage);
    }

    [Fact]
    public async Task Neither_deal_text_nor_a_secret_reaches_the_log_at_any_level()
    {
        var log = new CapturedLog<SyncCycle>();
        var world = new World(trouble: new Trouble(4) { FailedDeals = 0.3 }, log: log);
        for (var i = 0; i < 40; i++)
        {
            world.Crm.Add($"{100 + i}", deal =>
            {
                deal.Name = "株式会社ひみつ";
                PracticeCrm.Set(deal, "x_note", "tell nobody about pat-na1-planted");
                PracticeCrm.Set(deal, "x_need", i % 2 == 0 ? "no_plan" : "decided");
                deal.Meetings.Add(new DealMeeting($"m{i}", World.Start.AddDays(3), null, "極秘のお打ち合わせ", null, MeetingState.Booked));
            });
        }

        await world.RunAsync();
        world.Crm.BreaksWritingWith = new CrmException(new CrmFailure(FailureAction.StopCrm, "INVALID", "株式会社ひみつ: pat-na1-planted"));
        world.Time.Advance(TimeSpan.FromHours(30));
        await world.RunAsync();

        log.Lines.Count.ShouldBeGreaterThan(50);
        log.Lines.ShouldContain(line => line.Contains("103"));
        log.Lines.ShouldAllBe(line => !line.Contains("ひみつ") && !line.Contains("極秘") && !line.Contains("planted") && !line.Contains("tell nobody"));
    }

    [Fact]
    public async Task A_cycle_says_its_counts_once_at_information_level_with_run_and_crm_in_scope()
    {
        var log = new CapturedLog<SyncCycle>();
        var world = new World(log: log).Populate(3, 30);

        await world.RunAsync();

        log.Lines.Where(line => line.StartsWith("Information", StringComparison.Ordinal)).ToList().ShouldSatisfyAllConditions(
            lines => lines.Count.ShouldBe(2),
            lines => lines[^1].ShouldContain("Cycle Completed: read 30, judged 30"));
        log.Scopes.ShouldContain(scope => scope.Contains("Run=1") && scope.Contains("Crm=practice"));
    }

    [Fact]
    public async Task Progress_is_told_stroke_by_stroke()
    {
        var told = new List<Stroke>();
        var world = new World().Populate(3, 30);

        await world.RunAsync(progress: new Telling(told));

        told.Distinct().ShouldBe([Stroke.Read, Stroke.Judge, Stroke.Write]);
        told.Count.ShouldBeGreaterThan(10);
    }

    private sealed class Telling(List<Stroke> told) : IProgress<CycleProgress>
    {
        public void Report(CycleProgress value) => told.Add(value.Stroke);
    }
}
