using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Nodes;

namespace CrmReadinessSync.EndToEnd.Tests;

/// <summary>The executable as an operator runs it: <c>once --json</c>, settings by environment, a folder of its own.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private static readonly string Executable =
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

    public static WorkerProcess Start(Account account, string folder, params string[] settingsFiles)
    {
        var start = new ProcessStartInfo("dotnet", [Executable, "once", "--json", .. settingsFiles.SelectMany(file => new[] { "--settings", file })])
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
            start.Environment[$"CRS_Crms__{account.Vendor.Name}__{kind}__{key}"] = value;
        }

        start.Environment["CRS_Journal__ConnectionString"] = $"Data Source={Path.Combine(folder, "journal.db")}";
        return new WorkerProcess(Process.Start(start).ShouldNotBeNull());
    }

    /// <summary>Runs to its end; exit code 0 is expected. Returns the totals of the one CRM.</summary>
    public static async Task<JsonObject> RunAsync(Account account, string folder, params string[] settingsFiles)
    {
        using var worker = Start(account, folder, settingsFiles);
        return await worker.EndAsync(account);
    }

    /// <summary>Waits for its end; exit code 0 is expected. Returns the totals of the one CRM.</summary>
    public async Task<JsonObject> EndAsync(Account account)
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        _process.ExitCode.ShouldBe(0, await _error);
        return JsonNode.Parse(await _out).ShouldNotBeNull()["crms"].ShouldNotBeNull()[account.Vendor.Name].ShouldNotBeNull().AsObject();
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed. False when it had ended by itself before the signal came.</summary>
    public async Task<bool> TryKillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode != 0;
    }

    public void Dispose()
    {
        if (IsRunning)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
