namespace CrmReadinessSync.Sync.Tests;

/// <summary>Law 14: a flag set by hand counts as an override for a time, and a field that somebody else keeps overwriting is left alone and told.</summary>
public sealed class HandEditTests
{
    [Fact]
    public async Task A_flag_set_by_hand_stays_is_told_as_an_override_and_returns_to_the_verdict_afterwards()
    {
        var world = await FlaggedAsync();
        SetFlag(world, "ready");

        (await world.RunAsync()).Counts.Written.ShouldBe(1, "the texts say whose word it is");
        Flag(world).ShouldBe("ready");
        world.Crm.All["1"].Properties["r_reasons"].Value.ShouldNotBeNull().ShouldContain("進める");
        var verdict = (await VerdictAsync(world)).ShouldNotBeNull();
        verdict.Override.ShouldNotBeNull().Flag.ShouldBe(Readiness.Flag.Ready);
        verdict.ComputedFlag.ShouldBe(Readiness.Flag.Confirm);
        verdict.Override.Until.ShouldNotBeNull().ShouldBe(world.Crm.All["1"].ModifiedAt.AddDays(14), TimeSpan.FromMinutes(2));

        for (var day = 0; day < 13; day++)
        {
            world.Time.Advance(TimeSpan.FromHours(24));
            (await world.RunAsync()).Counts.Written.ShouldBe(0);
        }

        Flag(world).ShouldBe("ready");
        world.Time.Advance(TimeSpan.FromHours(25));
        (await world.RunAsync()).Counts.Written.ShouldBe(1);
        Flag(world).ShouldBe("confirm");
        (await VerdictAsync(world))!.Override.ShouldBeNull();
        world.Time.Advance(TimeSpan.FromHours(1));
        (await world.RunAsync()).Counts.Written.ShouldBe(0);
    }

