using CrmReadinessSync.Sandbox;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.EndToEnd.Tests;

/// <summary>Every fault the practice CRM knows, over HTTP: the CRM ends as an undisturbed twin does (law 4).</summary>
public sealed class FaultTests
{
    private const int Deals = 400;
    private const double Pace = 8;

    private static readonly DateTimeOffset Start = new(2026, 11, 2, 1, 0, 0, TimeSpan.Zero);

    public static MatrixTheoryData<string, string> Passing => new(Vendors, ["throttled", "flaky", "lost-acks", "expiring-tokens", "locked-rows", "vanishing-deals"]);

    public static string[] Vendors => [.. Vendor.All.Select(vendor => vendor.Name)];

    public static TheoryData<string> EachVendor => [.. Vendors];

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task A_fault_that_passes_leaves_the_crm_as_an_undisturbed_twin(string vendor, string fault)
    {
        var time = new FastTime(Start, Pace);
        await using var undisturbed = await Account.StartAsync(new SandboxOptions { Deals = Deals }, time, Vendor.Of(vendor));
        await using var disturbed = await Account.StartAsync(new SandboxOptions { Deals = Deals, Faults = [fault] }, time, Vendor.Of(vendor));
        await using var calm = await Service.StartAsync(undisturbed, time);
        await using var troubled = await Service.StartAsync(disturbed, time);
        time.Run();

        var wrote = 0L;
        var isCalm = false;
        for (var round = 0; round < 40 && !isCalm; round++)
        {
            var report = await troubled.RunAsync();
            await calm.RunAsync();
            var retries = await troubled.Journal.ReadRetriesAsync(1, TestContext.Current.CancellationToken);
            wrote += report.Counts.Written;
            isCalm = report is { State: RunState.Completed, Counts.Written: 0 } && retries.Count == 0 && await DifferenceAsync(disturbed, undisturbed) is [];
            time.Advance(TimeSpan.FromMinutes(70));
        }

        (await DifferenceAsync(disturbed, undisturbed)).ShouldBeEmpty();
        isCalm.ShouldBeTrue("after forty rounds something still waits");
        wrote.ShouldBeGreaterThan(Deals / 4);
    }

    [Theory]
    [MemberData(nameof(EachVendor))]
    public async Task A_target_removed_mid_run_stops_the_crm_with_a_remedy_and_all_is_well_once_it_is_back(string vendor)
    {
        var time = new FastTime(Start, Pace);
        await using var undisturbed = await Account.StartAsync(new SandboxOptions { Deals = Deals }, time, Vendor.Of(vendor));
        await using var disturbed = await Account.StartAsync(new SandboxOptions { Deals = Deals, Faults = ["field-removed"] }, time, Vendor.Of(vendor));
        await using var calm = await Service.StartAsync(undisturbed, time);
        await using var troubled = await Service.StartAsync(disturbed, time);
        time.Run();

        var stopped = await troubled.RunAsync();
        stopped.State.ShouldBe(RunState.Failed);
        stopped.Failure.ShouldNotBeNull().Action.ShouldBe(FailureAction.StopCrm);
        stopped.Failure.Remedy.ShouldNotBeNullOrWhiteSpace();
        (await troubled.RunAsync()).State.ShouldBe(RunState.Failed, "the field is still missing");

        await disturbed.RestoreFieldAsync();
        time.Advance(TimeSpan.FromDays(1));
        for (var round = 0; round < 3; round++)
        {
            (await troubled.RunAsync()).State.ShouldBe(RunState.Completed);
            await calm.RunAsync();
            time.Advance(TimeSpan.FromDays(1));
        }

        (await DifferenceAsync(disturbed, undisturbed)).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(EachVendor))]
    public async Task A_permission_withdrawn_mid_run_stops_the_crm_as_its_environment_and_what_was_written_is_right(string vendor)
    {
        // Enough for the third batch to be met by the fault.
        const int Enough = 1500;
        var time = new FastTime(Start, Pace);
        await using var undisturbed = await Account.StartAsync(new SandboxOptions { Deals = Enough }, time, Vendor.Of(vendor));
        await using var disturbed = await Account.StartAsync(new SandboxOptions { Deals = Enough, Faults = ["permission-withdrawn"] }, time, Vendor.Of(vendor));
        await using var calm = await Service.StartAsync(undisturbed, time);
        await using var troubled = await Service.StartAsync(disturbed, time);
        time.Run();

        var report = await troubled.RunAsync();
        await calm.RunAsync();

        report.State.ShouldBe(RunState.Failed);
        report.IsEnvironment.ShouldBeTrue();
        report.Counts.Written.ShouldBeGreaterThan(0);
        report.Failure.ShouldNotBeNull().Remedy.ShouldNotBeNullOrWhiteSpace();
        (await disturbed.PropertiesAsync()).Except(await undisturbed.PropertiesAsync()).ShouldBeEmpty();
        (await troubled.Journal.ReadHeadAsync(TestContext.Current.CancellationToken)).Positions.ShouldBeEmpty();
    }

    /// <summary>Where two accounts differ, in deals that both still have.</summary>
    private static async Task<IReadOnlyList<string>> DifferenceAsync(Account one, Account other)
    {
        var (mine, theirs) = (await one.PropertiesAsync(), await other.PropertiesAsync());
        var shared = Ids(mine).Intersect(Ids(theirs), StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        return [.. mine.Except(theirs).Concat(theirs.Except(mine)).Where(pair => shared.Contains(IdOf(pair.Key))).Select(pair => $"{pair.Key}={pair.Value}")];
    }

    private static IEnumerable<string> Ids(SortedDictionary<string, string> properties) => properties.Keys.Select(IdOf).Distinct(StringComparer.Ordinal);

    private static string IdOf(string key) => key[..key.IndexOf('.', StringComparison.Ordinal)];
}
