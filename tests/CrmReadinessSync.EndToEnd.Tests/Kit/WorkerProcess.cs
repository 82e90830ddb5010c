using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace CrmReadinessSync.EndToEnd.Tests;

/// <summary>The executable as an operator runs it: settings by environment, a folder of its own.</summary>
internal sealed class WorkerProcess : IDisposable
{
    /// <summary>The executable that was built.</summary>
    public static readonly string Executable =
        typeof(WorkerProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key == "Worker").Value!;

    private readonly Process _process;
    private readonly Task<string> _out;
    private readonly Task<string> _error;

    private WorkerProcess(Process process)
    {
        _process = process;
        _out = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        _error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    public bool IsRunning => !_process.HasExited;

    public int Id => _process.Id;

    public static WorkerProcess Start(Account account, string folder, params string[] settingsFiles) =>
        Start(account, folder, new WorkerStart { Arguments = ["once", "--json", .. settingsFiles.SelectMany(file => new[] { "--settings", file })] });

    public static WorkerProcess Start(Account account, string folder, WorkerStart how)
    {
        string[] command = ["dotnet", how.Executable ?? Executable, .. how.Arguments];
        if (how.MostFileBlocks is { } blocks)
        {
            // Without the signal ignored, the kernel would kill instead of refusing the write.
            command = ["bash", "-c", $"trap '' XFSZ; ulimit -f {blocks.ToString(CultureInfo.InvariantCulture)}; exec \"$@\"", "bash", .. command];
        }

        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var vendor in Vendor.All)
        {
            start.Environment[$"CRS_Crms__{vendor.Name}__Enabled"] = vendor.Name == account.Vendor.Name ? "true" : "false";
        }

        var kind = account.Vendor.Kind(TimeProvider.System).Name;
        foreach (var (key, value) in account.Settings)
        {
            start.Environment[$"CRS_Crms__{account.Vendor.Name}__{kind}__{key}"] = how.Through is { } address && key is "BaseUrl" or "LoginUrl" ? address.GetLeftPart(UriPartial.Authority) : value;
        }

        start.Environment["CRS_Journal__ConnectionString"] = $"Data Source={Path.Combine(folder, "journal.db")}";
        // The runtime's own mapped files are no journal, and must not meet the limit.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        foreach (var (key, value) in how.Settings)
        {
            start.Environment[$"CRS_{key}"] = value;
        }

        return new WorkerProcess(Process.Start(start).ShouldNotBeNull());
    }

    /// <summary>Runs to its end; exit code 0 is expected. Returns the totals of the one CRM.</summary>
    public static async Task<JsonObject> RunAsync(Account account, string folder, params string[] settingsFiles)
    {
        using var worker = Start(account, folder, settingsFiles);
        return await worker.EndAsync(account);
    }

    /// <summary>As <see cref="RunAsync(Account, string, string[])"/>, started so.</summary>
    public static async Task<JsonObject> RunAsync(Account account, string folder, WorkerStart how)
    {
        using var worker = Start(account, folder, how);
        return await worker.EndAsync(account);
    }

    /// <summary>Waits for its end; exit code 0 is expected. Returns the totals of the one CRM, over all parts of a split one.</summary>
    public async Task<JsonObject> EndAsync(Account account)
    {
        var ended = await EndAsync();
        ended.Code.ShouldBe(0, ended.Error);
        var parts = JsonNode.Parse(ended.Out).ShouldNotBeNull()["crms"].ShouldNotBeNull().AsObject().Select(part => part.Value!.AsObject()).ToList();
        parts.ShouldNotBeEmpty(account.Vendor.Name);
        var totals = new JsonObject();
        foreach (var same in parts.SelectMany(part => part).Where(value => value.Value is not null).GroupBy(value => value.Key, value => value.Value!, StringComparer.Ordinal))
        {
            totals[same.Key] = same.All(value => value is JsonValue number && number.TryGetValue<long>(out _))
                ? JsonNode.Parse(same.Sum(value => value.GetValue<long>()).ToString(CultureInfo.InvariantCulture))
                : same.First().DeepClone();
        }

        return totals;
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed. False when it had ended by itself before the signal came.</summary>
    public async Task<bool> TryKillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode != 0;
    }

    public void Signal(int signal) => Signals.Send(_process.Id, signal);

    /// <summary>
    /// SIGSTOP between two transactions of the journal: a process that is frozen in the middle of one keeps the file locked for everybody until it
    /// goes on, and nothing is to be seen of its lease.
    /// </summary>
    public async Task FreezeAsync(string folder)
    {
        for (var attempt = 0; attempt < 50; attempt++)
        {
            await Signals.FreezeAsync(_process.Id);
            if (!IsLocked(Path.Combine(folder, "journal.db")))
            {
                return;
            }

            Signal(Signals.Continue);
            // Frozen again at once, it would still be in the same transaction.
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        Assert.Fail("The worker was in the middle of a transaction each time.");
    }

    private static bool IsLocked(string journal)
    {
        using var connection = new SqliteConnection($"Data Source={journal};Pooling=False;Default Timeout=1");
        connection.Open();
        try
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            return false;
        }
        catch (SqliteException busy) when (busy.SqliteErrorCode == 5)
        {
            return true;
        }
    }

    /// <summary>Waits for its end.</summary>
    public async Task<Ended> EndAsync(TimeSpan? within = null)
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(within ?? TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);
        return new Ended(_process.ExitCode, await _out, await _error);
    }

    public void Dispose()
    {
        if (IsRunning)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    /// <summary>How it ended.</summary>
    internal sealed record Ended(int Code, string Out, string Error);
}
