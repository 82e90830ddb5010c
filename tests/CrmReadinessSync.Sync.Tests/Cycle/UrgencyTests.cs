namespace CrmReadinessSync.Sync.Tests;

/// <summary>The nearest meetings come first, and time alone makes deals due.</summary>
public sealed class UrgencyTests
{
    [Fact]
    public async Task The_nearest_meeting_is_written_first_and_deals_without_one_last()
    {
        var world = new World();
        for (var i = 0; i < 12; i++)
        {
            world.Crm.Add($"{10 + i}", deal =>
            {
                PracticeCrm.Set(deal, "x_need", "open");
                if (i % 2 == 0)
                {
                    deal.Meetings.Add(new DealMeeting($"m{i}", World.Start.AddDays(13 - i), null, null, null, MeetingState.Booked));
                }
            });
        }

        await world.RunAsync();

        world.Crm.Writes.Select(write => write.DealId).ShouldBe(["20", "18", "16", "14", "12", "10", "11", "13", "15", "17", "19", "21"]);
    }

    [Fact]
    public async Task On_a_day_without_lists_what_is_left_reads_the_nearest_meetings_and_everything_else_is_judged_as_it_was_known()
    {
        var world = new World();
        for (var i = 0; i < 12; i++)
        {
            world.Crm.Add($"{10 + i}", deal =>
            {
                PracticeCrm.Set(deal, "x_need", "open");
                deal.Meetings.Add(new DealMeeting($"m{i}", World.Start.AddDays(6).AddHours(12 - i), null, null, null, MeetingState.Booked));
            });
        }

        await world.RunAsync();
        world.Time.Advance(TimeSpan.FromDays(4.5));
        foreach (var deal in world.Crm.All.Values)
        {
            // Not all at one moment, which would count as a bulk fill.
            world.Crm.Edit(deal, edited => PracticeCrm.Set(edited, "x_need", "no_plan", world.Time.GetUtcNow()));
            world.Time.Advance(TimeSpan.FromMinutes(1));
        }

        world.Crm.Asked.Clear();
        world.Crm.RefusesListingWith = new CrmException(new CrmFailure(FailureAction.OutOfBudget, "DAILY", "Spent."));
        world.Crm.NamedReadsLeft = 1;
        (await world.RunAsync()).State.ShouldBe(RunState.OutOfBudget);

        world.Crm.NamedReads.ShouldBe(["21", "20", "19", "18", "17", "16", "15"]);
        world.Crm.All.Values.Where(deal => deal.Properties["r_flag"].Value == "hold").Select(deal => deal.Id).ShouldBe(["15", "16", "17", "18", "19", "20", "21"]);
        world.Crm.Asked.Where(asked => asked.Kind is "open" or "batch_read").ShouldBe([("open", Urgency.Writing), ("batch_read", Urgency.Due), ("batch_read", Urgency.Due)]);

        (world.Crm.RefusesListingWith, world.Crm.NamedReadsLeft) = (null, null);
        (await world.RunAsync()).State.ShouldBe(RunState.Completed);
        world.Crm.All.Values.Select(deal => (deal.Id, deal.Properties["r_flag"].Value)).ShouldAllBe(deal => deal.Value == "hold");
    }

    [Fact]
    public async Task Opening_draws_on_the_last_of_the_share_only_when_something_is_due()
    {
        var world = new World().Populate(4, 10);
        await world.RunAsync();
        world.Crm.Asked.Single(asked => asked.Kind == "open").Urgency.ShouldBe(Urgency.Finding, "nothing is known yet");
        world.Crm.Asked.Clear();
        world.Time.Advance(TimeSpan.FromSeconds(20));

        await world.RunAsync();

        world.Crm.Asked.Single(asked => asked.Kind == "open").Urgency.ShouldBe(Urgency.Finding, "nothing is due");
    }

    [Fact]
    public async Task A_meeting_that_comes_within_the_horizon_changes_the_text_though_nobody_touched_the_deal()
    {
        var world = new World();
        var deal = world.Crm.Add("1", edited =>
        {
            PracticeCrm.Set(edited, "x_need", "open");
            edited.Meetings.Add(new DealMeeting("m1", World.Start.AddDays(20), null, null, null, MeetingState.Booked));
        });
        await world.RunAsync();
        var before = deal.Properties["r_next"].Value;
        world.Time.Advance(TimeSpan.FromDays(5));
        (await world.RunAsync()).Counts.Judged.ShouldBe(0);

        world.Time.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(1));
        (await world.RunAsync()).Counts.Written.ShouldBe(1);

        deal.Properties["r_next"].Value.ShouldNotBe(before);
        deal.Properties["r_next"].Value.ShouldNotBeNull().ShouldContain("11/22");
    }

    [Fact]
    public async Task With_meetings_required_a_deal_loses_its_flag_when_its_meeting_is_cancelled()
    {
        var world = new World();
        world.Connection = world.Connection with { Deals = new DealFilter { WriteWhen = WriteWhen.MeetingBooked } };
        var meeting = new DealMeeting("m1", World.Start.AddDays(2), null, null, null, MeetingState.Booked);
        var deal = world.Crm.Add("1", edited => edited.Meetings.Add(meeting));
        var without = world.Crm.Add("2");
        await world.RunAsync();
        deal.Properties["r_flag"].Value.ShouldNotBeNull();
        without.Properties.ShouldNotContainKey("r_flag");

        world.Crm.EditLinks(deal, edited => edited.Meetings[0] = meeting with { State = MeetingState.Cancelled });
        await world.RunAsync();

        world.Connection.WriteTo.Properties.ShouldAllBe(property => deal.Properties[property].Value == null);
    }
}
