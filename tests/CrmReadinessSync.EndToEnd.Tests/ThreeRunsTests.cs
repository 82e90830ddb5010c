using CrmReadinessSync.Sandbox;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.EndToEnd.Tests;

/// <summary>What a second and a third run cost when nothing changed (law 1).</summary>
public sealed class ThreeRunsTests
{
    [Theory]
    [InlineData("hubspot", 5, 200)]
    [InlineData("salesforce", 6, 2000)]
    public async Task After_a_first_run_over_two_thousand_deals_the_second_and_third_write_nothing_and_ask_next_to_nothing(string vendor, int idle, int page)
    {
        var time = new FastTime(TimeProvider.System.GetUtcNow(), pace: 1);
        time.Run();
        await using var account = await Account.StartAsync(new SandboxOptions { Deals = 2000 }, time, Vendor.Of(vendor));
        await using var service = await Service.StartAsync(account, time);

        var first = await service.RunAsync();
        first.State.ShouldBe(RunState.Completed, $"{first.Failure}");
        first.Counts.Written.ShouldBeGreaterThan(500);
        first.Counts.Flags.Values.ShouldAllBe(count => count > 0);

        var second = await CostAsync(account, service);
        second.Report.Counts.Written.ShouldBe(0);
        second.Requests.ShouldBeLessThanOrEqualTo(idle + ((first.Counts.Written + page - 1) / page), second.Kinds);

        var third = await CostAsync(account, service);
        third.Report.Counts.Written.ShouldBe(0);
        third.Requests.ShouldBeLessThanOrEqualTo(idle, third.Kinds);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"first: {first.Counts.Written} written, {first.Counts.Requests} requests, {first.Elapsed.TotalSeconds:0.0} s; second: {second.Kinds}; third: {third.Kinds}");
    }

    [Theory]
    [InlineData("hubspot", "readiness_flag", "readiness_next_step", "readiness_phase", "readiness_talk_depth", "readiness_reasons")]
    [InlineData("salesforce", "Readiness_Flag__c", "Readiness_Next_Step__c", "Readiness_Phase__c", "Readiness_Talk_Depth__c", "Readiness_Reasons__c")]
    public async Task Only_our_own_properties_change(string vendor, params string[] ours)
    {
        var time = new FastTime(TimeProvider.System.GetUtcNow(), pace: 1);
        time.Run();
        await using var account = await Account.StartAsync(new SandboxOptions { Deals = 300 }, time, Vendor.Of(vendor));
        await using var service = await Service.StartAsync(account, time);
        var before = await account.PropertiesAsync();

        await service.RunAsync();

        var after = await account.PropertiesAsync();
        var changed = after.Except(before).Concat(before.Except(after)).Select(pair => pair.Key[(pair.Key.IndexOf('.', StringComparison.Ordinal) + 1)..]).ToHashSet(StringComparer.Ordinal);
        changed.ShouldBe(ours, ignoreOrder: true);
    }

    private static async Task<(CycleReport Report, long Requests, string Kinds)> CostAsync(Account account, Service service)
    {
        var before = await account.RequestsByKindAsync();
        var report = await service.RunAsync();
        report.State.ShouldBe(RunState.Completed, $"{report.Failure}");
        var spent = (await account.RequestsByKindAsync()).ToDictionary(kind => kind.Key, kind => kind.Value - before.GetValueOrDefault(kind.Key), StringComparer.Ordinal);
        return (report, spent.Values.Sum(), string.Join(", ", spent.Where(kind => kind.Value > 0).Select(kind => $"{kind.Key} {kind.Value}")));
    }
}
