using CrmReadinessSync.Journal;

namespace CrmReadinessSync.Sync.Tests;

/// <summary>Laws 2 and 4: whatever happened on the way, the CRM ends as after an undisturbed run.</summary>
public sealed class ConvergenceTests
{
    [Theory]
    [InlineData("kills", 40, 0.03, 0, 0, 0, 0)]
    [InlineData("stops", 40, 0, 0.03, 0, 0, 0)]
    [InlineData("failed requests", 40, 0, 0, 0.2, 0, 0)]
    [InlineData("lost answers", 40, 0, 0, 0, 0.4, 0)]
    [InlineData("failed deals", 40, 0, 0, 0, 0, 0.3)]
    [InlineData("everything", 200, 0.01, 0.01, 0.05, 0.1, 0.1)]
    public async Task Whatever_goes_wrong_the_crm_ends_as_after_an_undisturbed_run(
        string _, int seeds, double kills, double stops, double failedRequests, double lostAcks, double failedDeals)
    {
        for (var seed = 1; seed <= seeds; seed++)
        {
            var disturbed = new World(seed, new Trouble(seed) { EchoStamps = 0.5 });
            await ConvergeAsync(seed, disturbed, trouble =>
            {
                (trouble.Kills, trouble.Stops) = (kills, stops);
                (trouble.FailedRequests, trouble.LostAcks, trouble.FailedDeals) = (failedRequests, lostAcks, failedDeals);
            });
            disturbed.Journal.Retries.ShouldBeEmpty($"seed {seed}");
        }
    }

    [Fact]
    public async Task The_sqlite_journal_keeps_the_same_promise()
    {
        var folder = Directory.CreateTempSubdirectory("crs-convergence-");
        try
        {
            for (var seed = 1; seed <= 12; seed++)
            {
                var time = new ManualTime(World.Start);
                await using var store = await SqliteJournalStore.OpenAsync($"Data Source={seed}.db", folder.FullName, time, TestContext.Current.CancellationToken);
                var journal = await store.OpenAsync("practice", TestContext.Current.CancellationToken);
                await ConvergeAsync(seed, new World(seed, new Trouble(seed) { EchoStamps = 0.5 }, journal: journal), trouble =>
                    (trouble.Kills, trouble.Stops, trouble.FailedRequests, trouble.LostAcks, trouble.FailedDeals) = (0.01, 0.01, 0.05, 0.1, 0.1));
                (await journal.ReadRetriesAsync(10, TestContext.Current.CancellationToken)).ShouldBeEmpty($"seed {seed}");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_kill_at_any_single_step_of_a_cycle_loses_nothing_and_writes_nothing_twice()
    {
        var undisturbed = new World().Populate(5, 20);
        await undisturbed.RunAsync();
        var steps = undisturbed.Trouble.Steps;
        steps.ShouldBeGreaterThan(40);
        for (var step = 1; step <= steps; step++)
        {
            var killed = new World(1, new Trouble(1)).Populate(5, 20);
            killed.Trouble.KillAtStep = step;
            await killed.RunInTroubleAsync();
            killed.Trouble.Calm();
            (await killed.RunAsync()).State.ShouldBe(RunState.Completed);

            killed.Visible().SequenceEqual(undisturbed.Visible()).ShouldBeTrue($"killed at step {step} of {steps}");
            killed.Crm.IdleWrites.ShouldBe(0, $"killed at step {step} of {steps}");
            (await killed.RunAsync()).Counts.Written.ShouldBe(0, $"killed at step {step} of {steps}");
        }
    }

    private static async Task ConvergeAsync(int seed, World disturbed, Action<Trouble> brew)
    {
        var undisturbed = new World(seed).Populate(seed, 16);
        disturbed.Populate(seed, 16);
        for (var day = 0; day < 4; day++)
        {
            brew(disturbed.Trouble);
            await undisturbed.RunAsync();
            await disturbed.RunInTroubleAsync();
            Pass(TimeSpan.FromHours(9), undisturbed, disturbed);
            await disturbed.RunInTroubleAsync();
            undisturbed.LetPeopleWork(seed + day);
            disturbed.LetPeopleWork(seed + day);
            Pass(TimeSpan.FromHours(15), undisturbed, disturbed);
        }

        disturbed.Trouble.Calm();
        for (var calm = 0; calm < 2; calm++)
        {
            await undisturbed.RunAsync();
            await disturbed.RunAsync();
            Pass(TimeSpan.FromHours(25), undisturbed, disturbed);
        }

        await undisturbed.RunAsync();
        (await disturbed.RunAsync()).State.ShouldBe(RunState.Completed, $"seed {seed}");
        disturbed.Visible().Except(undisturbed.Visible()).ShouldBeEmpty($"seed {seed}");
        disturbed.Visible().Count.ShouldBe(undisturbed.Visible().Count, $"seed {seed}");
        disturbed.Crm.Writes.SelectMany(write => write.Changes.Keys).Distinct().ShouldBeSubsetOf(disturbed.Connection.WriteTo.Properties, $"seed {seed}");
        disturbed.Crm.IdleWrites.ShouldBe(0, $"seed {seed}: something was written twice");

        var again = await disturbed.RunAsync();
        again.Counts.Written.ShouldBe(0, $"seed {seed}");
        again.Counts.Judged.ShouldBe(0, $"seed {seed}");
    }

    private static void Pass(TimeSpan time, params ReadOnlySpan<World> worlds)
    {
        foreach (var world in worlds)
        {
            world.Time.Advance(time);
        }
    }
}
