namespace CrmReadinessSync.Sandbox.Tests;

/// <summary>HubSpot's official Node client against the sandbox.</summary>
public sealed class NodeSdkTests
{
    [Fact]
    public async Task The_official_client_works_unmodified()
    {
        var stop = TestContext.Current.CancellationToken;
        await using var server = await SandboxServer.StartAsync(new SandboxOptions { Limits = SandboxLimits.Real, IndexDelay = TimeSpan.Zero }, TimeProvider.System, stop);

        var met = await NodeScript.RunAsync("hubspot.mjs", Path.Combine("@hubspot", "api-client"), "", stop, server.HubSpotBaseUrl.GetLeftPart(UriPartial.Authority), server.Crms.HubSpotAccessToken);
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
