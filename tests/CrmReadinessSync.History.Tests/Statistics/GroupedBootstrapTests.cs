namespace CrmReadinessSync.History.Tests.Statistics;

public sealed class GroupedBootstrapTests
{
    [Fact]
    public void The_spread_of_a_mean_is_its_standard_error()
    {
        // 0…9: variance 8.25, so the mean of ten draws has a standard error of √0.825.
        Draw(Enumerable.Range(0, 10).Select(i => (double)i).ToArray(), 20_000).SpreadOf(0).ShouldBe(Math.Sqrt(0.825), 0.01);
    }

    [Fact]
    public void The_interval_of_a_mean_is_that_of_the_central_limit()
    {
        var random = new Random(1);
        var values = Enumerable.Range(0, 400).Select(_ => random.NextDouble()).ToArray();
        var mean = values.Average();
        var error = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean))) / values.Length;

        var interval = Draw(values, 10_000).IntervalOf(0)!.Value;

        interval.Low.ShouldBe(mean - (Proportion.Z95 * error), error * 0.1);
        interval.High.ShouldBe(mean + (Proportion.Z95 * error), error * 0.1);
    }

    [Fact]
    public void Deals_of_one_account_are_drawn_together()
    {
        var drawn = new List<int>();
        new GroupedBootstrap(3, 50, seed: 7).Run(1, (weights, values) => drawn.Add(weights.Sum()), CancellationToken.None);

        drawn.ShouldAllBe(groups => groups == 3);
    }

    [Fact]
    public void Equal_seeds_draw_alike_and_others_do_not()
    {
        double[] values = [1, 2, 3, 4, 5, 6, 7, 8];

        Draw(values, 100, seed: 1).IntervalOf(0).ShouldBe(Draw(values, 100, seed: 1).IntervalOf(0));
        Draw(values, 100, seed: 1).SpreadOf(0).ShouldNotBe(Draw(values, 100, seed: 2).SpreadOf(0));
    }

    [Fact]
    public void What_a_draw_cannot_compute_is_left_out_and_too_few_draws_give_no_interval()
    {
        var sample = new GroupedBootstrap(2, 100, 1).Run(1, (weights, values) => values[0] = weights[0] == 1 ? 0.5 : double.NaN, CancellationToken.None);
        sample.IntervalOf(0).ShouldBe(new Interval(0.5, 0.5));

        new GroupedBootstrap(2, 100, 1).Run(1, (_, values) => values[0] = double.NaN, CancellationToken.None).IntervalOf(0).ShouldBeNull();
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.25, 2)]
    [InlineData(0.5, 3)]
    [InlineData(0.9, 4.6)]
    [InlineData(1, 5)]
    public void Quantiles_lie_between_neighbours(double share, double quantile) => BootstrapSample.Quantile([1, 2, 3, 4, 5], share).ShouldBe(quantile, 1e-12);

    private static BootstrapSample Draw(double[] values, int replicates, int seed = 3) =>
        new GroupedBootstrap(values.Length, replicates, seed).Run(
            1,
            (weights, statistics) => statistics[0] = values.Select((value, i) => value * weights[i]).Sum() / values.Length,
            CancellationToken.None);
}
