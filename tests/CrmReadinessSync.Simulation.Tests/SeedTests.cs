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
    public void No_law_is_broken(string crm) => Hold(crm, first: 1, Seeds / Sides.All.Length);

    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Crms))]
    public void No_law_is_broken_in_ten_thousand_seeds(string crm) => Hold(crm, first: 10_001, 10_000 / Sides.All.Length);

    private void Hold(string crm, int first, int seeds)
    {
        for (var seed = first; seed < first + seeds; seed++)
        {
            var history = HistoryMaker.Draw(seed, crm);
            if (Simulator.Run(history).Broken is { } law)
            {
                var shortest = new Shrinker(shorter => Simulator.Run(shorter).Broken, mostRuns: 300).Shrink(history);
                Assert.Fail($"Seed {seed} on {crm} breaks a law: {law}\n{shortest.Describe()}");
            }
        }

        output.WriteLine($"{crm}: {seeds} seeds from {first}, no law broken");
    }
}
