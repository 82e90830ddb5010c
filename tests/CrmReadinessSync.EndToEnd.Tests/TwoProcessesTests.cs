using CrmReadinessSync.Sandbox;
using Microsoft.Data.Sqlite;

namespace CrmReadinessSync.EndToEnd.Tests;

/// <summary>Two workers as processes of their own on one journal (law 11).</summary>
public sealed class TwoProcessesTests : IDisposable
{
    private static readonly SandboxOptions Options = new() { Deals = 1500, Latency = TimeSpan.FromMilliseconds(40) };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("crs-two-processes-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_second_process_leaves_the_first_one_s_cycle_alone_and_says_whose_it_is()
    {
        var time = new FastTime(TimeProvider.System.GetUtcNow(), pace: 1);
        await using var account = await Account.StartAsync(Options, time);
        time.Run();
        using var first = WorkerProcess.Start(account, _folder.FullName);
        await new KillScene(account, _folder.FullName).WaitForAsync(KillMoment.Reading, 4, first);

        var second = await WorkerProcess.RunAsync(account, _folder.FullName);
        var told = await first.EndAsync(account);

        second["leftTo"].ShouldNotBeNull()["worker"]!.GetValue<string>().ShouldContain($":{first.Id}:");
        second["leftTo"]!["run"]!.GetValue<long>().ShouldBe(told["run"]!.GetValue<long>());
        second["read"]!.GetValue<long>().ShouldBe(0);
        second["requests"]!.GetValue<long>().ShouldBe(0);
        told["written"]!.GetValue<long>().ShouldBe(told["judged"]!.GetValue<long>());
        (await WorkerProcess.RunAsync(account, _folder.FullName))["written"]!.GetValue<long>().ShouldBe(0);
    }

    [Fact]
    public async Task A_process_frozen_past_its_lease_writes_no_more_and_the_crm_ends_as_an_undisturbed_twin()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SIGSTOP.");
        var time = new FastTime(TimeProvider.System.GetUtcNow(), pace: 1);
        await using var account = await Account.StartAsync(Options, time);
        await using var twin = await Account.StartAsync(Options, time);
        time.Run();
        using var frozen = WorkerProcess.Start(account, _folder.FullName);
        await new KillScene(account, _folder.FullName).WaitForAsync(KillMoment.Writing, 15, frozen);
        await frozen.FreezeAsync(_folder.FullName);
        RunOutTheLease();

        var second = await WorkerProcess.RunAsync(account, _folder.FullName);
        frozen.Signal(Signals.Continue);
        await frozen.EndAsync(account);
        var once = new WorkerStart { Arguments = ["once", "--json", "--now", QuietHour.Ahead()] };
        await WorkerProcess.RunAsync(account, _folder.FullName, once);
        using var other = new Temporary();
        await WorkerProcess.RunAsync(twin, other.Path, once);

        second["leftTo"].ShouldBeNull();
        (await account.PropertiesAsync()).Except(await twin.PropertiesAsync()).ShouldBeEmpty();
        (await WorkerProcess.RunAsync(account, _folder.FullName, once))["written"]!.GetValue<long>().ShouldBe(0);
    }

    /// <summary>Stands for the minutes that a lease lasts.</summary>
    private void RunOutTheLease()
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder.FullName, "journal.db")};Pooling=False;Default Timeout=30");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "UPDATE lease SET until = 1 WHERE until > 0";
        command.ExecuteNonQuery();
    }

    private sealed class Temporary : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("crs-twin-");

        public string Path => _folder.FullName;

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
