using CrmReadinessSync.Sandbox;

namespace CrmReadinessSync.EndToEnd.Tests;

/// <summary>
/// The executable, killed with SIGKILL at a moment of its first cycle: the next <c>once</c> brings the CRM, field by field, to where an
/// undisturbed run brought its twin, and the one after it writes nothing (law 4).
/// </summary>
internal sealed record KillTrial(Vendor Vendor, KillMoment Moment, SandboxOptions Options)
{
    /// <summary>Requests after which a first read is well on its way.</summary>
    public required int RequestsOfReading { get; init; }

    /// <summary>Moments are short and the machine may be busy: a kill that came too late is tried again on a fresh account.</summary>
    public async Task RunAsync()
    {
        for (var attempt = 0; attempt < 8; attempt++)
        {
            if (await TryAsync())
            {
                return;
            }
        }

        Assert.Fail($"The worker could not be caught at {Moment}.");
    }

    private async Task<bool> TryAsync()
    {
        var folder = Directory.CreateTempSubdirectory("crs-kill-");
        var twinFolder = Directory.CreateTempSubdirectory("crs-twin-");
        try
        {
            var time = new FastTime(TimeProvider.System.GetUtcNow(), pace: 1);
            await using var account = await Account.StartAsync(Options, time, Vendor);
            await using var twin = await Account.StartAsync(Options, time, Vendor);
            time.Run();
            var scene = new KillScene(account, folder.FullName);

            using (var worker = WorkerProcess.Start(account, folder.FullName))
            {
                await scene.WaitForAsync(Moment, RequestsOfReading, worker);
                if (!worker.IsRunning || !await worker.TryKillAsync())
                {
                    return false;
                }
            }

            if (await scene.MomentAsync() != Moment)
            {
                return false;
            }

            (await scene.JobAsync() is not null).ShouldBe(Moment >= KillMoment.JobOpen, "a job is in the journal before it is closed");
            var after = await WorkerProcess.RunAsync(account, folder.FullName);
            var undisturbed = await WorkerProcess.RunAsync(twin, twinFolder.FullName);

            after["failed"]!.GetValue<long>().ShouldBe(0);
            undisturbed["written"]!.GetValue<long>().ShouldBeGreaterThan(Options.Deals / 4);
            (await scene.JobAsync()).ShouldBeNull();
            (await account.PropertiesAsync()).Except(await twin.PropertiesAsync()).ShouldBeEmpty();
            (await twin.PropertiesAsync()).Except(await account.PropertiesAsync()).ShouldBeEmpty();
            (await WorkerProcess.RunAsync(account, folder.FullName))["written"]!.GetValue<long>().ShouldBe(0);
            return true;
        }
        finally
        {
            folder.Delete(recursive: true);
            twinFolder.Delete(recursive: true);
        }
    }
}
