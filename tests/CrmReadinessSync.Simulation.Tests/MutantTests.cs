using System.Globalization;

namespace CrmReadinessSync.Simulation.Tests;

/// <summary>The laws have teeth: each deliberate bug is caught, and the run of it ends there.</summary>
public sealed class MutantTests(ITestOutputHelper output)
{
    private const int Seeds = 1000;

    public static TheoryData<string> Names => [.. AllMutants.List.Select(mutant => mutant.Name)];

    [Fact]
    public void There_are_at_least_twelve_mutants_and_no_two_share_a_name()
    {
        AllMutants.List.Length.ShouldBeGreaterThanOrEqualTo(12);
        AllMutants.List.Select(mutant => mutant.Name).ShouldBeUnique();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_deliberate_bug_is_caught_within_a_thousand_seeds(string name)
    {
        var mutant = AllMutants.List.Single(mutant => mutant.Name == name);
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var crm = Sides.All[seed % Sides.All.Length];
            if (Simulator.Run(HistoryMaker.Draw(seed, crm), mutant).Broken is { } law)
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"caught by seed {seed} on {crm}: {name} ({law.Split('\n')[0]})"));
                return;
            }
        }

        Assert.Fail($"Not caught within {Seeds} seeds: {name}");
    }
}
