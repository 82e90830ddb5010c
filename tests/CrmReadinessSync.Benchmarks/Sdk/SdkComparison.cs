using System.Diagnostics;
using System.Text.Json;

namespace CrmReadinessSync.Benchmarks;

/// <summary>
/// <c>-- sdk --crm hubspot|salesforce --deals N --latency MS</c>: a first cycle beside the same job scripted with the vendor's own client for Node,
/// each on a practice CRM of its own with the same deals, one after the other; prints one JSON document. The client comes from
/// <c>npm ci</c> in <c>tests/CrmReadinessSync.Sandbox.Tests/node</c>, or from the folder that <c>CRS_NODE_MODULES</c> names.
/// </summary>
internal static class SdkComparison
{
    private const string Modules = "node_modules";

    public static async Task<int> RunAsync(string[] args, TextWriter output, CancellationToken cancellationToken)
    {
        if (await MeasuredCrm.NamedAsync(args) is not { } measured)
        {
            return 2;
        }

        if (Home() is not { } home)
        {
            await Console.Error.WriteLineAsync("Node and the vendors' clients are missing: run npm ci in tests/CrmReadinessSync.Sandbox.Tests/node, or name that folder in CRS_NODE_MODULES.");
            return 3;
        }

        var deals = Arguments.Number(args, "--deals", 10_000);
        var latency = Arguments.Number(args, "--latency", 80);
        var script = await ScriptAsync(measured, home, deals, latency, cancellationToken);
        var service = await CycleBenchmark.FirstRunAsync(measured, deals, latency, args.Contains("--cold", StringComparer.Ordinal), cancellationToken);
        var report = new SdkFigures(
            measured.Name,
            deals,
            latency,
            script,
            new ScriptFigures(service.Seconds, service.Requests, service.Written),
            Math.Round(script.Seconds / service.Seconds, 2));
        await output.WriteLineAsync(JsonSerializer.Serialize(report, BenchmarkJson.Default.SdkFigures));
        return service.Written == script.Written ? 0 : 1;
    }

    private static async Task<ScriptFigures> ScriptAsync(MeasuredCrm measured, string home, int deals, int latency, CancellationToken cancellationToken)
    {
        await using var sandbox = await SandboxProcess.StartAsync(deals, latency, "none", cancellationToken);
        var node = Path.Combine(home, Modules, "node", "bin", OperatingSystem.IsWindows() ? "node.exe" : "node");
        var start = new ProcessStartInfo(node, [Path.Combine(AppContext.BaseDirectory, "Sdk", measured.Script), home, .. measured.Arguments(sandbox.Address)])
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("Node did not start.");
        await process.StandardInput.WriteAsync(JsonSerializer.Serialize(sandbox.Address, BenchmarkLines.Default.SandboxAddress).AsMemory(), cancellationToken);
        process.StandardInput.Close();
        var told = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize(told, BenchmarkLines.Default.ScriptFigures)!
            : throw new InvalidOperationException($"{measured.Script} ended with {process.ExitCode}.");
    }

    /// <summary>The folder that holds <c>node_modules</c>.</summary>
    private static string? Home()
    {
        if (Environment.GetEnvironmentVariable("CRS_NODE_MODULES") is { Length: > 0 } named)
        {
            var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(named));
            return Path.GetFileName(full) == Modules ? Path.GetDirectoryName(full) : full;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var near = Path.Combine(folder.FullName, "CrmReadinessSync.Sandbox.Tests", "node");
            if (Directory.Exists(Path.Combine(near, Modules)))
            {
                return near;
            }
        }

        return null;
    }
}

/// <summary>One way of doing the job.</summary>
/// <param name="Seconds">From connecting to the last write, without the start of the process.</param>
/// <param name="Requests">What it sent.</param>
/// <param name="Written">Deals written.</param>
internal sealed record ScriptFigures(double Seconds, long Requests, long Written);

/// <summary>What <c>-- sdk</c> prints.</summary>
/// <param name="Crm">Which CRM.</param>
/// <param name="Deals">Deals in the account.</param>
/// <param name="LatencyMilliseconds">Added to each answer.</param>
/// <param name="Script">The script with the vendor's client.</param>
/// <param name="Service">The first cycle, journal and all.</param>
/// <param name="TimesAsFast">The script's seconds by the service's.</param>
internal sealed record SdkFigures(string Crm, int Deals, int LatencyMilliseconds, ScriptFigures Script, ScriptFigures Service, double TimesAsFast);
