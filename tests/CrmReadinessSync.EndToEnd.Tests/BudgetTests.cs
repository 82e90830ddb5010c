using System.Text.Json.Nodes;
using CrmReadinessSync.Sandbox;

namespace CrmReadinessSync.EndToEnd.Tests;

/// <summary>A day on which others used up the account: the executable ends in time, says when it goes on, and leaves flags as they are.</summary>
public sealed class BudgetTests
{
    /// <summary>Of a day's allowance, what the shipped settings leave to others, and what they keep for reads by name and for writes.</summary>
    private const double Reserve = 0.1;

    private const int Kept = 1000;

    [Theory]
    [InlineData("hubspot", 625_000, 110)]
    [InlineData("salesforce", 115_000, 12)]
    public async Task Out_of_budget_it_ends_with_0_says_when_it_goes_on_touches_no_flag_of_a_deal_it_did_not_meet_and_catches_up_the_next_day(string vendor, int allowed, int requests)
    {
        await using var scene = await TwinScene.StartAsync(deals: 3000, latency: 0, Vendor.Of(vendor), SandboxLimits.Real);
        var before = await scene.Account.PropertiesAsync();

        await scene.Account.ArrangeAsync(new JsonObject { ["usedToday"] = (int)(allowed * (1 - Reserve)) - Kept - requests });
        var cutShort = await RunAsync("once");
        cutShort.Out.ShouldContain("The API share is spent; it goes on at");
        var met = await ChangedAsync(before);
        met.Count.ShouldBePositive(cutShort.Out);

        // Others take the rest: now nothing at all may be asked.
        await scene.Account.ArrangeAsync(new JsonObject { ["usedToday"] = (int)(allowed * (1 - Reserve)) + 1 });
        before = await scene.Account.PropertiesAsync();
        var spent = JsonNode.Parse((await RunAsync("once", "--json")).Out)!["crms"]![vendor]!;
        spent["written"]!.GetValue<long>().ShouldBe(0);
        (await ChangedAsync(before)).ShouldBeEmpty("a gap touches no flag");
        spent["resumesAt"]!.GetValue<DateTimeOffset>().ShouldBeGreaterThan(TimeProvider.System.GetUtcNow());

        await scene.Account.ArrangeAsync(new JsonObject { ["usedToday"] = 0 });
        before = await scene.Account.PropertiesAsync();
        await scene.ShouldEndAsTheTwinAsync();
        (await ChangedAsync(before)).Except(met).ShouldNotBeEmpty("those it did not meet wait for the next day");

        async Task<WorkerProcess.Ended> RunAsync(params string[] arguments)
        {
            using var worker = WorkerProcess.Start(scene.Account, scene.Folder, new WorkerStart { Arguments = [.. arguments] });
            var ended = await worker.EndAsync();
            ended.Code.ShouldBe(0, ended.Out + ended.Error);
            return ended;
        }

        async Task<HashSet<string>> ChangedAsync(SortedDictionary<string, string> earlier) =>
            (await scene.Account.PropertiesAsync()).Except(earlier).Select(pair => pair.Key.Split('.')[0]).ToHashSet(StringComparer.Ordinal);
    }
}
