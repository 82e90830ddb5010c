using CrmReadinessSync.Sync;

namespace CrmReadinessSync.EndToEnd.Tests;

/// <summary>
/// Three workers on one PostgreSQL, and what befalls them. In the end the CRM is compared, field by field, with a twin to which nothing happened; no two
/// runs ever worked at once, and no flag moved without a reason.
/// </summary>
public sealed class ClusterTests
{
    [Fact]
    public async Task One_killed_in_mid_write_and_one_frozen_past_its_lease_the_others_go_on_within_a_minute_and_one_request_at_most_lands_late()
    {
        await using var scene = await StartAsync();
        var dead = await scene.WriterAsync(before: 0);
        var run = (await scene.HolderAsync())!.Value.Run;
        await scene.KillAsync(dead);
        (await scene.EndedAsync(after: run)).End!.Counts.Written.ShouldBePositive();
        scene.Join();

        var before = await scene.WritesAsync();
        await scene.Twins.EditAsync(new Random(6), deals: 300);
        var frozen = await scene.WriterAsync(before, writes: 1);
        await scene.FreezeAsync(frozen);
        run = (await scene.HolderAsync())!.Value.Run;
        // The world goes on, so that what is on its way is out of date when it lands.
        await scene.Twins.EditAsync(new Random(7), deals: 60);
        await scene.RunOutTheLeaseAsync();
        (await scene.EndedAsync(after: run)).End!.Counts.Written.ShouldBePositive();
        before = await scene.WritesAsync();
        scene.Wake(frozen);
        await scene.EndedAsync(run, RunState.Displaced, isNewer: false);

        (await scene.EndedAsync(after: (await scene.RunsAsync())[^1].Id)).End!.Counts.Failed.ShouldBe(0);
        (await scene.WritesAsync() - before).ShouldBeLessThanOrEqualTo(2, "the late request, and the one that corrects it");
        await ShouldEndWellAsync(scene, mayHaveBeenLate: true);
    }

    [Fact]
    public async Task The_database_restarted_in_mid_write_and_the_workers_upgraded_one_by_one_nothing_is_lost_and_nothing_done_twice()
    {
        await using var scene = await StartAsync();
        await scene.WriterAsync(before: 0);
        var run = (await scene.HolderAsync())!.Value.Run;
        await scene.RestartDatabaseAsync();
        await scene.EndedAsync(after: run);

        // A newer version's first worker has migrated the journal; this version's workers go on on it, and join it, as after a step back.
        await scene.MigrateAsync();
        var random = new Random(3);
        foreach (var old in scene.Workers)
        {
            await scene.Twins.EditAsync(random, deals: 40);
            await scene.LeaveAsync(old);
            scene.Join();
            await scene.EndedAsync(after: (await scene.RunsAsync())[^1].Id);
        }

        await ShouldEndWellAsync(scene);
    }

    /// <summary>With an older build at hand (<c>CRS_OLDER_WORKER</c> names its crm-readiness-sync.dll) the same in earnest: all old, replaced one by one, and back again.</summary>
    [Fact]
    [Trait("Category", "Long")]
    public async Task Workers_of_an_older_build_are_replaced_one_by_one_and_brought_back_one_by_one()
    {
        var older = Environment.GetEnvironmentVariable("CRS_OLDER_WORKER");
        Assert.SkipWhen(string.IsNullOrEmpty(older), "CRS_OLDER_WORKER names no older build's crm-readiness-sync.dll.");
        await using var scene = await ClusterScene.StartAsync(deals: 1000, latency: 50);
        var old = WorkerStart.Service with { Executable = older };
        for (var worker = 0; worker < 3; worker++)
        {
            scene.Join(old);
        }

        await scene.EndedAsync(after: 0);
        var random = new Random(4);
        foreach (var next in new[] { WorkerStart.Service, old })
        {
            foreach (var worker in scene.Workers)
            {
                await scene.Twins.EditAsync(random, deals: 40);
                await scene.LeaveAsync(worker);
                scene.Join(next);
                await scene.EndedAsync(after: (await scene.RunsAsync())[^1].Id);
            }
        }

        await ShouldEndWellAsync(scene);
    }

