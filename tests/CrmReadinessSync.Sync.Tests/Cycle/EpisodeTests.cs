using System.Collections.Immutable;
using CrmReadinessSync.Readiness;
using static CrmReadinessSync.Sync.Tests.DealMappingTests;

namespace CrmReadinessSync.Sync.Tests;

/// <summary>What verdicts lead to is kept: meetings as they were prepared, good stops, the rep's last word.</summary>
public sealed class EpisodeTests
{
    private static readonly DateTimeOffset Now = World.Start;

    [Fact]
    public async Task A_meeting_is_kept_as_it_was_prepared_whatever_was_recorded_once_it_had_begun()
    {
        var world = new World();
        var deal = world.Crm.Add("1", edited =>
        {
            PracticeCrm.Set(edited, "x_need", "decided", Now.AddDays(-1));
            edited.Meetings.Add(Meeting("m", 2));
        });
        await world.RunAsync();
        world.Time.Advance(TimeSpan.FromDays(2));
        world.Time.Advance(TimeSpan.FromMinutes(2));
        world.Crm.Edit(deal, edited => PracticeCrm.Set(edited, "x_timing", "dated", world.Time.GetUtcNow()));
        await world.RunAsync();

        var kept = (await EpisodesAsync(world, EpisodeKind.Meeting)).ShouldHaveSingleItem();
        kept.BeganAt.ShouldBe(Now.AddDays(2));
        kept.EndedAt.ShouldBeNull();
        var note = kept.Meeting.ShouldNotBeNull();
        note.Meeting.ShouldBe("m");
        note.Snapshot.Values["timing"].Value.ShouldBeNull("it was recorded afterwards");
        note.Before.Findings.Single(finding => finding.Premise == "Timing").Kind.ShouldBe(UnknownKind.Missing);
        note.Before.Rules.ShouldNotBeNullOrEmpty();

        world.Time.Advance(TimeSpan.FromDays(7));
        await world.RunAsync();
        world.Crm.Edit(deal, edited => PracticeCrm.Set(edited, "x_budget", "1", world.Time.GetUtcNow()));
        await world.RunAsync();
        var settled = (await EpisodesAsync(world, EpisodeKind.Meeting)).ShouldHaveSingleItem();
        settled.EndedAt.ShouldNotBeNull();
        settled.Meeting!.Moved(settled.Meeting.After!).ShouldBe(["Timing"], "the budget came up a week later");
    }

    [Fact]
    public async Task Two_meetings_that_moved_nothing_are_a_sign_until_an_answer_moves()
    {
        var world = new World(connection: World.Connect() with { Meetings = new MeetingFilter { PastCountsAsHeld = true } });
        var deal = world.Crm.Add("1", edited =>
        {
            PracticeCrm.Set(edited, "x_need", "decided", Now.AddDays(-1));
            edited.Meetings.Add(Meeting("a", 1));
            edited.Meetings.Add(Meeting("b", 5));
        });
        var shown = new List<bool>();
        for (var day = 0; day <= 13; day++)
        {
            await world.RunAsync();
            shown.Add(deal.Properties["r_reasons"].Value!.Contains("二度会っても何も進んでいない", StringComparison.Ordinal));
            world.Time.Advance(TimeSpan.FromDays(1));
        }

        shown.IndexOf(true).ShouldBe(12, "a week after the second");
        world.Crm.Edit(deal, edited => PracticeCrm.Set(edited, "x_timing", "open", world.Time.GetUtcNow()));
        await world.RunAsync();
        deal.Properties["r_reasons"].Value!.ShouldNotContain("何も進んでいない");
    }

