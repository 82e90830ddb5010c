using System.Globalization;

namespace CrmReadinessSync.Simulation.Tests;

/// <summary>The laws hold under seeded disasters, and a seed is all there is to chance.</summary>
public sealed class SeedTests(ITestOutputHelper output)
{
    /// <summary>A thousand over both CRMs; more or fewer where somebody says so.</summary>
    private static readonly int Seeds = int.Parse(Environment.GetEnvironmentVariable("CRS_SIMULATION_SEEDS") ?? "1000", CultureInfo.InvariantCulture);

    public static TheoryData<string> Crms => [.. Sides.All];

    [Theory]
    [MemberData(nameof(Crms))]
    public void Fifty_seeds_run_twice_leave_the_same_traces(string crm)
    {
        for (var seed = 1; seed <= Math.Min(50, Seeds); seed++)
        {
            var history = HistoryMaker.Draw(seed, crm);
            Simulator.Run(history).Trace.ShouldBe(Simulator.Run(history).Trace, $"seed {seed}");
        }
    }

    [Theory]
    [MemberData(nameof(Crms))]
    public void No_law_is_broken(string crm)
    {
        for (var seed = 1; seed <= Seeds / Sides.All.Length; seed++)
        {
            var history = HistoryMaker.Draw(seed, crm);
            if (Simulator.Run(history).Broken is { } law)
            {
                var shortest = new Shrinker(shorter => Simulator.Run(shorter).Broken, mostRuns: 300).Shrink(history);
                Assert.Fail($"Seed {seed} on {crm} breaks a law: {law}\n{shortest.Describe()}");
            }
        }

        output.WriteLine($"{crm}: {Seeds / Sides.All.Length} seeds, no law broken");
    }
}
