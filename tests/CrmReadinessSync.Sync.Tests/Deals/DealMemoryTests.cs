using CrmReadinessSync.Readiness;
using static CrmReadinessSync.Sync.Tests.DealMappingTests;

namespace CrmReadinessSync.Sync.Tests;

/// <summary>What is remembered from read to read.</summary>
public sealed class DealMemoryTests
{
    private static readonly DateTimeOffset Now = World.Start;

    [Theory]
    [InlineData(2, 3, true, 1)]
    [InlineData(2, 9, true, 1)]
    [InlineData(2, 2.9, true, 0)]
    [InlineData(9, 2, true, 0)]
    [InlineData(2, 9, false, 0)]
    public void Only_what_they_put_off_by_a_day_or_more_is_a_move(double from, double to, bool byThem, int moves)
    {
        var before = Deal() with { Meetings = [Meeting("m", from)] };
        var now = Deal() with { Meetings = [Meeting("m", to) with { MovedByThem = byThem }] };

        DealMemory.Carry(before, now, Now).Moves.Length.ShouldBe(moves);
    }

    [Fact]
    public void A_meeting_left_behind_for_a_later_one_is_a_move_too()
    {
        var before = Deal() with { Meetings = [Meeting("m", 1)] };
        var left = Meeting("m", 1, state: MeetingState.Cancelled) with { MovedByThem = true };

        DealMemory.Carry(before, Deal() with { Meetings = [left, Meeting("n", 4)] }, Now).Moves.ShouldBe([new MeetingMove("m", Now.AddDays(1), Now.AddDays(4), Now)]);
        DealMemory.Carry(before, Deal() with { Meetings = [left] }, Now).Moves.ShouldBeEmpty("nothing says when they would come");
        DealMemory.Carry(before with { Meetings = [Meeting("m", 1), Meeting("n", 4)] }, Deal() with { Meetings = [left, Meeting("n", 4)] }, Now).Moves.ShouldBeEmpty("that one was booked before");
    }

    [Theory]
    [InlineData("2", 1, "2")]
    [InlineData("1", 2, "2")]
    [InlineData(null, 1, "1")]
    [InlineData("nonsense", 0, "0")]
    public void What_the_CRM_counts_stands_beside_what_was_seen_and_the_higher_number_is_the_better_informed(string? told, int seen, string moved)
    {
        var deal = Deal(("meeting.moved", told)) with
        {
            Memory = DealMemory.None with { Moves = [.. Enumerable.Range(0, seen).Select(day => new MeetingMove("m", Now.AddDays(day), Now.AddDays(day + 1), Now))] },
        };

        Vocabulary.TryFind("meeting.moved", out var field).ShouldBeTrue();
        DealMapping.Compile(World.Connect()).ToFacts(deal, Now)[field!]!.Raw.ShouldBe(moved);
    }

    [Fact]
    public void A_move_is_counted_once_however_often_the_deal_is_read()
    {
        var before = Deal() with { Meetings = [Meeting("m", 1)] };
        var moved = Deal() with { Meetings = [Meeting("m", 4) with { MovedByThem = true }] };
        var once = moved with { Memory = DealMemory.Carry(before, moved, Now) };
        var again = moved with { Memory = DealMemory.Carry(once, moved, Now.AddDays(1)) };

        again.Memory.Moves.Length.ShouldBe(1);
    }

    [Fact]
    public void A_close_date_counts_as_pushed_when_it_moves_later_and_not_when_it_comes_nearer_or_is_first_set()
    {
        var memory = DealMemory.None;
        string? before = null;
        foreach (var day in new[] { null, "2026-12-01", "2026-12-10", "2026-12-05", "2027-01-05", "2027-01-05" })
        {
            memory = DealMemory.Carry(Deal(("close_date", before)) with { Memory = memory }, Deal(("close_date", day)), Now);
            before = day;
        }

        memory.ClosePushes.ShouldBe(2);
        memory.ClosePushedAt.ShouldBe(Now);
    }

    [Theory]
    [InlineData(null, 0, null)]
    [InlineData(null, 2, "2")]
    [InlineData("4", 2, "4")]
    [InlineData("1", 2, "2")]
    public void The_rules_hear_the_higher_of_what_the_crm_counts_and_what_was_seen(string? told, int seen, string? expected)
    {
        var deal = Deal(("close_date.pushed", told)) with { Memory = new DealMemory { ClosePushes = seen, ClosePushedAt = Now } };

        Fact(deal, "close_date.pushed").ShouldBe(expected);
    }

    [Fact]
    public async Task A_meeting_they_put_off_twice_is_a_sign_that_shows_in_the_crm_and_passes()
    {
        var world = new World();
        var deal = world.Crm.Add("1", edited =>
        {
            foreach (var (property, value) in new[] { ("x_need", "decided"), ("x_timing", "dated"), ("x_authority", "sponsor"), ("x_fit", "match") })
            {
                PracticeCrm.Set(edited, property, value, Now.AddDays(-1));
            }

            edited.Meetings.Add(Meeting("m", 3));
        });
        await world.RunAsync();
        deal.Properties["r_flag"].Value.ShouldBe("ready");

        foreach (var days in new[] { 6, 10 })
        {
            world.Time.Advance(TimeSpan.FromDays(1));
            world.Crm.EditLinks(deal, edited => edited.Meetings[0] = Meeting("m", days) with { MovedByThem = true });
            await world.RunAsync();
            deal.Properties["r_flag"].Value.ShouldBe(days == 10 ? "confirm" : "ready");
        }

        deal.Properties["r_reasons"].Value!.ShouldContain("先方の都合で日程が二度延びている");
        world.Time.Advance(TimeSpan.FromDays(91));
        await world.RunAsync();
        deal.Properties["r_reasons"].Value!.ShouldNotContain("日程が二度");
    }

    private static string? Fact(DealSnapshot deal, string name) =>
        DealMapping.Compile(World.Connect()).ToFacts(deal, Now)[Vocabulary.TryFind(name, out var field) ? field : throw new InvalidOperationException(name)]?.Raw;
}
