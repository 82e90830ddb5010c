using System.Text.Json.Nodes;
using CrmReadinessSync.Readiness;
using CrmReadinessSync.Sandbox;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Contract;

/// <summary>Tasks for owners in every CRM: one per meeting whatever goes wrong, and none unless switched on.</summary>
public abstract class TaskContract
{
    /// <summary>The shipped connection with tasks switched on.</summary>
    protected abstract CrmConnection Connection { get; }

    /// <summary>The CRM's names of a task's text, owner and state, and its word for done.</summary>
    protected abstract (string Body, string Owner, string Status, string Done) Names { get; }

    /// <summary>The kind under which the practice CRM counts requests that make tasks.</summary>
    protected abstract string MakingKind { get; }

    /// <summary>What an admin call takes away so that tasks are refused; an empty list gives it back.</summary>
    protected abstract (string Key, string Value) Withdrawn { get; }

    /// <summary>This vendor's side of the practice CRMs.</summary>
    protected abstract PracticeCrm Side(PracticeCrms crms);

    /// <summary>Connects to it over the workplace's wire and clock.</summary>
    protected abstract ICrm Connect(Workplace workplace);

    [Fact]
    public async Task Every_near_meeting_that_is_not_ready_has_one_open_task_of_its_owner_and_no_other_deal_has_any()
    {
        using var work = Open();
        await work.SettleAsync();
        await work.RunAsync();

        var tasks = Tasks(work);

        tasks.Select(task => task.Marker).ShouldBe(await WantedAsync(work), ignoreOrder: true);
        tasks.Count.ShouldBePositive();
        tasks.ShouldAllBe(task => !task.IsDone && task.Owner.Length > 0);
        var made = work.Requests()[MakingKind];
        (await work.RunAsync()).Counts.Written.ShouldBe(0);
        work.Requests()[MakingKind].ShouldBe(made, "what is made is made");
    }

