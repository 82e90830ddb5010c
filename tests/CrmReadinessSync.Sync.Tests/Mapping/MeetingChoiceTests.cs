using static CrmReadinessSync.Sync.Tests.DealMappingTests;

namespace CrmReadinessSync.Sync.Tests;

public sealed class MeetingChoiceTests
{
    private static readonly DateTimeOffset Now = World.Start;

    [Fact]
    public void The_nearest_booked_meeting_ahead_counts()
    {
        var deal = Deal() with
        {
            Meetings = [Meeting("past", -1), Meeting("cancelled", 1, state: MeetingState.Cancelled), Meeting("no show", 1.5, state: MeetingState.NoShow), Meeting("far", 5), Meeting("near", 2)],
        };

        new MeetingChoice(new MeetingFilter()).Next(deal, Now).ShouldNotBeNull().Id.ShouldBe("near");
    }

    [Fact]
    public void Beyond_the_horizon_no_meeting_is_looked_for() =>
        new MeetingChoice(new MeetingFilter { Horizon = TimeSpan.FromDays(3) }).Next(Deal() with { Meetings = [Meeting("m", 4)] }, Now).ShouldBeNull();

    [Theory]
    [InlineData("ABC社内会議", false)]
    [InlineData("ＱＢＲの件", false)]
    [InlineData("Qbr", false)]
    [InlineData("ｼｬﾅｲ", true)]
    [InlineData("初回商談", true)]
    [InlineData(null, true)]
    public void A_title_that_contains_an_excluded_word_in_any_width_or_case_does_not_count(string? title, bool counts)
    {
        var choice = new MeetingChoice(new MeetingFilter { ExcludeTitles = ["社内", "qbr"] });

        (choice.Next(Deal() with { Meetings = [Meeting("m", 1, title)] }, Now) is not null).ShouldBe(counts);
    }

    [Fact]
    public void A_title_with_half_a_surrogate_pair_is_read_all_the_same() =>
        new MeetingChoice(new MeetingFilter { ExcludeTitles = ["社内"] }).Next(Deal() with { Meetings = [Meeting("m", 1, "\uD83D社内")] }, Now).ShouldBeNull();

    [Fact]
    public void An_excluded_word_of_nothing_but_space_excludes_nothing() =>
        new MeetingChoice(new MeetingFilter { ExcludeTitles = ["　"] }).Next(Deal() with { Meetings = [Meeting("m", 1, "商談")] }, Now).ShouldNotBeNull();

    [Fact]
    public void With_types_given_only_meetings_of_those_types_count()
    {
        var choice = new MeetingChoice(new MeetingFilter { Types = ["Demo"] });

        choice.Next(Deal() with { Meetings = [Meeting("a", 1, type: "internal"), Meeting("b", 2), Meeting("c", 3, type: "demo")] }, Now).ShouldNotBeNull().Id.ShouldBe("c");
    }

    [Fact]
    public void A_meeting_without_a_time_lies_ahead_until_its_day_is_over()
    {
        var choice = new MeetingChoice(new MeetingFilter());
        var deal = Deal() with { Meetings = [Meeting("day", 1, allDay: true)] };

        choice.Next(deal, Now.AddDays(1.9)).ShouldNotBeNull();
        choice.Next(deal, Now.AddDays(2)).ShouldBeNull();
    }

    [Fact]
    public void The_choice_changes_when_a_meeting_begins_or_comes_within_the_horizon()
    {
        var choice = new MeetingChoice(new MeetingFilter { Horizon = TimeSpan.FromDays(14) });

        choice.ChangesAt(Deal() with { Meetings = [Meeting("m", 3)] }, Now).ShouldBe(Now.AddDays(3));
        choice.ChangesAt(Deal() with { Meetings = [Meeting("m", 20)] }, Now).ShouldBe(Now.AddDays(6));
        choice.ChangesAt(Deal() with { Meetings = [Meeting("m", 9), Meeting("n", 20)] }, Now).ShouldBe(Now.AddDays(6));
        choice.ChangesAt(Deal() with { Meetings = [Meeting("m", -1)] }, Now).ShouldBeNull();
    }
}
