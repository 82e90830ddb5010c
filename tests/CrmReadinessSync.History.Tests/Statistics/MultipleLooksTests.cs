namespace CrmReadinessSync.History.Tests.Statistics;

public sealed class MultipleLooksTests
{
    [Fact]
    public void Holm_by_hand_the_smallest_times_four_and_never_falling()
    {
        // .01·4, .02·3 = .06, .03·2 = .06, .05·1 = .05 but not below what came before.
        var adjusted = MultipleLooks.Holm([0.03, 0.01, 0.05, 0.02]);

        adjusted[1].ShouldBe(0.04, 1e-12);
        adjusted[3].ShouldBe(0.06, 1e-12);
        adjusted[0].ShouldBe(0.06, 1e-12);
        adjusted[2].ShouldBe(0.06, 1e-12);
    }

    [Fact]
    public void No_chance_is_above_one() => MultipleLooks.Holm([0.6, 0.7]).ShouldAllBe(p => p == 1);

    [Fact]
    public void Two_standard_errors_are_the_usual_five_in_a_hundred()
    {
        MultipleLooks.TwoSided(1.959963984540054, 1).ShouldBe(0.05, 1e-9);
        MultipleLooks.TwoSided(-1, 0).ShouldBe(0);
        MultipleLooks.TwoSided(0, 0).ShouldBe(1);
    }
}
