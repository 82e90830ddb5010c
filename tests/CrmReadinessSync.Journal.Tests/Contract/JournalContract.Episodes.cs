using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Journal.Tests;

public abstract partial class JournalContract
{
    [Fact]
    public async Task Episodes_come_back_as_they_were_saved_oldest_first_and_saving_one_again_replaces_it()
    {
        await Journal.SaveReadAsync(0, Sample.Read(changed: [Sample.Deal("1"), Sample.Deal("2")]), Token);
        var meeting = new Episode(EpisodeKind.Meeting, "1", Sample.Start.AddHours(3)) { Meeting = new MeetingNote("m1", Sample.Verdict(), Sample.Deal("1", shown: "ready")) };
        var stop = new Episode(EpisodeKind.Stop, "2", Sample.Start) { Stop = new StopNote(Phase.Gathering, new DateOnly(2027, 1, 4), "展示会", null, "default") { Booked = new PlannedMeeting("m2", Sample.Start, 60), MinutesSpared = 30 } };
        var word = new Episode(EpisodeKind.Override, "1", Sample.Start.AddHours(1), Sample.Start.AddHours(2)) { Override = new OverrideNote(Flag.Ready, Flag.Hold, Phase.Gathering, .4, "社長が決める", "r1") };
        var end = new Episode(EpisodeKind.Outcome, "2", Sample.Start.AddHours(9))
        {
            Outcome = new OutcomeNote(true, "c1", [new FrozenVerdict(Sample.Start, Flag.Ready, Flag.Confirm, .75, "r1"), new FrozenVerdict(Sample.Start.AddHours(1), Flag.Hold, Flag.Hold, .5, "r2")]),
        };
        await Journal.SaveEpisodesAsync(0, [meeting, stop, word, end], [], Token);

        var found = await Journal.FindEpisodesAsync(["1", "2", "9"], onlyOpen: false, Token);
        found.Select(one => (one.Kind, one.DealId, one.BeganAt, one.EndedAt)).ShouldBe(
            [(EpisodeKind.Stop, "2", stop.BeganAt, null), (EpisodeKind.Override, "1", word.BeganAt, word.EndedAt), (EpisodeKind.Meeting, "1", meeting.BeganAt, null), (EpisodeKind.Outcome, "2", end.BeganAt, null)]);
        found[0].Stop.ShouldBe(stop.Stop);
        found[1].Override.ShouldBe(word.Override);
        found[3].Outcome.ShouldBe(end.Outcome);
        found[2].Meeting!.Meeting.ShouldBe("m1");
        Sample.Text(found[2].Meeting!.Before).ShouldBe(Sample.Text(Sample.Verdict()));
        Sample.Text(found[2].Meeting!.Snapshot).ShouldBe(Sample.Text(Sample.Deal("1") with { Shown = DealSnapshot.NothingShown }));
        (await Journal.FindEpisodesAsync(["1"], onlyOpen: true, Token)).Select(one => one.Kind).ShouldBe([EpisodeKind.Meeting]);

        await Journal.SaveEpisodesAsync(0, [meeting with { EndedAt = Sample.Start.AddDays(8), Meeting = meeting.Meeting with { After = Sample.Verdict(Flag.Ready) } }], [], Token);
        (await Journal.FindEpisodesAsync(["1"], onlyOpen: true, Token)).ShouldBeEmpty();
        (await Sample.Flat(Journal.ReadEpisodesAsync(EpisodeKind.Meeting, Sample.Start, Token))).ShouldHaveSingleItem().Meeting!.After!.Flag.ShouldBe(Flag.Ready);
    }

    [Theory]
    [InlineData(TaskState.Wanted, null)]
    [InlineData(TaskState.Made, "0012")]
    public async Task A_task_is_kept_with_how_far_it_is(TaskState state, string? id)
    {
        await Journal.SaveReadAsync(0, Sample.Read(changed: [Sample.Deal("1")]), Token);
        var task = new Episode(EpisodeKind.Task, "1", Sample.Start) { Task = new TaskNote("m1", state, id, Sample.Start.AddMinutes(5)) };

        await Journal.SaveEpisodesAsync(0, [task], [], Token);

        (await Sample.Flat(Journal.ReadEpisodesAsync(EpisodeKind.Task, Sample.Start, Token))).ShouldHaveSingleItem().ShouldBe(task);
    }

    [Fact]
    public async Task Episodes_of_a_kind_are_read_in_pages_from_an_instant_on()
    {
        await Journal.SaveReadAsync(0, Sample.Read(changed: [.. Enumerable.Range(0, 1100).Select(i => Sample.Deal($"{i:0000}"))]), Token);
        await Journal.SaveEpisodesAsync(
            0, [.. Enumerable.Range(0, 1100).Select(i => new Episode(EpisodeKind.Stop, $"{i:0000}", Sample.Start.AddHours(i / 2)) { Stop = new StopNote(Phase.NotBuying, null, null, null, null) })], [], Token);

        var all = await Sample.Flat(Journal.ReadEpisodesAsync(EpisodeKind.Stop, Sample.Start, Token));
        all.Select(one => one.DealId).ShouldBe(Enumerable.Range(0, 1100).Select(i => $"{i:0000}"), ignoreOrder: true);
        all.Select(one => one.BeganAt).ShouldBeInOrder();
        (await Sample.Flat(Journal.ReadEpisodesAsync(EpisodeKind.Stop, Sample.Start.AddHours(540), Token))).Count.ShouldBe(20);
        (await Sample.Flat(Journal.ReadEpisodesAsync(EpisodeKind.Meeting, Sample.Start, Token))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Timed_deals_are_those_open_whose_time_has_come_and_their_memory_can_be_kept()
    {
        await Journal.SaveReadAsync(0, Sample.Read(changed: [Sample.Deal("1"), Sample.Deal("2"), Sample.Deal("3")]), Token);
        var run = await Journal.BeginRunAsync(Sample.Run(), Token);
        await Journal.SaveJudgedAsync(run, [Sample.Unchanged("1", Sample.Start.AddHours(2)), Sample.Unchanged("2", Sample.Start.AddHours(5)), Sample.Unchanged("3", Sample.Start.AddHours(1))], Token);
        await Journal.SaveReadAsync(run, Sample.Read(changed: [Sample.Deal("3", closed: true)]), Token);

        var timed = (await Sample.Flat(Journal.ReadTimedAsync(Sample.Start.AddHours(2), Token))).ShouldHaveSingleItem();
        timed.Snapshot.Id.ShouldBe("1");
        timed.Verdict.ShouldNotBeNull();

        await Journal.SaveEpisodesAsync(run, [], [timed.Snapshot with { Memory = timed.Snapshot.Memory with { Quiet = [new QuietMeeting("m1", Sample.Start)] } }], Token);
        (await Journal.FindDealAsync("1", Token))!.Snapshot.Memory.Quiet.ShouldBe([new QuietMeeting("m1", Sample.Start)]);
        (await DueIdsAsync(hours: 1)).ShouldBeEmpty("remembering makes nothing due");
    }
}