    [Fact]
    public async Task Without_the_setting_no_task_is_made()
    {
        using var work = Open(Connection with { Tasks = null });

        await work.SettleAsync();

        Tasks(work).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("lost-acks")]
    [InlineData("flaky")]
    [InlineData("throttled,flaky,lost-acks,expiring-tokens,locked-rows")]
    public async Task Answers_that_are_lost_never_make_two(string faults)
    {
        using var work = Open(Connection, faults.Split(','));
        for (var cycle = 0; cycle < 30; cycle++)
        {
            await work.RunAsync();
            work.Time.Advance(TimeSpan.FromMinutes(20));
        }

        var markers = Tasks(work).ConvertAll(task => task.Marker);

        markers.ShouldBeUnique();
        markers.ShouldNotBeEmpty();
        (await WantedAsync(work)).Except(markers, StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_process_killed_while_it_makes_tasks_leaves_one_of_each(bool afterwards)
    {
        using var undisturbed = Open();
        await undisturbed.RunAsync();
        Tasks(undisturbed).ShouldNotBeEmpty();
        foreach (var death in Enumerable.Range(0, 5))
        {
            using var other = Open();
            try
            {
                await other.RunAsync(wire => (wire.DiesAt, wire.DiesAfterwards) = (undisturbed.Wire.Sent - death, afterwards));
            }
            catch (ProcessKilledException)
            {
                // As meant.
            }

            other.Time.Advance(TimeSpan.FromMinutes(10));
            await other.SettleAsync();
            await other.RunAsync();
            var markers = Tasks(other).ConvertAll(task => task.Marker);
            markers.ShouldBeUnique($"killed at the request that is {death} before the last");
            (await WantedAsync(other)).Except(markers, StringComparer.Ordinal).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task A_worker_that_lost_its_journal_finds_the_tasks_by_their_markers()
    {
        using var work = Open();
        await work.SettleAsync();
        var before = Tasks(work).ConvertAll(task => task.Marker);

        work.ForgetJournal();
        await work.SettleAsync();

        Tasks(work).ConvertAll(task => task.Marker).ShouldBeUnique();
        before.Except(Tasks(work).ConvertAll(task => task.Marker), StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_task_is_closed_when_its_deal_becomes_ready_or_its_meeting_has_passed_and_is_not_made_again()
    {
        using var work = Open();
        await work.SettleAsync();
        var open = Tasks(work).Where(task => !task.IsDone).ToList();
        var deals = (await work.OpenDealsAsync()).Where(deal => deal.Verdict is { Flag: not Flag.Ready } verdict && verdict.MeetingStart > work.Time.GetUtcNow().AddHours(2));
        var first = deals.First(deal => open.Exists(task => task.Marker == Marker(deal)));

        // The rep's last word makes it ready.
        work.Admin("POST", "/_sandbox/edit", new JsonObject { ["kind"] = "deal", ["id"] = first.Snapshot.Id, ["properties"] = new JsonObject { [Connection.WriteTo.Flag!] = "ready" } });
        work.Time.Advance(TimeSpan.FromMinutes(5));
        await work.SettleAsync();
        Tasks(work).Single(task => task.Marker == Marker(first)).IsDone.ShouldBeTrue();

        work.Time.Advance(TimeSpan.FromHours(30));
        await work.SettleAsync();

        Tasks(work).Where(task => open.Exists(one => one.Marker == task.Marker)).ShouldAllBe(task => task.IsDone);
        Tasks(work).ConvertAll(task => task.Marker).ShouldBeUnique();
    }

    [Fact]
    public async Task A_task_that_its_owner_ticked_off_is_not_made_again_and_only_ours_are_ever_touched()
    {
        using var work = Open();
        var foreign = work.Admin("POST", "/_sandbox/edit", new JsonObject { ["kind"] = "task", ["create"] = new JsonObject { [Names.Body] = "折り返しの電話" } })["id"]!.ToString();
        await work.SettleAsync();
        var ours = Tasks(work)[0];
        work.Admin("POST", "/_sandbox/edit", new JsonObject { ["kind"] = "task", ["id"] = ours.Id, ["properties"] = new JsonObject { [Names.Status] = Names.Done } });

        await work.SettleAsync();
        work.Time.Advance(TimeSpan.FromDays(2));
        await work.SettleAsync();

        Tasks(work).Count(task => task.Marker == ours.Marker).ShouldBe(1);
        var row = work.Admin("GET", $"/_sandbox/tasks?ids={foreign}")["results"]!.AsArray().ShouldHaveSingleItem()!;
        row["createdAt"]!.ToString().ShouldBe(row["updatedAt"]!.ToString());
    }

    [Fact]
    public async Task Where_tasks_are_refused_flags_are_written_all_the_same_and_tasks_come_once_they_may()
    {
        using var work = Open();
        work.Admin("POST", "/_sandbox/account", new JsonObject { [Withdrawn.Key] = new JsonArray(Withdrawn.Value) });

        var report = await work.RunAsync();

        report.State.ShouldBe(RunState.Completed, report.Failure?.ToString());
        report.Counts.Written.ShouldBePositive();
        report.Failures.ShouldContain(failure => failure.Remedy != null && failure.Remedy.Length > 0);
        Tasks(work).ShouldBeEmpty();
        work.Admin("POST", "/_sandbox/account", new JsonObject { [Withdrawn.Key] = new JsonArray() });
        work.Time.Advance(TimeSpan.FromMinutes(61));
        await work.RunAsync();
        Tasks(work).Select(task => task.Marker).ShouldBe(await WantedAsync(work), ignoreOrder: true);
    }

    private Workplace Open() => Open(Connection);

    private Workplace Open(CrmConnection connection, params string[] faults) => new(new SandboxOptions { Deals = 300, Seed = 3, Faults = [.. faults] }, connection, Side, Connect);

    private static async Task<IEnumerable<string>> WantedAsync(Workplace work)
    {
        var now = work.Time.GetUtcNow();
        return (await work.OpenDealsAsync()).Where(deal => deal.Verdict is { MeetingStart: { } start } verdict && verdict.Flag is not Flag.Ready && start > now && start <= now + TaskSettings.Day).Select(Marker).ToList();
    }

    private static string Marker(DealRecord deal) =>
        TaskMarker.Of(deal.Snapshot.Id, deal.Snapshot.Meetings.First(meeting => meeting.Start == deal.Verdict!.MeetingStart && meeting.State is MeetingState.Booked).Id);

    /// <summary>Tasks that bear a marker.</summary>
    private List<(string Id, string Marker, string Owner, bool IsDone)> Tasks(Workplace work) =>
    [
        .. from task in work.Admin("GET", "/_sandbox/tasks?limit=5000")["results"]!.AsArray()
           let values = task["properties"]!
           let marker = TaskMarker.FindIn(values[Names.Body]?.ToString())
           where marker is not null
           select (task["id"]!.ToString(), marker, values[Names.Owner]?.ToString() ?? "", values[Names.Status]?.ToString() == Names.Done),
    ];
}
