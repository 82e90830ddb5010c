using System.Diagnostics;
using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox.Tests;

/// <summary>
/// HubSpot's official Node client against the sandbox. Wants Node and, in <c>CRS_NODE_MODULES</c>, a folder where
/// <c>npm ci</c> was run for the package.json in <c>node/</c>; skips with the reason otherwise.
/// </summary>
public sealed class NodeSdkTests
{
    [Fact]
    public async Task The_official_client_works_unmodified()
    {
        var modules = Environment.GetEnvironmentVariable("CRS_NODE_MODULES");
        Assert.SkipWhen(string.IsNullOrEmpty(modules), "CRS_NODE_MODULES does not name a folder with @hubspot/api-client; run npm ci in node/ and set it.");
        Assert.SkipUnless(Directory.Exists(Path.Combine(modules!, "node_modules", "@hubspot", "api-client")), $"There is no @hubspot/api-client under {modules}; run npm ci there.");
        Assert.SkipUnless((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, OperatingSystem.IsWindows() ? "node.exe" : "node"))), "Node is not on the PATH.");
        var stop = TestContext.Current.CancellationToken;
        await using var server = await SandboxServer.StartAsync(new SandboxOptions { Limits = SandboxLimits.Real, IndexDelay = TimeSpan.Zero }, TimeProvider.System, stop);

        var start = new ProcessStartInfo("node")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "node", "hubspot.mjs"), server.HubSpotBaseUrl.GetLeftPart(UriPartial.Authority), server.Crms.HubSpotAccessToken },
        };
        start.Environment["CRS_NODE_MODULES"] = Path.GetFullPath(modules!);
        using var node = Process.Start(start)!;
        var output = await node.StandardOutput.ReadToEndAsync(stop);
        var errors = await node.StandardError.ReadToEndAsync(stop);
        await node.WaitForExitAsync(stop);
        node.ExitCode.ShouldBe(0, errors);

        var met = JsonNode.Parse(output)!;
        met["listed"]!.GetValue<int>().ShouldBe(10);
        met["cursor"].ShouldNotBeNull();
        met["all"]!.GetValue<int>().ShouldBe(200);
        met["found"]!["total"]!.GetValue<int>().ShouldBeInRange(100, 199);
        met["read"]!.ToJsonString().ShouldBe("""{"count":10,"history":HISTORY,"updatedAt":true}""".Replace("HISTORY", met["read"]!["history"]!.ToJsonString(), StringComparison.Ordinal));
        met["read"]!["history"]!.GetValue<int>().ShouldBeGreaterThan(0);
        met["updated"]!.ToJsonString().ShouldBe("""{"status":"COMPLETE","count":10}""");
        met["partly"]!.ToJsonString().ShouldBe("""{"errors":1,"trace":true}""");
        met["created"]!.GetValue<string>().ShouldBe("made_by_sdk");
        met["conflict"]!["code"]!.GetValue<int>().ShouldBe(409);
        met["conflict"]!["category"]!.GetValue<string>().ShouldBe("OBJECT_ALREADY_EXISTS");
        met["missing"]!["code"]!.GetValue<int>().ShouldBe(404);
        met["invalid"]!["code"]!.GetValue<int>().ShouldBe(400);
        met["invalid"]!["message"]!.GetValue<string>().ShouldContain("INVALID_INTEGER");
        met["throttled"]!["code"]!.GetValue<int>().ShouldBe(429);
        met["throttled"]!["policyName"]!.GetValue<string>().ShouldBe("SECONDLY");
    }
}
