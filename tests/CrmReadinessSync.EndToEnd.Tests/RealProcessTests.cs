using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace CrmReadinessSync.EndToEnd.Tests;

/// <summary>
/// What befalls real processes: killed, stopped, frozen, out of disk, cut off, their settings changed beneath them. Then the CRM is compared, field by field,
/// with a twin to which nothing happened.
/// </summary>
public sealed class RealProcessTests
{
    private static bool IsUnix => OperatingSystem.IsLinux() || OperatingSystem.IsMacOS();

    [Theory]
    [InlineData("hubspot", 4)]
    [InlineData("salesforce", 4)]
    public Task Killed_at_random_moments_again_and_again_nothing_is_lost_and_nothing_done_twice(string vendor, int kills) => KillAsync(Vendor.Of(vendor), kills, seed: 11);

    [Theory]
    [Trait("Category", "Long")]
    [InlineData("hubspot", 50)]
    [InlineData("salesforce", 50)]
    public Task Killed_fifty_times_at_random_moments_nothing_is_lost_and_nothing_done_twice(string vendor, int kills) => KillAsync(Vendor.Of(vendor), kills, seed: 50);

    [Theory]
    [InlineData("hubspot")]
    [InlineData("salesforce")]
    public async Task Asked_to_stop_in_mid_batch_the_service_ends_with_0_within_30_seconds_and_nothing_is_lost(string vendor)
    {
        Assert.SkipUnless(IsUnix, "needs signals of a Unix");
        await using var scene = await TwinScene.StartAsync(deals: 1500, latency: 150, Vendor.Of(vendor));
        using (var service = WorkerProcess.Start(scene.Account, scene.Folder, WorkerStart.Service))
        {
            await scene.WaitForRequestsAsync(2, service, kind: scene.Account.Vendor.Writes);
            service.Signal(Signals.Terminate);
            var ended = await service.EndAsync(within: TimeSpan.FromSeconds(30));
            ended.Code.ShouldBe(0, ended.Out + ended.Error);
            ended.Out.ShouldContain("Stopped as asked");
        }

        await scene.ShouldEndAsTheTwinAsync();
    }

