using System.Text.Json.Nodes;
using CrmReadinessSync.Sandbox;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.Contract;

/// <summary>A day's share that comes to its end.</summary>
public abstract partial class CrmContract
{
    private const int Share = 100;

    [Fact]
    public async Task Once_nothing_may_be_listed_any_more_the_nearest_meeting_is_read_by_name_and_written_and_no_other_flag_is_touched()
    {
        using var work = await SpentAsync();
        var before = work.Shown();
        var open = (await work.OpenDealsAsync()).Where(deal => deal.Outcome is DealOutcome.Written or DealOutcome.Unchanged && before[deal.Snapshot.Id].Contains("=confirm", StringComparison.Ordinal)).ToList();
        var near = open.Where(deal => deal.Verdict!.MeetingStart is not null && deal.DueAt > work.Time.GetUtcNow()).MinBy(deal => deal.DueAt)!;
        var far = open.First(deal => deal.Verdict!.MeetingStart is null && deal.DueAt > near.DueAt);
        Answer(work, near, far);

        work.Time.AdvanceTo(near.DueAt!.Value.AddMinutes(1));
        var report = await work.RunAsync();

        report.State.ShouldBe(RunState.OutOfBudget, report.Failure?.ToString());
        report.ResumeAt.ShouldNotBeNull().ShouldBeGreaterThan(work.Time.GetUtcNow());
        var after = work.Shown();
        after[near.Snapshot.Id].ShouldContain("=not_buying", customMessage: "what is written before a meeting rests on the deal as it is");
        after[far.Snapshot.Id].ShouldBe(before[far.Snapshot.Id], "nobody knows that it changed, and its flag stays");
        work.Requests().Where(kind => !kind.Key.Contains("token", StringComparison.Ordinal)).Sum(kind => kind.Value).ShouldBeLessThanOrEqualTo(Share);

        work.Time.AdvanceTo(report.ResumeAt.Value.AddMinutes(5));
        (await work.SettleAsync()).State.ShouldBe(RunState.Completed);
        work.Shown()[far.Snapshot.Id].ShouldContain("=not_buying", customMessage: "the next day catches up");
    }

    [Fact]
    public async Task Once_all_of_the_share_is_spent_no_flag_is_touched_until_the_day_it_says()
    {
        using var work = await SpentAsync();
        // Meetings come nearer, each cycle opens and writes a little, until nothing is left of the day.
        CycleReport report;
        do
        {
            work.Time.Advance(TimeSpan.FromMinutes(5));
            report = await work.RunAsync();
            report.State.ShouldBe(RunState.OutOfBudget, report.Failure?.ToString());
        }
        while (report.Counts.Requests > 2);
        var before = work.Shown();
        work.Time.Advance(TimeSpan.FromMinutes(5));

        (await work.RunAsync()).State.ShouldBe(RunState.OutOfBudget);

        work.Shown().ShouldBe(before);
        work.Time.AdvanceTo(report.ResumeAt!.Value.AddMinutes(5));
        (await work.SettleAsync()).State.ShouldBe(RunState.Completed);
    }

    /// <summary>A day on which the share for lists is spent.</summary>
    private async Task<Workplace> SpentAsync()
    {
        var options = new SandboxOptions { Deals = Deals, Seed = 3, Limits = SandboxLimits.Real };
        long allowed;
        using (var other = new Workplace(options, Connection with { DailyShare = 1 }, Side, Connect))
        {
            allowed = (await other.RunAsync()).Counts.Allowance!.Value;
        }

        var work = new Workplace(options, Connection with { DailyShare = (double)Share / allowed, DailyReserve = 0 }, Side, Connect);
        (await work.RunAsync()).State.ShouldBe(RunState.Completed);
        for (var cycles = 0; (await work.RunAsync()).State is RunState.Completed; cycles++)
        {
            cycles.ShouldBeLessThan(Share);
            work.Time.Advance(TimeSpan.FromMinutes(1));
        }

        return work;
    }

    private void Answer(Workplace work, params DealRecord[] deals)
    {
        foreach (var deal in deals)
        {
            work.Admin("POST", "/_sandbox/edit", new JsonObject { ["kind"] = "deal", ["id"] = deal.Snapshot.Id, ["properties"] = new JsonObject { [NeedProperty] = "no_plan" } });
        }
    }
}