    [Fact]
    public async Task An_account_split_by_pipelines_is_worked_on_by_two_at_once_and_a_dead_one_s_part_goes_on_with_the_other()
    {
        await using var scene = await ClusterScene.StartAsync(deals: 1500, latency: 150);
        await scene.Twins.MoveHalfAsync("renewals");
        var split = Path.Combine(scene.Twins.Folder, "split.json");
        await File.WriteAllTextAsync(split, """{ "Crms": { "hubspot": { "Shards": { "sales": ["default"], "renewals": ["renewals"] } } } }""", TestContext.Current.CancellationToken);
        scene.Join(split);
        scene.Join(split);

        await scene.WriterAsync(before: 0, writes: 1);
        var holders = await scene.HoldersAsync(parts: 2);
        while (holders.Values.Distinct().Count() < 2)
        {
            // Quartz gave both parts to one worker; they end, and are given anew.
            holders = await scene.HoldersAsync(parts: 2);
        }

        holders.Keys.ShouldBe(["hubspot-sales", "hubspot-renewals"], ignoreOrder: true);
        var last = (await scene.RunsAsync("hubspot-sales"))[^1].Id;
        await scene.KillAsync(holders["hubspot-sales"]);
        (await scene.EndedAsync(after: last, crm: "hubspot-sales")).End!.Counts.Failed.ShouldBe(0);
        (await scene.EndedAsync(after: 0, crm: "hubspot-renewals")).End!.Counts.Failed.ShouldBe(0);

        await scene.LeaveAllAsync();
        foreach (var part in holders.Keys)
        {
            await scene.ShouldHaveBeenOneAtATimeAsync(mayHaveBeenLate: false, part);
        }

        await scene.Twins.ShouldEndAsTheTwinAsync(split);
    }

    /// <summary>Everything at once, again and again.</summary>
    [Theory]
    [Trait("Category", "Long")]
    [InlineData(12, 1)]
    [InlineData(12, 2)]
    public async Task Killed_frozen_and_cut_off_again_and_again_they_end_as_the_twin(int rounds, int seed)
    {
        var random = new Random(seed);
        await using var scene = await StartAsync();
        var late = false;
        for (var round = 0; round < rounds; round++)
        {
            var before = await scene.WritesAsync();
            await scene.Twins.EditAsync(random, deals: 300);
            var writer = await scene.WriterAsync(before, writes: 1);
            var run = (await scene.RunsAsync())[^1].Id;
            switch (random.Next(3))
            {
                case 0:
                    await scene.KillAsync(writer);
                    await scene.EndedAsync(after: run);
                    scene.Join();
                    break;
                case 1:
                    late = true;
                    await scene.FreezeAsync(writer);
                    await scene.RunOutTheLeaseAsync();
                    await scene.EndedAsync(after: run);
                    scene.Wake(writer);
                    break;
                default:
                    await scene.RestartDatabaseAsync();
                    await scene.EndedAsync(after: run);
                    break;
            }
        }

        await ShouldEndWellAsync(scene, late);
    }

    private static async Task<ClusterScene> StartAsync()
    {
        var scene = await ClusterScene.StartAsync(deals: 1000, latency: 150);
        for (var worker = 0; worker < 3; worker++)
        {
            scene.Join();
        }

        return scene;
    }

    private static async Task ShouldEndWellAsync(ClusterScene scene, bool mayHaveBeenLate = false)
    {
        await scene.LeaveAllAsync();
        await scene.ShouldHaveBeenOneAtATimeAsync(mayHaveBeenLate);
        await scene.Twins.ShouldEndAsTheTwinAsync();
    }
}
