namespace CrmReadinessSync.Sync.Tests;

/// <summary>A requested stop is a success: the request in flight is finished and kept, and nothing is thrown.</summary>
public sealed class StopTests
{
    [Fact]
    public async Task A_stop_while_a_batch_is_in_flight_keeps_its_outcome_and_writes_no_other()
    {
        var world = new World().Populate(4, 40);
        using var stop = new CancellationTokenSource();
        world.Crm.Arriving = _ => stop.Cancel();

        var report = await world.RunUntilAsync(stop);

        report.State.ShouldBe(RunState.Stopped);
        report.Failure.ShouldBeNull();
        report.Counts.Written.ShouldBe(5);
        world.Journal.Positions.ShouldBeEmpty();
        world.Crm.Arriving = null;
        var rest = await world.RunAsync();
        rest.Counts.Written.ShouldBe(report.Counts.Judged - 5);
        world.Crm.IdleWrites.ShouldBe(0);
    }

    [Fact]
    public async Task A_stop_before_the_first_request_ends_the_run_as_stopped()
    {
        var world = new World().Populate(4, 10);
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        var report = await world.RunUntilAsync(stop);

        report.State.ShouldBe(RunState.Stopped);
        report.Counts.Requests.ShouldBe(0);
        (await world.Journal.ReadRunsAsync(1, TestContext.Current.CancellationToken))[0].End.ShouldNotBeNull().State.ShouldBe(RunState.Stopped);
    }

    [Fact]
    public async Task A_preview_plans_and_writes_nothing()
    {
        var world = new World().Populate(4, 10);

        var report = await world.RunAsync(preview: true);

        report.State.ShouldBe(RunState.Completed);
        report.Counts.Judged.ShouldBe(10);
        world.Crm.Writes.ShouldBeEmpty();
        world.Journal.Positions.ShouldBeEmpty();
        var planned = 0;
        await foreach (var batch in world.Journal.ReadPlanAsync(report.Run, 100, TestContext.Current.CancellationToken))
        {
            planned += batch.Count;
        }

        planned.ShouldBe(10);
    }
}
