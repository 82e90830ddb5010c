using CrmReadinessSync.Journal;
using CrmReadinessSync.Sandbox;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.EndToEnd.Tests;

/// <summary>The executable, killed with SIGKILL in the middle of its first cycle (law 4).</summary>
public sealed class KillTests
{
    [Theory]
    [InlineData(Stroke.Read)]
    [InlineData(Stroke.Judge)]
    [InlineData(Stroke.Write)]
    public Task Killed_in_any_stroke_the_next_once_ends_as_after_an_undisturbed_run(Stroke stroke) => KillAndCompareAsync(stroke, deals: 2000);

    [Theory]
    [Trait("Category", "Long")]
    [InlineData(Stroke.Read)]
    [InlineData(Stroke.Judge)]
    [InlineData(Stroke.Write)]
    public Task Killed_in_any_stroke_over_twenty_thousand_deals_the_next_once_ends_as_after_an_undisturbed_run(Stroke stroke) => KillAndCompareAsync(stroke, deals: 20_000);

    /// <summary>Strokes are short and the machine may be busy: a kill that came too late for its stroke is tried again on a fresh account.</summary>
    private static async Task KillAndCompareAsync(Stroke stroke, int deals)
    {
        for (var attempt = 0; attempt < 8; attempt++)
        {
            if (await TryKillAndCompareAsync(stroke, deals))
            {
                return;
            }
        }

        Assert.Fail($"The worker could not be caught in its {stroke} stroke.");
    }

    private static async Task<bool> TryKillAndCompareAsync(Stroke stroke, int deals)
    {
        var folder = Directory.CreateTempSubdirectory("crs-kill-");
        var twinFolder = Directory.CreateTempSubdirectory("crs-twin-");
        try
        {
            var time = new FastTime(TimeProvider.System.GetUtcNow(), pace: 1);
            var options = new SandboxOptions { Deals = deals, Latency = TimeSpan.FromMilliseconds(20) };
            await using var account = await Account.StartAsync(options, time);
            await using var twin = await Account.StartAsync(options, time);
            time.Run();

            using (var worker = WorkerProcess.Start(account, folder.FullName))
            {
                await WaitForAsync(stroke, worker, account, folder.FullName);
                if (!worker.IsRunning || !await worker.TryKillAsync())
                {
                    return false;
                }
            }

            if (await StrokeReachedAsync(account, folder.FullName) != stroke)
            {
                return false;
            }

            var after = await WorkerProcess.RunAsync(account, folder.FullName);
            var undisturbed = await WorkerProcess.RunAsync(twin, twinFolder.FullName);

            after["failed"]!.GetValue<long>().ShouldBe(0);
            undisturbed["written"]!.GetValue<long>().ShouldBeGreaterThan(deals / 4);
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

    /// <summary>Returns as soon as the worker is well into a stroke, seen from outside: by its requests, or by its plan in the journal.</summary>
    private static async Task WaitForAsync(Stroke stroke, WorkerProcess worker, Account account, string folder)
    {
        while (worker.IsRunning)
        {
            var isThere = stroke switch
            {
                Stroke.Read => await account.RequestsAsync() >= 15,
                Stroke.Judge => await account.RequestsAsync() >= 15 && await IsPlannedAsync(folder),
                _ => await WritesAsync(account) >= 3,
            };
            if (isThere)
            {
                return;
            }
        }
    }

    private static async Task<Stroke> StrokeReachedAsync(Account account, string folder) =>
        await WritesAsync(account) > 0 ? Stroke.Write : await IsPlannedAsync(folder) ? Stroke.Judge : Stroke.Read;

    private static async Task<long> WritesAsync(Account account) =>
        (await account.RequestsByKindAsync()).Where(kind => kind.Key.Contains("update", StringComparison.OrdinalIgnoreCase)).Sum(kind => kind.Value);

    private static async Task<bool> IsPlannedAsync(string folder)
    {
        await using var store = await SqliteJournalStore.OpenAsync("Data Source=journal.db", folder, TimeProvider.System, TestContext.Current.CancellationToken);
        var journal = await store.OpenAsync("hubspot", TestContext.Current.CancellationToken);
        await foreach (var page in journal.ReadOpenDealsAsync(TestContext.Current.CancellationToken))
        {
            return page.Any(deal => deal.Outcome is DealOutcome.Planned);
        }

        return false;
    }
}
