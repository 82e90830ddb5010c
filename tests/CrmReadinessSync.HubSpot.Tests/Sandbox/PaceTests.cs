using CrmReadinessSync.Contract;
using CrmReadinessSync.Sandbox;
using CrmReadinessSync.Sync;

namespace CrmReadinessSync.HubSpot.Tests;

/// <summary>
/// What a cycle waits for under the vendor's limits, in virtual time against the practice CRM's own limiter: no time of the machine's is in these
/// figures.
/// </summary>
[Collection(QuietTime.Alone)]
public sealed class PaceTests
{
    private const int Burst = 190;
    private const int SearchesPerSecond = 5;
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(50);

    [Fact]
    public void A_first_cycle_uses_95_percent_of_the_burst_limit_without_a_429_and_little_more_than_the_least_time()
    {
        using var scene = new PaceScene(deals: 9000, Latency);

        var report = scene.Run();

        report.State.ShouldBe(RunState.Completed);
        scene.Statuses().ShouldBe([200]);
        var (reads, writes) = (scene.BurstUntil(scene.Ended(Stroke.Read)), scene.Count("/update"));
        var windows = (int)(scene.Ended(Stroke.Read).TotalSeconds / 10);
        windows.ShouldBeGreaterThan(0);
        // Every whole window of the reading is full; the last one ends with the reads.
        scene.BurstUntil(TimeSpan.FromSeconds(10 * windows)).ShouldBeGreaterThanOrEqualTo((int)(windows * Burst * 0.95));
        var least = LeastSeconds(reads, writes);
        TestContext.Current.TestOutputHelper?.WriteLine($"{reads} reads, {writes} writes: {scene.Elapsed.TotalSeconds:0.00} s, least {least:0.00} s; {string.Join(' ', scene.BurstBySecond())}");
        scene.Elapsed.TotalSeconds.ShouldBeLessThanOrEqualTo(1.1 * least);
    }

    [Fact]
    public void Listing_by_search_alone_keeps_95_percent_of_five_a_second_without_a_429()
    {
        using var scene = new PaceScene(deals: 9000, Latency);
        scene.Run();
        var before = scene.Count("/search");
        scene.Rest(TimeSpan.FromMinutes(1));
        var start = scene.Elapsed;

        // Our own echoes are listed once: a chain of searches and nothing else.
        scene.Run().Counts.Written.ShouldBe(0);

        var searches = scene.Count("/search") - before;
        scene.Statuses().ShouldBe([200]);
        searches.ShouldBeGreaterThan(35);
        (searches - SearchesPerSecond).ShouldBeGreaterThanOrEqualTo((int)((scene.Elapsed - start).TotalSeconds * SearchesPerSecond * 0.95) - SearchesPerSecond);
    }

    [Fact]
    public void Beside_a_greedy_client_it_yields_within_seconds_and_goes_on_when_that_one_has_gone()
    {
        using var scene = new PaceScene(deals: 9000, Latency);
        var (from, until) = (TimeSpan.FromSeconds(12), TimeSpan.FromSeconds(45));

        var report = scene.Run(() => scene.GrabAsync(from, until, every: TimeSpan.FromMilliseconds(25)));
        var refused = scene.Refused();

        TestContext.Current.TestOutputHelper?.WriteLine($"{report.State} {report.Failure?.Code}, {refused} refused; {string.Join(' ', scene.BurstBySecond())}");
        // Three seconds in, it sends less than half of what an even share would be, and nearly nothing that is refused.
        var there = scene.BurstUntil(until) - scene.BurstUntil(from + TimeSpan.FromSeconds(3));
        there.ShouldBeLessThan((int)(0.25 * Burst / 10 * (until - from).TotalSeconds));
        refused.ShouldBeLessThan(30);
        scene.Rest(TimeSpan.FromMinutes(2));
        scene.Run().State.ShouldBe(RunState.Completed);
        scene.Refused().ShouldBe(refused);
    }

    /// <summary>The formula of the benchmarks' README, for a reading that the burst limits.</summary>
    private static double LeastSeconds(int reads, int writes)
    {
        var all = reads + writes;
        var windows = (all + Burst - 1) / Burst - 1;
        return Math.Max(
            (10 * ((reads + Burst - 1) / Burst - 1)) + (writes * Latency.TotalSeconds),
            (10 * windows) + (Math.Min(all - (Burst * windows), writes) * Latency.TotalSeconds));
    }
}

/// <summary>Tests that run alone.</summary>
[CollectionDefinition(QuietTime.Alone, DisableParallelization = true)]
public sealed class AloneCollection;