    [Fact]
    public async Task A_meeting_with_everything_known_before_it_has_nothing_to_move()
    {
        var world = new World(connection: World.Connect() with { Meetings = new MeetingFilter { PastCountsAsHeld = true } });
        world.Rules = RulesDocument.Compile(SettingsDocument.Parse("t", """{ "Premises": { "DecisionProcess": null } }"""u8.ToArray(), "Readiness", [])).Rules.ShouldNotBeNull();
        var deal = world.Crm.Add("1", edited =>
        {
            foreach (var (property, value) in new[] { ("x_need", "decided"), ("x_timing", "dated"), ("x_authority", "sponsor"), ("x_fit", "match"), ("x_budget", "1") })
            {
                PracticeCrm.Set(edited, property, value, Now.AddDays(-1));
            }

            edited.Meetings.Add(Meeting("a", 1));
            edited.Meetings.Add(Meeting("b", 5));
        });
        for (var day = 0; day <= 13; day++)
        {
            await world.RunAsync();
            world.Time.Advance(TimeSpan.FromDays(1));
        }

        deal.Properties["r_reasons"].Value!.ShouldNotContain("何も進んでいない");
        (await EpisodesAsync(world, EpisodeKind.Meeting)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_good_stop_spares_the_meeting_that_is_called_off_and_ends_when_the_deal_is_taken_up_again()
    {
        var connection = World.Connect();
        var world = new World(connection: connection with { Fields = connection.Fields.SetItem("source", new FieldSource("x_source")) });
        var deal = world.Crm.Add("1", edited =>
        {
            PracticeCrm.Set(edited, "x_timing", "not_now", Now.AddDays(-1));
            PracticeCrm.Set(edited, "x_source", "trade fair");
            edited.Meetings.Add(Meeting("m", 3) with { End = Now.AddDays(3).AddMinutes(90) });
        });
        await world.RunAsync();
        var stop = (await EpisodesAsync(world, EpisodeKind.Stop)).ShouldHaveSingleItem();
        stop.Stop!.RevisitOn.ShouldNotBeNull();
        (stop.Stop.Phase, stop.Stop.Source, stop.Stop.Pipeline, stop.Stop.MinutesSpared).ShouldBe((Phase.Gathering, "trade fair", null, 0));
        stop.Stop.Booked.ShouldBe(new PlannedMeeting("m", Now.AddDays(3), 90));

        world.Crm.EditLinks(deal, edited => edited.Meetings[0] = Meeting("m", 3, state: MeetingState.Cancelled));
        world.Time.Advance(TimeSpan.FromHours(1));
        await world.RunAsync();
        (await EpisodesAsync(world, EpisodeKind.Stop)).ShouldHaveSingleItem().Stop!.MinutesSpared.ShouldBe(90);

        world.Crm.Edit(deal, edited => PracticeCrm.Set(edited, "x_timing", "dated", world.Time.GetUtcNow()));
        await world.RunAsync();
        var ended = (await EpisodesAsync(world, EpisodeKind.Stop)).ShouldHaveSingleItem();
        ended.EndedAt.ShouldNotBeNull();
        ended.Stop!.MinutesSpared.ShouldBe(90, "counted once");
    }

    [Fact]
    public async Task A_meeting_made_half_an_hour_spares_the_other_half()
    {
        var world = new World();
        var deal = world.Crm.Add("1", edited =>
        {
            PracticeCrm.Set(edited, "x_timing", "not_now", Now.AddDays(-1));
            edited.Meetings.Add(Meeting("m", 3));
        });
        await world.RunAsync();
        world.Crm.EditLinks(deal, edited => edited.Meetings[0] = Meeting("m", 4) with { End = Now.AddDays(4).AddMinutes(30) });
        await world.RunAsync();
        world.Time.Advance(TimeSpan.FromDays(5));
        await world.RunAsync();

        (await EpisodesAsync(world, EpisodeKind.Stop)).ShouldHaveSingleItem().Stop!.MinutesSpared.ShouldBe(30);
    }

    [Fact]
    public async Task The_rep_s_last_word_is_kept_with_what_it_was_said_against_and_ends_when_it_lapses()
    {
        var connection = World.Connect();
        var world = new World(connection: connection with { Fields = connection.Fields.SetItem("override", new FieldSource("x_override")).SetItem("override.reason", new FieldSource("x_reason")) });
        world.Crm.Add("1", edited =>
        {
            PracticeCrm.Set(edited, "x_timing", "not_now", Now.AddDays(-1));
            PracticeCrm.Set(edited, "x_override", "ready", Now.AddHours(-1));
            PracticeCrm.Set(edited, "x_reason", "社長が決める");
        });
        await world.RunAsync();

        var said = (await EpisodesAsync(world, EpisodeKind.Override)).ShouldHaveSingleItem();
        (said.BeganAt, said.EndedAt).ShouldBe((Now.AddHours(-1), null));
        (said.Override!.Flag, said.Override.Computed, said.Override.Phase, said.Override.Reason).ShouldBe((Flag.Ready, Flag.Hold, Phase.Gathering, "社長が決める"));
        (await EpisodesAsync(world, EpisodeKind.Stop)).ShouldBeEmpty("the rep goes on");

        world.Time.Advance(TimeSpan.FromDays(15));
        await world.RunAsync();
        (await EpisodesAsync(world, EpisodeKind.Override)).ShouldHaveSingleItem().EndedAt.ShouldNotBeNull();
        (await EpisodesAsync(world, EpisodeKind.Stop)).ShouldHaveSingleItem().EndedAt.ShouldBeNull();
    }

    [Fact]
    public void An_answer_that_grew_old_is_not_what_a_meeting_moved()
    {
        var rules = RulesDocument.Compile(null).Rules.ShouldNotBeNull();
        var mapping = DealMapping.Compile(World.Connect());
        var deal = Deal() with { Values = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, [KeyValuePair.Create("need", new ObservedValue("decided", Now.AddDays(-119)))]) };
        Verdict At(DealSnapshot one, DateTimeOffset now) => rules.Judge(mapping.ToFacts(one, now), new JudgingClock(now, TimeZoneInfo.Utc));
        var note = new MeetingNote("m", At(deal, Now), deal);

        note.Moved(At(deal, Now.AddDays(7))).ShouldBeEmpty();
        note.Moved(At(deal with { Values = deal.Values.SetItem("timing", new ObservedValue("open", Now)) }, Now.AddDays(7))).ShouldBe(["Timing"]);
    }

    private static async Task<List<Episode>> EpisodesAsync(World world, EpisodeKind kind)
    {
        var all = new List<Episode>();
        await foreach (var page in world.Kept.ReadEpisodesAsync(kind, DateTimeOffset.MinValue, CancellationToken.None))
        {
            all.AddRange(page);
        }

        return all;
    }
}