    [Theory]
    [InlineData("hubspot", 800)]
    [InlineData("salesforce", 1500)]
    public async Task Frozen_in_mid_cycle_and_woken_it_goes_on_and_nothing_is_lost(string vendor, int deals)
    {
        Assert.SkipUnless(IsUnix, "needs signals of a Unix");
        await using var scene = await TwinScene.StartAsync(deals, latency: 50, Vendor.Of(vendor));
        using (var worker = WorkerProcess.Start(scene.Account, scene.Folder))
        {
            await scene.WaitForRequestsAsync(2, worker, kind: scene.Account.Vendor.Writes);
            await worker.FreezeAsync(scene.Folder);
            // While it is frozen the world goes on, and nobody else works on its CRM.
            await scene.EditAsync(new Random(5), deals: 30);
            (await WorkerProcess.RunAsync(scene.Account, scene.Folder))["leftTo"].ShouldNotBeNull();
            worker.Signal(Signals.Continue);
            (await worker.EndAsync()).Code.ShouldBe(0);
        }

        await scene.ShouldEndAsTheTwinAsync();
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Frozen_past_its_lease_another_takes_over_and_when_woken_it_does_nothing_more()
    {
        Assert.SkipUnless(IsUnix, "needs signals of a Unix");
        await using var scene = await TwinScene.StartAsync(deals: 1500, latency: 50);
        using (var worker = WorkerProcess.Start(scene.Account, scene.Folder))
        {
            await scene.WaitForRequestsAsync(2, worker, kind: "update");
            await worker.FreezeAsync(scene.Folder);
            JsonObject other;
            do
            {
                // The lease of a worker that went silent ends by the journal's clock alone, after some minutes.
                other = await WorkerProcess.RunAsync(scene.Account, scene.Folder);
            }
            while (other["leftTo"] is not null);
            other["written"]!.GetValue<long>().ShouldBePositive();
            var before = (await scene.Account.RequestsByKindAsync()).Where(kind => kind.Key.Contains("update", StringComparison.Ordinal)).Sum(kind => kind.Value);
            worker.Signal(Signals.Continue);
            (await worker.EndAsync()).Code.ShouldBe(0);
            var after = (await scene.Account.RequestsByKindAsync()).Where(kind => kind.Key.Contains("update", StringComparison.Ordinal)).Sum(kind => kind.Value);
            (after - before).ShouldBeLessThanOrEqualTo(1, "at most the request in flight lands late");
        }

        await scene.ShouldEndAsTheTwinAsync();
    }

    [Theory]
    [InlineData("hubspot")]
    [InlineData("salesforce")]
    public async Task On_a_full_disk_it_says_so_with_1_and_goes_on_when_there_is_room(string vendor)
    {
        Assert.SkipUnless(IsUnix && File.Exists("/bin/bash"), "needs a limit on file sizes, which bash sets");
        await using var scene = await TwinScene.StartAsync(deals: 800, latency: 0, Vendor.Of(vendor));
        using (var worker = WorkerProcess.Start(scene.Account, scene.Folder, new WorkerStart { MostFileBlocks = 400 }))
        {
            var ended = await worker.EndAsync();
            ended.Code.ShouldBe(1, ended.Out + ended.Error);
            ended.Error.ShouldContain("journal", Case.Insensitive);
            ended.Error.ShouldNotContain("   at ", customMessage: "no stack trace");
        }

        await scene.ShouldEndAsTheTwinAsync();
    }

    [Theory]
    [InlineData("hubspot")]
    [InlineData("salesforce")]
    public async Task Cut_off_in_mid_cycle_it_says_so_with_3_and_goes_on_when_the_network_is_back(string vendor)
    {
        await using var scene = await TwinScene.StartAsync(deals: 1500, latency: 50, Vendor.Of(vendor));
        await using var wire = new CutProxy(scene.Account.Vendor.Name == "hubspot" ? new Uri(scene.Account.Settings["BaseUrl"]) : new Uri(scene.Account.Settings["LoginUrl"]));
        using (var worker = WorkerProcess.Start(scene.Account, scene.Folder, new WorkerStart { Through = wire.Address }))
        {
            await scene.WaitForRequestsAsync(2, worker, kind: scene.Account.Vendor.Writes);
            wire.Cut();
            var ended = await worker.EndAsync();
            ended.Code.ShouldBe(3, ended.Out + ended.Error);
        }

        await scene.ShouldEndAsTheTwinAsync();
    }

    [Theory]
    [InlineData("hubspot", 5)]
    [InlineData("salesforce", 1)]
    public async Task Settings_torn_and_then_swapped_beneath_a_running_service_end_as_if_they_had_always_been_so(string vendor, int requestsOfACycle)
    {
        Assert.SkipUnless(IsUnix, "needs signals of a Unix");
        await using var scene = await TwinScene.StartAsync(deals: 400, latency: 30, Vendor.Of(vendor));
        const string Strict = """{ "Safety": { "MassFlipBrake": 1 }, "Readiness": { "Premises": { "Budget": { "Essential": true, "CapsTalkAt": "ConfirmProblem" } } } }""";
        var file = Path.Combine(scene.Folder, "rules.json");
        await File.WriteAllTextAsync(file, """{ "Safety": { "MassFlipBrake": 1 } }""", TestContext.Current.CancellationToken);
        using (var service = WorkerProcess.Start(scene.Account, scene.Folder, WorkerStart.Service with
        {
            Arguments = ["run", "--settings", file], Settings = ImmutableDictionary<string, string>.Empty.Add($"Crms__{vendor}__Schedule", "1s"),
        }))
        {
            await scene.WaitForRequestsAsync(1, service, kind: scene.Account.Vendor.Writes);
            // Half of the new text first, as an editor that does not rename would leave it for a moment.
            await File.WriteAllTextAsync(file, Strict[..(Strict.Length / 2)], TestContext.Current.CancellationToken);
            await scene.WaitForRequestsAsync(2 * requestsOfACycle, service);
            var next = file + ".next";
            await File.WriteAllTextAsync(next, Strict, TestContext.Current.CancellationToken);
            File.Move(next, file, overwrite: true);
            await scene.WaitForRequestsAsync(8 * requestsOfACycle, service);
            service.IsRunning.ShouldBeTrue("torn settings stop nothing");
            service.Signal(Signals.Terminate);
            var ended = await service.EndAsync(within: TimeSpan.FromSeconds(30));
            ended.Code.ShouldBe(0, ended.Out + ended.Error);
        }

        await scene.ShouldEndAsTheTwinAsync(file);
    }

    private static async Task KillAsync(Vendor vendor, int kills, int seed)
    {
        var random = new Random(seed);
        await using var scene = await TwinScene.StartAsync(deals: 600, latency: 10, vendor);
        var killed = 0;
        for (var trial = 0; killed < kills; trial++)
        {
            trial.ShouldBeLessThan(kills * 4, "too many cycles ended before they could be killed");
            using var worker = WorkerProcess.Start(scene.Account, scene.Folder);
            // A first cycle has some forty requests, a later one over edits fewer.
            await scene.WaitForRequestsAsync(random.Next(1, trial == 0 ? 40 : 12), worker);
            killed += worker.IsRunning && await worker.TryKillAsync() ? 1 : 0;
            await scene.EditAsync(random, deals: 40);
        }

        await scene.ShouldEndAsTheTwinAsync();
    }
}
