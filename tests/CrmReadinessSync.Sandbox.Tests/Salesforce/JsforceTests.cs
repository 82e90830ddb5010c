using System.Text.Json.Nodes;

namespace CrmReadinessSync.Sandbox.Tests.Salesforce;

/// <summary>jsforce, unmodified, over sockets: an independent reading of the wire.</summary>
public sealed class JsforceTests
{
    [Fact]
    public async Task Jsforce_signs_in_reads_writes_and_meets_the_errors_it_knows()
    {
        var stop = TestContext.Current.CancellationToken;
        await using var server = await SandboxServer.StartAsync(new SandboxOptions { Deals = 2_300, Language = "en" }, TimeProvider.System, stop);
        var crms = server.Crms;
        var seen = await NodeScript.RunAsync("jsforce.mjs", "jsforce", new JsonObject
        {
            ["loginUrl"] = server.SalesforceLoginUrl.ToString().TrimEnd('/'),
            ["clientId"] = crms.SalesforceClientId,
            ["clientSecret"] = crms.SalesforceClientSecret,
            ["username"] = crms.SalesforceUsername,
            ["privateKey"] = crms.SalesforcePrivateKeyPem,
        }.ToJsonString(), stop);

        seen["clientCredentials"]!["organizationId"]!.GetValue<string>().ShouldStartWith("00D");
        seen["jwt"]!["username"]!.GetValue<string>().ShouldBe(crms.SalesforceUsername);
        seen["versions"]!.GetValue<int>().ShouldBeGreaterThan(30);

        seen["firstPage"]!.GetValue<int>().ShouldBe(2_000);
        seen["totalSize"]!.GetValue<int>().ShouldBe(2_300);
        seen["distinct"]!.GetValue<int>().ShouldBe(2_300);
        seen["withChildren"]!.GetValue<int>().ShouldBeGreaterThan(0);
        seen["childRole"]!.GetValue<string>().ShouldNotBeNullOrEmpty();

        seen["flagChoices"]!.AsArray().Select(v => v!.GetValue<string>()).ShouldBe(["ready", "confirm", "hold"]);
        seen["objects"]!.AsArray().Select(v => v!.GetValue<string>()).ShouldContain("Opportunity");

        seen["update"]!.AsArray().Select(r => r!["success"]!.GetValue<bool>()).ShouldBe([true, false, true]);
        seen["update"]![1]!["errors"]![0]!["statusCode"]!.GetValue<string>().ShouldBe("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST");
        seen["reread"]!.GetValue<string>().ShouldBe("ready");

        seen["bulk"]!["success"]!.GetValue<int>().ShouldBe(2);
        seen["bulk"]!["failed"]!.GetValue<int>().ShouldBe(1);

        seen["asked"]!.AsObject().Count.ShouldBe(12);
        foreach (var (name, counts) in seen["asked"]!.AsObject())
        {
            counts!["org"]!.GetValue<int>().ShouldBe(counts["here"]!.GetValue<int>(), name);
            counts["org"]!.GetValue<int>().ShouldBeInRange(1, 2_299, name);
        }

        seen["slice"]!.GetValue<int>().ShouldBe(7);
        seen["newestFirst"]!.GetValue<bool>().ShouldBeTrue();
        seen["bulkQuery"]!["org"]!.GetValue<int>().ShouldBe(seen["bulkQuery"]!["here"]!.GetValue<int>());
        seen["tooling"]!.ToJsonString().ShouldBe("""{"made":true,"granted":true,"length":40}""");
        seen["refused"]!.AsArray().Select(v => v!.GetValue<string>()).ShouldBe(
            ["UNABLE_TO_LOCK_ROW", "ENTITY_IS_LOCKED", "FIELD_CUSTOM_VALIDATION_EXCEPTION", "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "ENTITY_IS_DELETED"]);

        seen["limits"]!["Max"]!.GetValue<int>().ShouldBe(115_000);
        seen["apiUsage"]!["used"]!.GetValue<int>().ShouldBeGreaterThan(0);
        seen["malformed"]!["errorCode"]!.GetValue<string>().ShouldBe("MALFORMED_QUERY");
        seen["expired"]!["errorCode"]!.GetValue<string>().ShouldBe("INVALID_SESSION_ID");
        seen["refreshed"]!.GetValue<int>().ShouldBe(2_299, "one was deleted on the way");
    }
}