    [Fact]
    public async Task A_flag_put_back_to_what_it_was_before_our_own_flip_counts_too()
    {
        var world = await FlaggedAsync();
        world.Crm.Edit(world.Crm.All["1"], deal => PracticeCrm.Set(deal, "x_need", "no_plan"));
        await world.RunAsync();
        Flag(world).ShouldBe("hold");
        SetFlag(world, "confirm");

        await world.RunAsync();

        Flag(world).ShouldBe("confirm");
        (await VerdictAsync(world))!.Override.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_flag_set_between_our_read_and_our_write_of_a_text_stays_too()
    {
        var world = new World();
        var deal = world.Crm.Add("1", edited => PracticeCrm.Set(edited, "x_need", "open"));
        await world.RunAsync();
        deal.Properties["r_flag"].Value.ShouldBe("confirm");
        world.Crm.Edit(deal, edited => PracticeCrm.Set(edited, "x_note", "社長は前向き。稟議は来週", world.Time.GetUtcNow()));
        world.Crm.Edit(deal, edited => PracticeCrm.Set(edited, "r_next", null));
        world.Crm.Arriving = _ => world.Crm.Edit(deal, edited => PracticeCrm.Set(edited, "r_flag", "hold"));
        world.Time.Advance(TimeSpan.FromMinutes(5));
        (await world.RunAsync()).Counts.Written.ShouldBe(1);
        world.Crm.Arriving = null;
        deal.Properties["r_flag"].Value.ShouldBe("hold", "our write was of a text alone");

        world.Time.Advance(TimeSpan.FromMinutes(5));
        await world.RunAsync();

        deal.Properties["r_flag"].Value.ShouldBe("hold");
    }

    [Fact]
    public async Task The_meeting_ends_a_hand_set_flag()
    {
        var world = await FlaggedAsync();
        world.Crm.EditLinks(world.Crm.All["1"], deal => deal.Meetings.Add(new DealMeeting("m", world.Time.GetUtcNow().AddDays(2), null, "打ち合わせ", null, MeetingState.Booked)));
        await world.RunAsync();
        SetFlag(world, "hold");
        await world.RunAsync();
        (await VerdictAsync(world))!.Override!.Until.ShouldNotBeNull().ShouldBe(World.Start.AddDays(2), TimeSpan.FromHours(1));
        Flag(world).ShouldBe("hold");

        world.Time.Advance(TimeSpan.FromHours(49));
        await world.RunAsync();

        Flag(world).ShouldBe("confirm");
    }

    [Fact]
    public async Task A_second_word_of_the_rep_counts_anew_and_our_own_word_ends_it()
    {
        var world = await FlaggedAsync();
        SetFlag(world, "ready");
        await world.RunAsync();
        world.Time.Advance(TimeSpan.FromDays(10));
        SetFlag(world, "hold");
        await world.RunAsync();
        world.Time.Advance(TimeSpan.FromDays(10));
        (await world.RunAsync()).State.ShouldBe(RunState.Completed);
        Flag(world).ShouldBe("hold");

        SetFlag(world, "confirm");
        await world.RunAsync();
        world.Crm.Edit(world.Crm.All["1"], deal => PracticeCrm.Set(deal, "x_need", "no_plan"));
        world.Time.Advance(TimeSpan.FromDays(15));
        await world.RunAsync();

        Flag(world).ShouldBe("hold");
    }

    [Fact]
    public async Task A_blanked_flag_and_a_foreign_word_are_no_override_and_are_filled_again()
    {
        var world = await FlaggedAsync();
        foreach (var word in new[] { null, "in_review" })
        {
            SetFlag(world, word);
            (await world.RunAsync()).Counts.Written.ShouldBe(1);
            Flag(world).ShouldBe("confirm");
            (await VerdictAsync(world))!.Override.ShouldBeNull();
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Our_own_echoes_lost_answers_and_cut_off_batches_never_count(int seed)
    {
        for (var round = 0; round < 25; round++)
        {
            var world = new World(seed, new Trouble((seed * 100) + round) { EchoStamps = 0.5, LostAcks = 0.4, Kills = 0.01, FailedDeals = 0.1 });
            for (var i = 0; i < 8; i++)
            {
                world.Crm.Add($"{100 + i}", deal => PracticeCrm.Set(deal, "x_need", "decided"));
            }

            for (var cycle = 0; cycle < 8; cycle++)
            {
                await world.RunInTroubleAsync();
                world.Time.Advance(TimeSpan.FromMinutes(70));
                foreach (var deal in world.Crm.All.Values.Where(_ => world.Trouble.Pick(3) == 0))
                {
                    var need = world.Trouble.Pick(2) == 0 ? "no_plan" : "decided";
                    world.Crm.Edit(deal, edited => PracticeCrm.Set(edited, "x_need", need));
                }
            }

            world.Trouble.Calm();
            world.Time.Advance(TimeSpan.FromDays(2));
            await world.RunAsync();
            await foreach (var page in world.Kept.ReadOpenDealsAsync(TestContext.Current.CancellationToken))
            {
                page.ShouldAllBe(deal => deal.Standing == null, $"seed {seed}, round {round}");
            }
        }
    }

    [Fact]
    public async Task A_field_that_somebody_keeps_overwriting_is_left_alone_told_and_tried_again_later()
    {
        var world = await FlaggedAsync();
        CycleReport report = null!;
        for (var time = 0; time < 6; time++)
        {
            world.Crm.Edit(world.Crm.All["1"], deal => PracticeCrm.Set(deal, "r_next", "workflow"));
            report = await world.RunAsync();
            world.Time.Advance(TimeSpan.FromMinutes(10));
        }

        world.Crm.Writes.Count.ShouldBe(1 + Overwriting.Enough - 1);
        world.Crm.All["1"].Properties["r_next"].Value.ShouldBe("workflow");
        Flag(world).ShouldBe("confirm");
        report.LeftAlone.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            field => field.Property.ShouldBe("r_next"), field => field.Deals.ShouldBe(1), field => field.Example.ShouldBe("1"));
        report.Counts.LeftAlone.ShouldBe(1);
        (await world.Kept.ReadRunsAsync(1, TestContext.Current.CancellationToken))[0].End!.Counts.LeftAlone.ShouldBe(1);

        world.Time.Advance(Overwriting.Rest);
        report = await world.RunAsync();
        report.Counts.Written.ShouldBe(1);
        report.LeftAlone.ShouldBeEmpty();
        world.Crm.All["1"].Properties["r_next"].Value.ShouldNotBe("workflow");
    }

    [Fact]
    public async Task Two_installations_with_a_journal_each_stop_fighting_over_one_account_and_say_so()
    {
        var one = new World();
        var other = new World(time: one.Time, crm: one.Crm, connection: World.Connect() with { Language = "en" });
        for (var i = 0; i < 10; i++)
        {
            one.Crm.Add($"{100 + i}", deal => PracticeCrm.Set(deal, "x_need", "decided"));
        }

        var (reports, writes) = (new List<CycleReport>(), new List<int>());
        for (var cycle = 0; cycle < 40; cycle++)
        {
            reports.Add(await (cycle % 2 == 0 ? one : other).RunAsync());
            writes.Add(one.Crm.Writes.Count);
            one.Time.Advance(TimeSpan.FromMinutes(5));
        }

        writes[^1].ShouldBe(writes[12], "after a few rounds nobody writes any more");
        reports.TakeLast(4).ShouldContain(report => report.LeftAlone.Any(field => field.Property == "r_next" && field.Deals == 10));
    }

    private static async Task<World> FlaggedAsync()
    {
        var world = new World();
        world.Crm.Add("1", deal => PracticeCrm.Set(deal, "x_need", "decided"));
        await world.RunAsync();
        world.Time.Advance(TimeSpan.FromMinutes(10));
        return world;
    }

    private static void SetFlag(World world, string? word) => world.Crm.Edit(world.Crm.All["1"], deal => PracticeCrm.Set(deal, "r_flag", word));

    private static string? Flag(World world) => world.Crm.All["1"].Properties["r_flag"].Value;

    private static async Task<Readiness.Verdict?> VerdictAsync(World world) => (await world.Kept.FindDealAsync("1", TestContext.Current.CancellationToken))?.Verdict;
}
