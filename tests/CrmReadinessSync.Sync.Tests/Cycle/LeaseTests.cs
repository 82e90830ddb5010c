namespace CrmReadinessSync.Sync.Tests;

/// <summary>Law 11: one worker at a time; one that was frozen and lost its lease sends nothing more, and what landed late is put right.</summary>
public sealed class LeaseTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_worker_leaves_a_cycle_under_way_alone_and_says_whose_it_is()
    {
        await using var workers = await StartAsync(12);
        var second = new List<CycleReport>();
        var requests = new List<long>();
        workers.World.Crm.Arriving = _ =>
        {
            requests.Add(workers.World.Crm.Usage.Total);
            second.Add(workers.RunSecondAsync().GetAwaiter().GetResult());
            requests.Add(workers.World.Crm.Usage.Total);
        };

        var first = await workers.World.RunAsync();

        first.State.ShouldBe(RunState.Completed);
        first.Counts.Written.ShouldBe(12);
        second.Count.ShouldBe(3);
        second.ShouldAllBe(report => report.State == RunState.Yielded && report.Failure == null && report.Worker!.Worker == "first" && report.Worker.Run == first.Run);
        second[0].Worker!.Since.ShouldBe(World.Start);
        requests.Chunk(2).ShouldAllBe(pair => pair[0] == pair[1]);
        workers.World.Crm.Arriving = null;
        (await workers.RunSecondAsync()).State.ShouldBe(RunState.Completed);
    }

    [Fact]
    public async Task A_preview_needs_no_lease_and_takes_none()
    {
        await using var workers = await StartAsync(8);
        await using var copy = await workers.CopyAsync();
        var preview = await copy.OpenAsync("practice", Token);
        CycleReport? seen = null;
        workers.World.Crm.Arriving = _ => seen ??= workers.World.RunWithAsync(preview, preview: true).GetAwaiter().GetResult();

        var report = await workers.World.RunAsync();

        seen.ShouldNotBeNull().State.ShouldBe(RunState.Completed);
        report.State.ShouldBe(RunState.Completed);
        report.Counts.Written.ShouldBe(8);
    }

    [Fact]
    public async Task Frozen_past_the_lease_at_any_step_a_worker_sends_no_more_and_the_crm_ends_as_after_an_undisturbed_run()
    {
        const int Deals = 14;
        await using var twin = await StartAsync(Deals);
        await twin.World.RunAsync();
        var steps = twin.World.Trouble.Steps;
        steps.ShouldBeGreaterThan(50);
        Meanwhile(twin.World);
        await SettleAsync(twin);
        var late = 0;
        for (var step = 1; step <= steps; step++)
        {
            var trouble = new Trouble(1);
            await using var workers = await StartAsync(Deals, trouble);
            var (world, writesBefore) = (workers.World, 0);
            CycleReport? second = null;
            trouble.Freeze = (step, () =>
            {
                trouble.Freeze = default;
                Meanwhile(world);
                do
                {
                    // The outcomes of the batch before are kept beside the request that is frozen, and may have kept the lease meanwhile.
                    second = workers.RunSecondAsync().GetAwaiter().GetResult();
                    world.Time.Advance(ILeases.Length);
                }
                while (second.State is RunState.Yielded);

                writesBefore = world.Crm.Writes.Count;
            });

            var first = await world.RunAsync();

            var (wroteLate, when) = (world.Crm.Writes.Count - writesBefore, $"frozen at step {step} of {steps}");
            wroteLate.ShouldBeLessThanOrEqualTo(world.Crm.BatchSize, $"{when}: only the request in flight may land late");
            second.ShouldNotBeNull(when).State.ShouldBe(RunState.Completed, when);
            first.State.ShouldBeOneOf([RunState.Displaced, RunState.Completed], when);
            if (wroteLate > 0)
            {
                late++;
                first.State.ShouldBe(RunState.Displaced, when);
                (await world.Kept.ReadWritesAsync(first.Run, null, 100, Token)).Count(write => write.Outcome is DealOutcome.Stale).ShouldBeGreaterThanOrEqualTo(wroteLate, when);
            }

            await SettleAsync(workers);
            world.Visible().ShouldBe(twin.World.Visible(), when);
            (await world.RunAsync()).Counts.Written.ShouldBe(0, when);
        }

        late.ShouldBeGreaterThan(0, "no freeze met a request between its check and its landing");
    }

    [Fact]
    public async Task A_slow_crm_does_not_cost_a_worker_its_lease()
    {
        await using var workers = await StartAsync(20);
        var seen = new List<RunState>();
        workers.World.Crm.Arriving = _ =>
        {
            workers.World.Time.Advance(ILeases.LeftAtSending - TimeSpan.FromSeconds(1));
            seen.Add(workers.RunSecondAsync().GetAwaiter().GetResult().State);
        };

        (await workers.World.RunAsync()).Counts.Written.ShouldBe(20);
        seen.ShouldAllBe(state => state == RunState.Yielded);
        seen.Count.ShouldBe(4);
    }

    /// <summary>Longer than a lease; a rep changes deals so that the two workers want different values.</summary>
    private static void Meanwhile(World world)
    {
        world.Time.Advance(TimeSpan.FromMinutes(20));
        foreach (var deal in world.Crm.All.Values.Where((_, i) => i % 2 == 0))
        {
            world.Crm.Edit(deal, edited => PracticeCrm.Set(edited, "x_need", "no_plan"));
        }
    }

    private static async Task SettleAsync(TwoWorkers workers)
    {
        for (var cycle = 0; cycle < 2; cycle++)
        {
            workers.World.Time.Advance(TimeSpan.FromMinutes(10));
            (await workers.RunSecondAsync()).State.ShouldBe(RunState.Completed);
        }
    }

    private static async Task<TwoWorkers> StartAsync(int deals, Trouble? trouble = null)
    {
        var workers = await TwoWorkers.StartAsync(trouble);
        for (var i = 0; i < deals; i++)
        {
            workers.World.Crm.Add($"{100 + i}", deal => PracticeCrm.Set(deal, "x_need", "decided"));
        }

        return workers;
    }
}
