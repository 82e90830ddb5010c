using System.Diagnostics;
using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox.Tests;

/// <summary>
/// Runs a script of the <c>node</c> folder with the Node and the vendors' clients that <c>npm ci</c> put there, or under the
/// folder named by <c>CRS_NODE_MODULES</c>. Skips with the reason where they are missing.
/// </summary>
internal static class NodeScript
{
    private const string Modules = "node_modules";

    /// <summary>Runs a script and gives back the JSON document it printed.</summary>
    /// <param name="script">A file of the <c>node</c> folder.</param>
    /// <param name="package">The client it drives.</param>
    /// <param name="input">What it reads from standard input.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="arguments">What follows its name.</param>
    public static async Task<JsonObject> RunAsync(string script, string package, string input, CancellationToken cancellationToken, params string[] arguments)
    {
        var home = Home();
        Assert.SkipUnless(Directory.Exists(Path.Combine(home, Modules, package)), $"There is no {package} in {Path.Combine(home, Modules)}; run npm ci there, or name the folder in CRS_NODE_MODULES.");
        var node = Path.Combine(home, Modules, "node", "bin", OperatingSystem.IsWindows() ? "node.exe" : "node");
        Assert.SkipUnless(File.Exists(node), $"There is no Node at {node}; npm ci puts it there unless it was told to run no install scripts.");

        var start = new ProcessStartInfo(node, [Path.Combine(AppContext.BaseDirectory, "node", script), .. arguments])
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["CRS_NODE_MODULES"] = home;
        using var process = Process.Start(start)!;
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
            process.StandardInput.Close();
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            process.ExitCode.ShouldBe(0, await errors);
            return JsonNode.Parse(output)!.AsObject();
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    // The variable may name node_modules or the folder that holds it; without it, the sources' own folder is looked at.
    private static string Home()
    {
        if (Environment.GetEnvironmentVariable("CRS_NODE_MODULES") is { Length: > 0 } named)
        {
            var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(named));
            return Path.GetFileName(full) == Modules ? Path.GetDirectoryName(full)! : full;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            // Other suites use the same packages.
            foreach (var near in new[] { "node", Path.Combine("CrmReadinessSync.Sandbox.Tests", "node") })
            {
                if (Directory.Exists(Path.Combine(folder.FullName, near, Modules)))
                    return Path.Combine(folder.FullName, near);
            }
        }

        return Path.Combine(AppContext.BaseDirectory, "node");
    }
}
